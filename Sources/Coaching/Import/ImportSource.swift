/// What `import` takes in, by the names of `--from`.
package enum ImportSource: Equatable, Sendable {
  /// A policy that another program trained.
  case policy(ImportOrder.Format)
  /// A session in an archive.
  case archive
  /// Another person's audit of a copy of a session.
  case audit

  /// The names, those of policies first.
  package static let names = ImportOrder.Format.allCases.map(\.rawValue) + ["archive", "audit"]

  /// What has that name; nil for none.
  package init?(_ name: String) {
    switch name {
    case "archive": self = .archive
    case "audit": self = .audit
    default:
      guard let format = ImportOrder.Format(rawValue: name) else { return nil }
      self = .policy(format)
    }
  }
}
