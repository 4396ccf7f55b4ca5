public import RLCore

extension BlocksWorld {
  private static let rules = """
    Blocks stand on a table or on one another. One hand moves them, one block at a time. It may pick up a clear block from \
    the table or unstack a clear block from the one below, when it is empty; it may put the block it holds down on the \
    table or stack it on a clear block. A block is clear when nothing is on top of it and it is not held.
    """

  /// The problem in PDDL.
  public var document: String { instance.pddl }

  /// Distances to the goal, worked out when they are first asked for.
  public var oracle: (any PlanOracle)? { BlocksOracle(instance) }

  /// Goes back to the start.
  public mutating func reset() { restore(instance.initial) }

  /// The rules, the state and the goal in PlanBench's words.
  public func question(_ context: PlanningContext) -> String {
    "\(Self.rules)\n\nNow \(context.observation)\n\(context.task) Plans with fewer actions are better."
  }

  /// An action in PlanBench's words.
  public func words(for action: String) -> String? { (try? instance.action(action)).map { instance.words($0) } }

  /// An action from PDDL, whatever the brackets and the case of letters, or from PlanBench's words.
  public func action(named text: String) -> String? {
    if let action = try? instance.action(text) { return instance.text(action) }
    let wanted = text.lowercased()
    return instance.actions.first { instance.words($0).lowercased() == wanted }.map { instance.text($0) }
  }

  /// What becomes of a plan; says why an action cannot be read.
  public func verdict(on plan: [String]) -> PlanVerdict { instance.validate(plan, stopsAtGoal: false) }
}

extension BlocksInstance {
  /// Every action of the operators on these blocks, possible anywhere or not.
  var actions: [BlocksAction] {
    blocks.indices.flatMap { block in
      [.pickUp(block), .putDown(block)]
        + blocks.indices.filter { $0 != block }.flatMap { [.stack(block, $0), .unstack(block, $0)] }
    }
  }
}
