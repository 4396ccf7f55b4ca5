import Foundation
import RLCore
package import SessionStore

/// The audit of another person, merged into a session: what `import --from audit` does.
package struct AuditImport {
  /// Bytes of an audit at most.
  private static let mostBytes = 256 << 20
  private let text: String

  /// The audit at `path`, as `export --format jsonl` writes it.
  ///
  /// - Throws: `PlainFileError`.
  package init(_ path: String) throws { text = try PlainFile.text(path, atMost: Self.mostBytes) }

  /// Merges it into the session `name`.
  ///
  /// - Throws: `CoachError.readOnly` where another process has it open, and what `SessionStore.merge` throws.
  package func perform(
    into name: String, in directory: String, catalogs: Catalogs = .standard
  ) throws -> AuditReport {
    let (store, settings) = try SessionOpening.open(name, in: directory)
    defer { store.close() }
    if let reason = store.readOnlyReason { throw CoachError.readOnly(reason) }
    let space = try catalogs.environment(of: store, settings: settings.environmentSettings).spec.action
    let outcome = try store.merge(audit: text, now: Date().timeIntervalSince1970) { space.problem(with: $0) }
    return AuditReport(session: name, outcome)
  }
}

/// What came of merging an audit: what `import` prints.
package struct AuditReport: Printable {
  /// The session as it was named.
  package let session: String
  /// Suggestions that were added.
  package let added: Int
  /// Suggestions that were pending and are decided now.
  package let decided: Int
  /// Suggestions on which both decided the same, or whose decision was merged before.
  package let agreed: Int
  /// What does not go together, and is as it was here.
  package let conflicts: [AuditOutcome.Conflict]

  package static let keys = "session, added, decided, agreed, conflicts (suggestion, reason)"

  /// The report of an outcome.
  package init(session: String, _ outcome: AuditOutcome) {
    self.session = session
    (added, decided, agreed) = (outcome.added.count, outcome.decided.count, outcome.agreed)
    conflicts = outcome.conflicts
  }

  package var lines: [String] {
    let count = conflicts.count
    return [
      "\(session): \(added) suggestions added, \(decided) decided, \(agreed) as they were, "
        + "\(count) \(count == 1 ? "conflict" : "conflicts")"
    ] + conflicts.map { "suggestion \($0.suggestion): \($0.reason)" }
      + (count > 0 ? ["what is here stays; decide in the review where the other one is right"] : [])
  }
}
