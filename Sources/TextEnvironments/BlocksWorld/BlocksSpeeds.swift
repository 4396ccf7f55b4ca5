import RLCore

/// The engine without a planner, on one core.
final class BlocksSpeeds {
  private let worlds: [BlocksWorld]
  /// A state of each world's, an action there, and its text.
  private var moves: [(world: Int, state: BlocksState, action: BlocksAction, text: String)] = []
  private var plans: [(instance: BlocksInstance, plan: [String])] = []
  /// Kept, so that nothing measured is left out by the compiler.
  private var sink = 0

  /// Prepares moves and plans of `worlds`.
  init(_ worlds: [BlocksWorld]) throws {
    self.worlds = worlds
    var generator = SeededGenerator(seed: 1)
    for (place, world) in worlds.enumerated() {
      if case .plan(let plan) = world.instance.shortestPlan().outcome {
        plans.append((world.instance, plan.map { world.instance.text($0) }))
      }
      var state = world.state
      for _ in 0..<256 {
        let actions = state.actions
        let action = actions[generator.below(actions.count)]
        moves.append((place, state, action, world.instance.text(action)))
        state = state.applying(action) ?? state
      }
    }
  }

  /// Every figure with its target.
  var all: [TextSpeed] {
    let target = "target, one core"
    return [
      TextSpeed("STRIPS transitions, packed states", per: "M/s", scale: 1e6, limit: 1, against: target, work: apply),
      TextSpeed(
        "STRIPS transitions, all actions of a state", per: "M/s", scale: 1e6, limit: 1, against: target, work: expand),
      TextSpeed(
        "STRIPS transitions in breadth-first search", per: "M/s", scale: 1e6, limit: 1, against: target, work: search),
      TextSpeed(
        "BlocksWorld.restore and step, actions as text", per: "M/s", scale: 1e6, against: "as planners step", work: step
      ),
      TextSpeed("plans validated", per: "K/s", scale: 1e3, against: "the plan validator", work: validate),
    ]
  }

  private func apply() -> Int {
    for move in moves where move.state.applying(move.action) != nil { sink &+= 1 }
    return moves.count
  }

  private func expand() -> Int {
    var count = 0
    for move in moves {
      for action in move.state.actions where move.state.applying(action) != nil { count += 1 }
    }
    return count
  }

  private func search() -> Int {
    worlds.reduce(0) { $0 + $1.instance.breadthFirstPlan().transitions }
  }

  private func step() -> Int {
    guard var world = worlds.first else { return 0 }
    var place = 0
    for move in moves {
      if move.world != place {
        place = move.world
        world = worlds[place]
      }
      world.restore(move.state)
      if world.step(move.text).isLegal { sink &+= 1 }
    }
    return moves.count
  }

  private func validate() -> Int {
    for entry in plans where entry.instance.validate(entry.plan) == .valid(steps: entry.plan.count) { sink &+= 1 }
    return plans.count
  }
}
