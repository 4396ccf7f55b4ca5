import RLCore
import Synchronization

/// The exact distances of one game: what a good adviser would know, who has seen every drawer.
final class ALFWorldOracle: PlanOracle {
  private let game: HouseholdGame
  private let search: HouseholdSearch
  private let known = Mutex<[ALFWorld.State: Set<String>]>([:])
  /// Actions of shortest plans that were found, by their states: a search for one state's first actions may leave out ways
  /// that are as short.
  private let taken = Mutex<[ALFWorld.State: Set<String>]>([:])
  /// States that are tried before a search is given up.
  static let patience = 50_000

  init(_ game: HouseholdGame) {
    self.game = game
    search = HouseholdSearch(game)
  }

  func shortestPlan() -> [String]? {
    let plan = search.solve(game.table.initial, limit: Self.patience)?.plan
    if let plan { keep(plan) }
    return plan
  }

  private func keep(_ plan: [String]) {
    var world = ALFWorld(game, id: "")
    for action in plan {
      let state = world.state
      taken.withLock { _ = $0[state, default: []].insert(action) }
      _ = world.step(action)
    }
  }

  func goodActions(_ context: PlanningContext) -> Set<String> {
    var world = ALFWorld(game, id: context.id)
    for action in context.history { _ = world.step(action) }
    let state = world.state
    let taken = taken.withLock { $0[state] ?? [] }
    if let good = known.withLock({ $0[state] }) { return good.union(taken) }
    let found = search.solve(state.bits, limit: Self.patience)?.first ?? []
    let good = found.intersection(context.actions)
    known.withLock { $0[state] = good }
    return good.union(taken)
  }
}
