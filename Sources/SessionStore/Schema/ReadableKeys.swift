import GRDB

/// The keys of a table, in their order, as far as its pages can be read. Around pages that cannot be read the table is
/// entered from its end too and, where rows are numbered, from between.
struct ReadableKeys {
  /// The keys.
  private(set) var values: [[DatabaseValue]] = []

  private let table: Schema.Table
  private var probes = 0

  /// So often a table is entered at most, however damaged it is.
  private static let mostProbes = 2_000

  /// Finds the keys of `table`.
  init(_ table: Schema.Table, _ database: Database) {
    self.table = table
    if table.isNumbered {
      values = between(1, .max, database)
    } else {
      let found = ends(database, where: "1", [])
      values = found.start + found.end
    }
  }

  /// The rows with numbers from `low` to `high`.
  private mutating func between(_ low: Int64, _ high: Int64, _ database: Database) -> [[DatabaseValue]] {
    guard low <= high, probes < Self.mostProbes else { return [] }
    probes += 1
    let found = ends(database, where: "\(table.key) BETWEEN ? AND ?", [low, high])
    guard !found.isWhole else { return found.start }
    // What is left lies between the last row before the damage and the first one after it.
    let left = found.start.last.flatMap(Self.number).map { $0 < high ? $0 + 1 : high } ?? low
    let right = found.end.first.flatMap(Self.number).map { $0 > low ? $0 - 1 : low } ?? high
    guard left < right else { return found.start + found.end }
    let middle = left + (right - left) / 2
    return found.start + between(left, middle, database) + between(middle + 1, right, database) + found.end
  }

  private static func number(_ key: [DatabaseValue]) -> Int64? {
    guard case .int64(let number)? = key.first?.storage else { return nil }
    return number
  }

  private typealias Ends = (start: [[DatabaseValue]], end: [[DatabaseValue]], isWhole: Bool)

  /// What can be read from the start on and, where that does not come to the end, from the end back.
  private func ends(_ database: Database, where condition: String, _ arguments: StatementArguments) -> Ends {
    var (start, end): ([[DatabaseValue]], [[DatabaseValue]]) = ([], [])
    do {
      try scan(database, "", condition, arguments) { start.append($0) }
      return Ends(start, end, isWhole: true)
    } catch {
      try? scan(database, " DESC", condition, arguments) { end.append($0) }
      return Ends(start, end.reversed(), isWhole: false)
    }
  }

  private func scan(
    _ database: Database, _ order: String, _ condition: String, _ arguments: StatementArguments,
    _ body: ([DatabaseValue]) -> Void
  ) throws {
    let sql = """
      SELECT \(table.key) FROM \(table.name) WHERE \(condition)
      ORDER BY \(table.keys.map { $0 + order }.joined(separator: ", "))
      """
    let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
    while let row = try rows.next() { body(Array(row.databaseValues)) }
  }
}
