/// Which tasks of its set a cell solved.
public struct TaskOutcomes: Sendable, Hashable {
  /// What stands for the names of the tasks, in order: cells are compared task by task only where it is the same.
  public var tasks: String
  /// Whether each of them was solved.
  public var solved: [Bool]

  /// Outcomes of the tasks that `tasks` stands for.
  public init(tasks: String, solved: [Bool]) {
    self.tasks = tasks
    self.solved = solved
  }
}

extension TaskOutcomes: Codable {
  private enum CodingKeys: String, CodingKey { case tasks, solved }

  /// Writes the outcomes as a text of 1 and 0, a digit for each task.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tasks, forKey: .tasks)
    try container.encode(String(solved.map { $0 ? "1" : "0" }), forKey: .solved)
  }

  /// Reads what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let digits = try container.decode(String.self, forKey: .solved)
    guard digits.allSatisfy({ $0 == "1" || $0 == "0" }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .solved, in: container, debugDescription: "expected a text of 1 and 0, one for each task")
    }
    self.init(tasks: try container.decode(String.self, forKey: .tasks), solved: digits.map { $0 == "1" })
  }
}

/// Two methods on the same tasks with the same seeds: what each came to on each task, the mean over these seeds.
struct TaskPairs {
  /// By task, in [0, 1].
  private(set) var own: [Double] = []
  /// The other's, likewise.
  private(set) var theirs: [Double] = []
  /// Every task was done with one seed, so that each came out as 0 or 1.
  private(set) var isSingle = true

  /// The pairs of the seeds that both have; nil where there is no such seed, where a cell does not say which tasks it
  /// solved, where one seed's tasks are others for the two, and where there is one task only.
  init?<Row: ReportedRow>(_ rows: [Row], _ others: [Row]) {
    func bySeed(_ rows: [Row]) -> [UInt64: Row] {
      Dictionary(rows.filter { $0.finishedScore != nil }.map { ($0.place.seed, $0) }) { first, _ in first }
    }
    let (mine, other) = (bySeed(rows), bySeed(others))
    var sums: [String: (own: [Double], theirs: [Double], seeds: Double)] = [:]
    for seed in mine.keys.sorted() where other[seed] != nil {
      guard let one = mine[seed]?.outcomes, let two = other[seed]?.outcomes, one.tasks == two.tasks,
        one.solved.count == two.solved.count
      else { return nil }
      let none = [Double](repeating: 0, count: one.solved.count)
      var sum = sums[one.tasks] ?? (none, none, 0)
      guard sum.own.count == one.solved.count else { return nil }
      for place in none.indices {
        sum.own[place] += one.solved[place] ? 1 : 0
        sum.theirs[place] += two.solved[place] ? 1 : 0
      }
      sum.seeds += 1
      sums[one.tasks] = sum
    }
    for (_, sum) in sums.sorted(by: { $0.key < $1.key }) {
      own += sum.own.map { $0 / sum.seeds }
      theirs += sum.theirs.map { $0 / sum.seeds }
      isSingle = isSingle && sum.seeds == 1
    }
    guard own.count > 1 else { return nil }
  }
}
