public import RLCore

/// A form in which a session's records come out: one line of the catalog.
public struct ExportFormat: CatalogEntry {
  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  private let write: @Sendable (SessionStore, @escaping LeaveOut) throws -> String

  /// Describes a format; `write` gives a session as text, the same for the same records, and tells what it leaves out
  /// because it cannot be read.
  public init(
    _ name: String, _ summary: String, write: @escaping @Sendable (SessionStore, @escaping LeaveOut) throws -> String
  ) {
    self.name = name
    self.summary = summary
    self.write = write
  }

  /// The records of `store` that can be read; `leaveOut` is told of the others.
  public func text(of store: SessionStore, leavingOut leaveOut: @escaping LeaveOut = { _ in }) throws -> String {
    // A damaged page may lose rows, or give some that nobody stored, without an error.
    if let page = try store.damagedPage() { leaveOut("database: \(page)") }
    return try write(store, leaveOut)
  }
}

/// The formats of this module.
public enum ExportCatalog {
  /// Every format, one line each.
  public static let formats = Catalog(
    "export format",
    [
      ExportFormat("csv", "every metric as run,seed,step,wall_time,tag,value") { try $0.metricsCSV(leavingOut: $1) },
      ExportFormat("jsonl", "every suggestion with its evidence and decisions") {
        try $0.suggestionsJSONL(leavingOut: $1)
      },
      ExportFormat("text", "the whole session as text") { try $0.dump(leavingOut: $1) },
    ])
}
