import GRDB

// Stage memory: small JSON texts by key, so that any stage can be left and taken up again.

extension SessionStore {
  /// Keeps a text under `key`, in place of the one that was there.
  public func setValue(_ key: String, _ json: String) throws {
    try write { database in
      try database.execute(
        sql: "INSERT INTO memory (key, json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET json = excluded.json",
        arguments: [key, json])
    }
  }

  /// The text under `key`, or nil.
  public func value(_ key: String) throws -> String? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT json FROM memory WHERE key = ?", arguments: [key])?.value("json")
    }
  }
}
