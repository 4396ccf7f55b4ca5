import GRDB

extension SessionStore {
  /// A number that changes whenever another handle, of this process or of another one, has committed something.
  public func foreignChanges() throws -> Int {
    // The pragma answers for the connection that asks; there is one, and it lives as long as the handle.
    try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
  }
}
