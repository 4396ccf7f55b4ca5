import Synchronization

/// MySQL's answers out of SQLite: statements are understood as MySQL would, rewritten, and asked of databases in memory.
///
/// Nothing that a statement does reaches another session: what it changes is a new database of its session.
final class SQLiteBackEnd: SQLBackEnd {
  static let title = "SQLite"
  let name = title
  let databases: SpiderDatabases
  let limits: SQLLimits
  private let catalog: DatabaseImage
  private let lane = Mutex(Lane())

  /// Connections that are open, the last used last.
  private struct Lane {
    var open: [(key: String, connection: SQLiteConnection)] = []
    /// Connections that are kept; each holds a copy of its database.
    static let most = 24
  }

  /// An engine over some databases.
  init(_ databases: SpiderDatabases, limits: SQLLimits = SQLLimits()) throws {
    self.databases = databases
    self.limits = limits
    catalog = try InformationSchema.image(of: databases.schemas)
  }

  private init(_ other: SQLiteBackEnd) {
    databases = other.databases
    limits = other.limits
    catalog = other.catalog
  }

  func fork() -> any SQLBackEnd { SQLiteBackEnd(self) }

  func answer(_ sql: String, _ session: inout SQLSession) throws -> SQLAnswer {
    do { return try answered(sql, &session) } catch let failure as SQLFailure { return SQLAnswer(failure) }
  }

  private func answered(_ sql: String, _ session: inout SQLSession) throws -> SQLAnswer {
    var tokens: [SQLToken]
    do { tokens = try SQLLexer.tokens(of: sql) } catch { throw SQLFailure.syntax(sql, at: error.offset) }
    while tokens.last?.isSymbol(";") == true { tokens.removeLast() }
    guard let first = tokens.first else { throw SQLFailure("Query was empty") }
    if let stop = tokens.first(where: { $0.isSymbol(";") }) { throw SQLFailure.syntax(sql, at: stop.range.upperBound) }
    if let answer = try CatalogStatement.answer(tokens, sql, databases, &session) { return answer }
    switch first.keyword {
    case "SELECT", "WITH": return try select(sql, tokens, session)
    case "SET": return SQLAnswer(.done)
    case "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "TRUNCATE":
      return try change(sql, tokens, &session)
    default:
      guard first.isSymbol("(") else { throw SQLFailure.syntax(sql, at: first.range.lowerBound) }
      return try select(sql, tokens, session)
    }
  }

  // MARK: Questions

  private func select(_ sql: String, _ tokens: [SQLToken], _ session: SQLSession) throws -> SQLAnswer {
    let syntax: SQLSelect
    do { syntax = try SQLParser.select(tokens, end: sql.utf8.count) } catch {
      throw SQLFailure.syntax(sql, at: error.offset)
    }
    guard let database = session.database(session.database, in: databases) else {
      throw SQLFailure("Unknown database '\(session.database.lowercased())'")
    }
    let tables = SQLAnalysis.Tables(
      hasDatabase: { [databases] name in
        name.lowercased() == InformationSchema.name || session.database(name, in: databases) != nil
      },
      table: { [databases] schema, name in
        session.changed[schema.lowercased()]?.value.schema.table(name) ?? databases.table(schema, name)
      })
    let plan = try SQLAnalysis.plan(sql, tokens, syntax, database: session.database, tables: tables)
    var others: [(String, DatabaseImage)] = []
    for name in plan.otherDatabases.sorted() {
      others.append(
        (name, name == InformationSchema.name ? catalog : session.database(name, in: databases)?.image ?? catalog))
    }
    let rows = try lane.withLock { lane in
      let connection = try Self.connection(&lane, database.image, others)
      do {
        return try plan.parts.map { try connection.rows($0, mayWrite: false, limits: limits) }
      } catch let refusal as SQLiteRefusal {
        throw Self.failure(refusal, sql, tokens, session)
      }
    }
    return SQLAnswer(SQLRows(types: plan.types, rows: SQLCompound.joined(rows, plan.operations)))
  }

  private static func connection(
    _ lane: inout Lane, _ image: DatabaseImage, _ others: [(name: String, image: DatabaseImage)]
  ) throws -> SQLiteConnection {
    let key = ([image.digest] + others.map { $0.name + $0.image.digest }).joined(separator: " ")
    if let place = lane.open.firstIndex(where: { $0.key == key }) {
      lane.open.append(lane.open.remove(at: place))
      return lane.open[lane.open.count - 1].connection
    }
    let connection = try SQLiteConnection(image: image.bytes)
    for other in others { try connection.load(other.image.bytes, as: other.name) }
    if lane.open.count >= Lane.most { lane.open.removeFirst() }
    lane.open.append((key, connection))
    return connection
  }

  /// SQLite's complaint in MySQL's words.
  static func failure(
    _ refusal: SQLiteRefusal, _ sql: String, _ tokens: [SQLToken], _ session: SQLSession
  ) -> SQLFailure {
    let message = refusal.message
    func rest(_ prefix: String) -> String? {
      message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : nil
    }
    if refusal.isForbidden {
      return SQLFailure("Access denied: the statement does what is not allowed here (\(message))")
    }
    if let name = rest("no such table: ") {
      return SQLFailure("Table '\(session.database.lowercased()).\(name.lowercased())' doesn't exist")
    }
    if let name = rest("no such function: ") {
      return SQLFailure("FUNCTION \(session.database.lowercased()).\(name) does not exist")
    }
    if let name = rest("no such column: ") { return SQLFailure("Unknown column '\(name)' in 'field list'") }
    if message.hasPrefix("misuse of") { return SQLFailure("Invalid use of group function") }
    if message.hasPrefix("wrong number of arguments to function ") {
      return SQLFailure("Incorrect parameter count in the call to native function")
    }
    if message.contains("syntax error") { return SQLFailure.syntax(sql, at: tokens.first?.range.lowerBound ?? 0) }
    return SQLFailure(message)
  }

  // MARK: Changes

  private func change(_ sql: String, _ tokens: [SQLToken], _ session: inout SQLSession) throws -> SQLAnswer {
    guard var database = session.database(session.database, in: databases) else {
      throw SQLFailure("Unknown database '\(session.database.lowercased())'")
    }
    let change: SchemaChange
    do { change = try SchemaChange(tokens, sql, database.schema) } catch let error as SQLSyntaxError {
      throw SQLFailure.syntax(sql, at: error.offset)
    }
    let connection = try SQLiteConnection(image: database.image.bytes)
    do {
      for statement in change.statements { _ = try connection.rows(statement, mayWrite: true, limits: limits) }
    } catch let refusal as SQLiteRefusal {
      throw Self.failure(refusal, sql, tokens, session)
    }
    database.schema = change.schema
    database.image = DatabaseImage(try connection.image())
    session.keep(database)
    return SQLAnswer(.done)
  }
}
