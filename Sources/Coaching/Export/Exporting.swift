import RLCore
import SessionStore

/// What comes out of a session or of an experiment's folder in one form.
package struct Exported {
  /// The text.
  package let text: String
  /// What to say once it is out, where something could not be read; nil where nothing was left out.
  package let remark: String?

  /// The names of all forms, those that are files included.
  package static let formats = SessionFormats.all.names + FileFormats.all.names

  /// All forms with what they are, for help.
  package static var help: String {
    "Of a session: \(sentences(SessionFormats.all)) As files, with --out: \(sentences(FileFormats.all)) "
      + "Of an experiment's folder: \(sentences(ExperimentFormats.all))"
  }

  private static func sentences(_ catalog: Catalog<some CatalogEntry>) -> String {
    catalog.entries.map { "\($0.name): \($0.summary)" }.joined(separator: "; ") + "."
  }

  /// Reads the session `name`, or the experiment's folder at that path, as `format`; `note` is told of what is left out
  /// because it cannot be read.
  ///
  /// - Parameter baseline: with what an experiment's methods are compared, in place of what it was begun with.
  package init(
    _ name: String, in directory: String, as format: String, baseline: String? = nil, note: @escaping (String) -> Void
  ) throws {
    // The records alone: settings or a task that cannot be read must not keep the rest in.
    let path = try SessionOpening.path(name, in: directory)
    guard SessionStore.exists(path: path) else {
      guard let folder = ExperimentFolder.found(at: name) else { throw CoachError.noSession(path) }
      text = try ExperimentFormats.text(of: folder, as: format, baseline: baseline)
      remark = nil
      return
    }
    let found = try SessionFormats.all.entry(format)
    (text, remark) = try Self.reading(path, note: note) { try found.text(of: $0, leavingOut: $1) }
  }

  /// Opens the session at `path` for reading, also where it is damaged, and gives what `body` makes of it, with what to say
  /// where something was left out.
  static func reading<Value>(
    _ path: String, note: @escaping (String) -> Void, _ body: (SessionStore, @escaping LeaveOut) throws -> Value
  ) throws -> (Value, remark: String?) {
    var leftOut = 0
    let store: SessionStore
    do { store = try SessionStore.open(path: path) } catch let error as SessionStoreError {
      guard case .corrupt = error, let damaged = try? SessionStore.openDamaged(path: path) else { throw error }
      leftOut += 1
      note("\(error)")
      store = damaged
    }
    defer { store.close() }
    let value = try body(store) { what in
      leftOut += 1
      note("left out: \(what)")
    }
    let remark =
      "the session is damaged, and what cannot be read of it is left out (\(leftOut) named above); 'sidecoach doctor "
      + "--session \(store.info.path)' says what is damaged"
    return (value, leftOut == 0 ? nil : remark)
  }

  /// Writes the text to the file at `path`, whole or not at all.
  package func write(to path: String) throws { try AtomicFile.write(Array(text.utf8), to: path) }
}
