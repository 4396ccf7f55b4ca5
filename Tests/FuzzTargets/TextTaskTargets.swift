import RLCore
import TextEnvironments

// What text environments read of others: dumps of databases, and household games.
extension FuzzTarget {
  /// A dump of MySQL: databases with names of their own, or an error with a line of the dump.
  static let dump = FuzzTarget("dump") { bytes in
    do {
      let names = try SpiderDatabases(dump: bytes).names.map { $0.lowercased() }
      try promise(Set(names).count == names.count, "a database twice among \(names)")
    } catch let error as MySQLDumpError {
      let lines = 1 + bytes.count { $0 == UInt8(ascii: "\n") }
      try promise((1...lines).contains(error.line), "an error in line \(error.line) of \(lines)")
      try isPlain("\(error)")
    }
  }

  /// A household game.
  static let game = FuzzTarget("game") { bytes in
    do { try play(try GameFile(bytes)) } catch let error as GameError { try isPlain("\(error)") }
  }

  /// The texts of a household game whose rules are those of a house of ours.
  static let grammar = FuzzTarget("grammar") { bytes in
    var settings = HouseSettings()
    settings.things = 4
    var file = try House.random(settings, seed: 1).file
    file.grammar = String(decoding: bytes, as: UTF8.self)
    do { try play(file) } catch let error as GameError { try isPlain("\(error)") }
  }

  /// Some steps, and back to the start.
  private static func play(_ file: GameFile) throws {
    var world = ALFWorld(try HouseholdGame(file), id: "fuzz")
    let (start, actions, observation) = (world.state, world.actions, world.observation)
    for place in 0..<4 {
      let possible = world.actions
      guard !possible.isEmpty else { break }
      _ = world.step(possible[place % possible.count])
      try promise((0...1).contains(world.goalShare), "a share of \(world.goalShare)")
    }
    world.restore(start)
    try promise(world.state == start && world.actions == actions, "the start is another one when it is come back to")
    try promise(world.observation == observation, "the start has another text when it is come back to")
  }

  /// What is said of a file does nothing to a terminal.
  private static func isPlain(_ text: String) throws {
    try promise(text == text.plainLine, "an error with what a terminal obeys: \(text.debugDescription)")
  }
}
