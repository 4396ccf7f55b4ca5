import RLCore

/// How a table is met as training goes on, and what rounds have come to: what says which entries are retired, and whether
/// asking still pays.
struct TableUse: Codable, Equatable {
  /// Matches of each entry since the last round (entries).
  var hits: [Int]
  /// Rounds in a row in which each entry was not met (entries).
  var idle: [Int]
  /// Suggestions that were retired.
  var retired: [Int] = []
  /// Environment steps that rounds have spent.
  var spent = 0
  /// Rounds in a row of which nothing new came into the table.
  var barren = 0

  /// Rounds without a match after which an entry is retired.
  static let patience = 2
  /// Barren rounds after which nobody is asked any more.
  static let barrenRounds = 3

  /// Nothing met yet.
  init(entries: Int) {
    hits = [Int](repeating: 0, count: entries)
    idle = hits
  }

  /// Ends a round: gives the places of the entries that are to be retired.
  mutating func endRound() -> [Int] {
    for place in idle.indices { idle[place] = hits[place] > 0 ? 0 : idle[place] + 1 }
    hits = [Int](repeating: 0, count: hits.count)
    return idle.indices.filter { idle[$0] >= Self.patience }
  }

  /// Goes on with another table; what stays in it keeps its count.
  mutating func move(from old: [GuidanceEntry], to new: [GuidanceEntry]) {
    let counts = Dictionary(zip(old.map(\.suggestion), idle), uniquingKeysWith: { first, _ in first })
    barren = new.contains { counts[$0.suggestion] == nil } ? 0 : barren + 1
    idle = new.map { counts[$0.suggestion] ?? 0 }
    hits = [Int](repeating: 0, count: new.count)
  }
}
