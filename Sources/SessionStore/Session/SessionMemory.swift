import GRDB
public import RLCore

/// Something small that a session remembers, so that any stage can be left and taken up again.
public struct MemoryKey<Value: Codable & Sendable>: Sendable {
  let name: String
}

extension MemoryKey<Bool> {
  /// Whether a person has finished the review.
  public static var reviewFinished: Self { Self(name: "reviewFinished") }
}

extension MemoryKey<String> {
  /// The library that computes the environment with its release, as it was when the session was made.
  public static var physics: Self { Self(name: "physics") }
}

extension MemoryKey<Double> {
  /// The weight of r_LLM that a person asked for last; runs that use one take it up.
  public static var requestedAlpha: Self { Self(name: "requestedAlpha") }
}

extension MemoryKey<[String: String]> {
  /// Settings of whoever names critical states that were given after the session was made, by their keys.
  public static var identifyingSettings: Self { Self(name: "identifyingSettings") }
}

extension MemoryKey<[String: [Int]]> {
  /// The suggestions that rounds have retired, by the run that they guided.
  public static var retiredSuggestions: Self { Self(name: "retiredSuggestions") }
}

extension MemoryKey<AlphaTarget> {
  /// What r_LLM acted on where that α was asked for.
  public static var requestedTarget: Self { Self(name: "requestedAlphaTarget") }
}

extension MemoryKey<[Int]> {
  /// Suggestions that a person flagged.
  public static var flaggedSuggestions: Self { Self(name: "flaggedSuggestions") }
}

extension MemoryKey<PlateauTest> {
  /// Whether training still improved the base policy when that was tested.
  public static var plateau: Self { Self(name: "plateau") }
}

/// Who was asked about an episode, and how: another advisor, or the same one in other words, may know more.
public struct AskedMark: Sendable, Hashable {
  /// Who was to pick the critical states.
  public var identifier: String
  /// Who was to propose actions and rewards.
  public var advisor: String
  /// A digest of the prompt templates that were used.
  public var prompts: String

  /// Makes a mark.
  public init(identifier: String, advisor: String, prompts: String) {
    self.identifier = identifier
    self.advisor = advisor
    self.prompts = prompts
  }
}

extension SessionStore {
  /// Remembers a value in place of the one before, and books the steps that it took, in one transaction.
  public func remember<Value>(_ value: Value, as key: MemoryKey<Value>, spending: LedgerEntry? = nil) throws {
    let row = MemoryRow(key: key.name, json: try JSONText.encode(value, what: key.name))
    try write { database in
      try Stored(row).insert(database, onConflict: .replace)
      try Self.spend(spending, database)
    }
  }

  /// Remembers the α that a person asked for, with what r_LLM acted on there, in one transaction.
  public func remember(requestedAlpha alpha: Double, of target: AlphaTarget?) throws {
    let (value, kind) = (MemoryKey<Double>.requestedAlpha, MemoryKey<AlphaTarget>.requestedTarget)
    let row = MemoryRow(key: value.name, json: try JSONText.encode(alpha, what: value.name))
    let other = try target.map { MemoryRow(key: kind.name, json: try JSONText.encode($0, what: kind.name)) }
    try write { database in
      try Stored(row).insert(database, onConflict: .replace)
      if let other {
        try Stored(other).insert(database, onConflict: .replace)
      } else {
        try database.execute(sql: "DELETE FROM memory WHERE key = ?", arguments: [kind.name])
      }
    }
  }

  /// What was remembered; nil where nothing was, or something that this version cannot read.
  public func recall<Value>(_ key: MemoryKey<Value>) throws -> Value? {
    let row = try read { database in
      try Stored<MemoryRow>.fetchOne(database, sql: "SELECT * FROM memory WHERE key = ?", arguments: [key.name])
    }
    return row.flatMap { try? JSONText.decode(Value.self, $0.value.json) }
  }

  /// Marks episodes whose answer could be read.
  public func addAsked(_ episodes: some Sequence<Int>, _ mark: AskedMark) throws {
    try write { try Self.insert(episodes, mark, $0) }
  }

  static func insert(_ episodes: some Sequence<Int>, _ mark: AskedMark, _ database: Database) throws {
    for episode in episodes {
      let row = AskedRow(
        identifier: mark.identifier, advisor: mark.advisor, prompts: mark.prompts, episode: episode)
      try Stored(row).insert(database, onConflict: .ignore)
    }
  }

  /// The episodes with that mark. Marks of earlier versions do not know of prompts and count for all of them.
  public func asked(_ mark: AskedMark) throws -> Set<Int> {
    try read { database in
      try Int.fetchSet(
        database,
        sql: "SELECT episode FROM asked WHERE identifier = ? AND advisor = ? AND prompts IN (?, '')",
        arguments: [mark.identifier, mark.advisor, mark.prompts])
    }
  }
}

/// What is remembered, as JSON by its key.
private struct MemoryRow: Tabled {
  static var table: String { "memory" }
  var key: String
  var json: String
}

/// A mark on one episode.
struct AskedRow: Tabled {
  static var table: String { "asked" }
  var identifier: String
  var advisor: String
  var prompts: String
  var episode: Int
}
