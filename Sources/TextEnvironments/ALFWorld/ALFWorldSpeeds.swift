import RLCore

/// The engine without a planner, on one core.
final class ALFWorldSpeeds {
  private let worlds: [ALFWorld]
  private let files: [[UInt8]]
  private var generator = SeededGenerator(seed: 1)
  /// Kept, so that nothing measured is left out by the compiler.
  private var sink = 0

  /// Steps that are taken in each game.
  private static let steps = 200

  init(_ worlds: [ALFWorld]) throws {
    self.worlds = worlds
    files = worlds.map { Array($0.game.file.json.utf8) }
  }

  /// Every figure with its target.
  var all: [TextSpeed] {
    [
      TextSpeed(
        "steps, each with its text and the commands that are possible then", per: "K/s", scale: 1e3, limit: 100,
        against: "target, one core", work: step),
      TextSpeed("restore and step", per: "K/s", scale: 1e3, against: "as planners step", work: restore),
      TextSpeed(
        "games read and compiled", per: "/s", scale: 1, limit: 100, against: "target: below 10 ms each", work: load),
    ]
  }

  private func step() -> Int {
    var count = 0
    for start in worlds {
      var world = start
      var actions = world.actions
      for _ in 0..<Self.steps where !actions.isEmpty {
        if world.step(actions[generator.below(actions.count)]).isLegal { sink &+= world.observation.utf8.count }
        actions = world.actions
        count += 1
      }
    }
    return count
  }

  private func restore() -> Int {
    var count = 0
    for start in worlds {
      var world = start
      let actions = world.actions
      for action in actions {
        world.restore(start.state)
        if world.step(action).isLegal { sink &+= 1 }
        count += 1
      }
    }
    return count
  }

  private func load() -> Int {
    for file in files { sink &+= (try? HouseholdGame(GameFile(file)))?.commands.count ?? 0 }
    return files.count
  }
}
