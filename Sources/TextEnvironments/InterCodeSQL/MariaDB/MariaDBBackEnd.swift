import Synchronization

/// Statements carried out by a MariaDB server: MySQL's dialect with a real optimizer, functions and collations.
///
/// Nothing can be changed: transactions are read-only. What lists databases and tables, and the rule for groups, are
/// MySQL 8's and not MariaDB's.
final class MariaDBBackEnd: SQLBackEnd {
  let name = "MariaDB"
  let databases: SpiderDatabases
  private let limits: SQLLimits
  private let server: MariaDBServer
  private let lane = Mutex<Lane>(Lane())

  /// The server's number for a statement that ran longer than max_statement_time.
  private static let timeIsUp = 1969

  private struct Lane {
    var connection: MariaDBConnection?
    var database = ""
  }

  /// Starts a server with the databases of a dump.
  ///
  /// - Throws: `MariaDBError`, also where it is not installed.
  init(_ databases: SpiderDatabases, dump: [UInt8], limits: SQLLimits = SQLLimits()) throws {
    self.databases = databases
    self.limits = limits
    server = try MariaDBServer(dump: dump)
    let connection = try MariaDBConnection(socket: server.socket)
    let found =
      try connection.rows("SHOW DATABASES", limits: limits)?.rows.compactMap { $0.first?.string?.lowercased() } ?? []
    let missing = databases.names.filter { !found.contains($0.lowercased()) }
    guard missing.isEmpty else {
      throw MariaDBError("MariaDB did not take in \(missing.joined(separator: ", ")); is the dump one of MySQL 8?")
    }
  }

  private init(_ other: MariaDBBackEnd) {
    databases = other.databases
    limits = other.limits
    server = other.server
  }

  func fork() -> any SQLBackEnd { MariaDBBackEnd(self) }

  func answer(_ sql: String, _ session: inout SQLSession) throws -> SQLAnswer {
    var tokens: [SQLToken]
    do { tokens = try SQLLexer.tokens(of: sql) } catch { return SQLAnswer(SQLFailure.syntax(sql, at: error.offset)) }
    while tokens.last?.isSymbol(";") == true { tokens.removeLast() }
    do {
      guard let first = tokens.first else { throw SQLFailure("Query was empty") }
      if let stop = tokens.first(where: { $0.isSymbol(";") }) {
        throw SQLFailure.syntax(sql, at: stop.range.upperBound)
      }
      if let answer = try CatalogStatement.answer(tokens, sql, databases, &session) { return answer }
      if first.keyword == "SET" { return SQLAnswer(.done) }
      guard SQLWords.openings.contains(first.keyword) || first.isSymbol("(") else {
        throw SQLFailure.syntax(sql, at: first.range.lowerBound)
      }
      try checkGroups(sql, tokens, session)
      return try ask(sql, session.database)
    } catch let failure as SQLFailure {
      return SQLAnswer(failure)
    }
  }

  /// Complains as MySQL 8 does about columns that a group does not settle; MariaDB's own rule is stricter.
  private func checkGroups(_ sql: String, _ tokens: [SQLToken], _ session: SQLSession) throws {
    guard let select = try? SQLParser.select(tokens, end: sql.utf8.count) else { return }
    let tables = SQLAnalysis.Tables(
      hasDatabase: { [databases] in $0.lowercased() == InformationSchema.name || databases[$0] != nil },
      table: { [databases] in databases.table($0, $1) })
    do {
      _ = try SQLAnalysis.plan(sql, tokens, select, database: session.database, tables: tables)
    } catch let failure as SQLFailure where failure.description.contains("only_full_group_by") {
      throw failure
    } catch is SQLFailure {
      // The server says it itself.
    }
  }

  private func ask(_ sql: String, _ database: String) throws -> SQLAnswer {
    try lane.withLock { lane in
      if lane.connection == nil { lane = try Lane(connection: prepared()) }
      guard let connection = lane.connection else { return SQLAnswer(.done) }
      do {
        if lane.database != database {
          _ = try connection.rows("USE `\(database)`", limits: limits)
          lane.database = database
        }
        guard let result = try connection.rows(sql, limits: limits) else { return SQLAnswer(.done) }
        return SQLAnswer(SQLRows(types: result.columns.map(\.type), rows: result.rows))
      } catch let refusal as MariaDBConnection.Refusal {
        if refusal.code == Self.timeIsUp { return SQLAnswer(SQLFailure.limit(refusal.message)) }
        return SQLAnswer(.failure(refusal.message.replacing("MariaDB server version", with: "MySQL server version")))
      } catch {
        // What is left in the connection belongs to nothing that is asked next.
        lane = Lane()
        throw error
      }
    }
  }

  private func prepared() throws -> MariaDBConnection {
    let connection = try MariaDBConnection(socket: server.socket)
    let settings = [
      "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci",
      "SET sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
      "SET max_statement_time = \(limits.seconds)", "SET SESSION TRANSACTION READ ONLY",
    ]
    for setting in settings { _ = try connection.rows(setting, limits: limits) }
    return connection
  }
}
