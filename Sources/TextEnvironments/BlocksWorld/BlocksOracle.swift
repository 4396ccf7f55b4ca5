import RLCore
import Synchronization

/// The exact distances of one instance: what a good adviser would know.
final class BlocksOracle: PlanOracle {
  private let instance: BlocksInstance
  /// Distances from every state, where there are few enough.
  private let table = Mutex<[BlocksState: Int]?>(nil)
  /// Blocks up to which all distances are worked out at once.
  private static let small = 6
  /// States that are tried for a shortest plan before that is given up.
  static let patience = 300_000

  init(_ instance: BlocksInstance) { self.instance = instance }

  func shortestPlan() -> [String]? {
    guard case .plan(let plan) = instance.shortestPlan(limit: Self.patience).outcome else { return nil }
    return plan.map { instance.text($0) }
  }

  func goodActions(_ context: PlanningContext) -> Set<String> {
    var state = instance.initial
    for action in context.history {
      if let action = try? instance.action(action) { state = state.applying(action) ?? state }
    }
    let here = distance(state)
    return Set(
      context.actions.filter { action in
        guard let action = try? instance.action(action), let next = state.applying(action) else { return false }
        return distance(next) < here
      })
  }

  private func distance(_ state: BlocksState) -> Int {
    if instance.blocks.count <= Self.small {
      return table.withLock { table in
        let known = table ?? instance.goalDistances()
        if table == nil { table = known }
        return known[state] ?? .max
      }
    }
    let moved = BlocksInstance(name: instance.name, blocks: instance.blocks, initial: state, goal: instance.goal)
    guard case .plan(let plan) = moved.shortestPlan(limit: 200_000).outcome else { return .max }
    return plan.count
  }
}
