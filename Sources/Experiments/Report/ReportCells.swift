import RLCore

/// The cells of an experiment sorted out: what finished, what failed, and what is missing.
struct ReportCells<Row: ReportedRow>: Sendable {
  /// One row a place, in the order in which the places were planned; others after them, by task, method and seed.
  let rows: [Row]
  /// The places that were planned and have no row.
  let missing: [Row.Place]
  /// What the methods are called.
  let names: MethodNames
  /// The tasks, in order.
  let tasks: [Scores.Task]
  private let own: [Key: [Row]]
  private let absent: [Key: Int]

  private struct Key: Hashable {
    let task: Scores.Task
    let method: String
  }

  /// Of several rows of a place a finished one counts, as it was done again after it had failed.
  init(_ rows: [Row], planned: [Row.Place]) {
    var found: [Row.Place: Row] = [:]
    for row in rows where found[row.place] == nil || (found[row.place]?.failure != nil && row.failure == nil) {
      found[row.place] = row
    }
    var order: [Row.Place: Int] = [:]
    for place in planned where order[place] == nil { order[place] = order.count }
    let others = found.keys.filter { order[$0] == nil }
    for place in others.sorted(by: Self.comesFirst) { order[place] = order.count }
    let places = order.sorted { $0.value < $1.value }.map(\.key)
    self.rows = places.compactMap { found[$0] }
    missing = places.filter { found[$0] == nil }
    let names = MethodNames(places)
    self.names = names
    func key(_ place: Row.Place) -> Key { Key(task: place.task, method: names.name(of: place)) }
    own = Dictionary(grouping: self.rows) { key($0.place) }
    absent = missing.reduce(into: [:]) { $0[key($1), default: 0] += 1 }
    tasks = places.map(\.task).distinct()
  }

  /// The rows of a method on a task.
  func rows(of method: String, on task: Scores.Task) -> [Row] {
    own[Key(task: task, method: method)] ?? []
  }

  /// How many places of a method on a task are missing.
  func missing(of method: String, on task: Scores.Task) -> Int {
    absent[Key(task: task, method: method)] ?? 0
  }

  /// The methods with a place on `task`, in order.
  func methods(on task: Scores.Task) -> [String] {
    names.all.filter { !rows(of: $0, on: task).isEmpty || missing(of: $0, on: task) > 0 }
  }

  /// The scores on `task`.
  func scores(on task: Scores.Task) -> Scores {
    Scores(
      methods(on: task).flatMap { method in
        rows(of: method, on: task).map { row in
          Scores.Score(method: method, task: task, seed: row.place.seed, value: row.finishedScore ?? .nan)
        }
      })
  }

  /// Two methods task by task, where their cells say which tasks they solved.
  func pairs(of method: String, and baseline: String, on task: Scores.Task) -> TaskPairs? {
    TaskPairs(rows(of: method, on: task), rows(of: baseline, on: task))
  }

  private static func comesFirst(_ first: Row.Place, _ second: Row.Place) -> Bool {
    guard first.task == second.task else { return first.task < second.task }
    let (own, other) = (words(of: first), words(of: second))
    guard own == other else { return own.lexicographicallyPrecedes(other) }
    let (left, right) = (SweptSetting(first.setting)?.value ?? 0, SweptSetting(second.setting)?.value ?? 0)
    if left != right { return left < right }
    return first.setting == second.setting ? first.seed < second.seed : first.setting < second.setting
  }

  /// What a place is sorted by before its setting's number.
  private static func words(of place: Row.Place) -> [String] {
    let name = SweptSetting(place.setting)?.name ?? place.setting
    return [place.method] + place.parts.map { $0 == place.setting ? name : $0 }
  }
}
