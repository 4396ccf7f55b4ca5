internal import GRDB

/// A database file that this process holds in an exclusive transaction, so that nobody else can write to it meanwhile.
public final class HeldDatabase: Sendable {
  private let queue: DatabaseQueue

  /// Holds the file at `path` from now on.
  public init(_ path: String) throws {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
  }

  /// Lets it go.
  public func release() throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try queue.close()
  }
}
