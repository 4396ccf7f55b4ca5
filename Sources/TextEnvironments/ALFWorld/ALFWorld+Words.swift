public import RLCore

extension ALFWorld {
  private static let rules = """
    You are in a house and act by commands, one at a time. You can carry one object. What lies in a closed receptacle \
    cannot be seen or taken before it is opened. Answer with one of the possible commands, as it is written.
    """

  /// The game's file.
  public var document: String { game.file.json }

  /// Shortest ways, found by a search that knows the whole house.
  public var oracle: (any PlanOracle)? { ALFWorldOracle(game) }

  /// The rules, all that was done and read so far, and what is possible.
  public func question(_ context: PlanningContext) -> String {
    var world = ALFWorld(game, id: id, horizon: horizon)
    var lines = [Self.rules, "", world.observation]
    for action in context.history {
      _ = world.step(action)
      lines += ["> \(action)", world.observation]
    }
    if world.observation != context.observation { lines += ["", context.observation] }
    lines += ["", context.task, "Possible commands: \(context.actions.joined(separator: "; "))"]
    return lines.joined(separator: "\n")
  }

  /// The command that a text means here: as it is listed whatever its letters' case, or in the words of the other version of
  /// the game, which puts things in/on a place where this one moves them to it.
  public func action(named text: String) -> String? {
    let wanted = TextPattern.trimmed(text.lowercased()[...])
    let ways = [wanted] + Self.otherWays(wanted)
    let actions = actions
    for way in ways {
      if let found = actions.first(where: { $0 == way || $0.lowercased() == way }) { return found }
    }
    return nil
  }

  private static func otherWays(_ command: String) -> [String] {
    let links = ["put": ["in/on", "in", "on", "into", "onto"], "move": ["to"]]
    let words = command.split(separator: " ")
    guard let verb = words.first.map(String.init), let own = links[verb],
      let place = words.lastIndex(where: { own.contains(String($0)) }), place > 1, place + 1 < words.count
    else { return [] }
    let object = words[1..<place].joined(separator: " ")
    let receptacle = words[(place + 1)...].joined(separator: " ")
    return ["move \(object) to \(receptacle)", "put \(object) in/on \(receptacle)"]
  }
}
