/// What a statement gave.
public struct SQLAnswer: Sendable, Hashable {
  /// The kinds of answers.
  public enum Kind: Sendable, Hashable {
    /// Rows, each as Python writes a tuple.
    case rows([String])
    /// The statement was carried out and gives no rows.
    case done
    /// It was refused, in MySQL's words.
    case failure(String)
  }

  /// The kind.
  public var kind: Kind
  /// It is a failure by a limit of ours; MySQL would have answered.
  public internal(set) var isCut = false

  /// An answer.
  public init(_ kind: Kind) { self.kind = kind }

  init(_ rows: SQLRows) {
    self.init(.rows(rows.rows.map { PythonText.tuple($0, rows.types) }))
  }

  init(_ failure: SQLFailure) {
    self.init(.failure(failure.description))
    isCut = failure.isLimit
  }

  /// The rows; nil for what is no list.
  public var rows: [String]? {
    if case .rows(let rows) = kind { return rows }
    return nil
  }

  /// The statement was carried out.
  public var isExecuted: Bool {
    if case .failure = kind { return false }
    return true
  }

  /// As an agent of InterCode reads it.
  public var text: String {
    switch kind {
    case .rows(let rows): "[\(rows.joined(separator: ", "))]"
    case .done: "None"
    case .failure(let reason): "Error executing query: \(reason)"
    }
  }
}

/// What a session with a server is at: the database in use, and what it has changed.
struct SQLSession: Sendable, Hashable {
  /// The database in use.
  var database: String
  /// Databases that are no longer as they were, by their names in small letters.
  private(set) var changed: [String: ChangedDatabase] = [:]

  /// A database with a digest of its rows.
  struct ChangedDatabase: Sendable, Hashable {
    var value: SpiderDatabase

    static func == (left: ChangedDatabase, right: ChangedDatabase) -> Bool {
      left.value.image == right.value.image && left.value.schema == right.value.schema
    }

    func hash(into hasher: inout Hasher) { hasher.combine(value.image) }
  }

  init(database: String) { self.database = database }

  /// Keeps a database as it is now.
  mutating func keep(_ value: SpiderDatabase) {
    changed[value.schema.name.lowercased()] = ChangedDatabase(value: value)
  }

  /// A database as this session sees it.
  func database(_ name: String, in all: SpiderDatabases) -> SpiderDatabase? {
    changed[name.lowercased()]?.value ?? all[name]
  }
}

/// What carries out statements as MySQL would.
protocol SQLBackEnd: Sendable {
  /// The name in tables.
  var name: String { get }
  /// The databases.
  var databases: SpiderDatabases { get }
  /// Carries out a statement.
  ///
  /// - Throws: what keeps the engine from working; a statement that is refused is an answer.
  func answer(_ sql: String, _ session: inout SQLSession) throws -> SQLAnswer
  /// For another thread, with nothing shared that changes.
  func fork() throws -> any SQLBackEnd
}
