import Algorithms
import Networks
package import RLCore
import SessionStore

/// What comes out of a session or of an experiment's folder in one form.
package struct Exported {
  /// What comes out: text, or a policy's file.
  package let bytes: [UInt8]
  /// Whether it can be shown.
  package let isText: Bool
  /// What has to lie beside it, and where; nil where nothing has.
  package private(set) var beside: (bytes: [UInt8], path: String)?
  /// What to do with that; nil where there is nothing to do.
  package private(set) var advice: String?
  /// What to say once it is out, where something could not be read; nil where nothing was left out.
  package let remark: String?

  /// The names of all forms, those that are files included.
  package static let formats = SessionFormats.all.names + PolicyFormats.all.names + FileFormats.all.names

  /// What it is as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// All forms with what they are, for help.
  package static var help: String {
    "Of a session: \(sentences(SessionFormats.all)) Of its policy: \(sentences(PolicyFormats.all)) "
      + "As files, with --out: \(sentences(FileFormats.all)) "
      + "Of an experiment's folder: \(sentences(ExperimentFormats.all))"
  }

  private static func sentences(_ catalog: Catalog<some CatalogEntry>) -> String {
    catalog.entries.map { "\($0.name): \($0.summary)" }.joined(separator: "; ") + "."
  }

  /// Reads the session `name`, or the experiment's folder at that path, as `format`; `note` is told of what is left out
  /// because it cannot be read.
  ///
  /// - Parameters:
  ///   - baseline: with what an experiment's methods are compared, in place of what it was begun with.
  ///   - checkpoint: the run, and the step of it, whose policy comes out where `format` is one of a policy.
  ///   - out: where it is going to be written; nil for standard output.
  package init(
    _ name: String, in directory: String, as format: String, baseline: String? = nil,
    checkpoint: RunPoint = RunPoint(run: .base), to out: String? = nil, note: @escaping (String) -> Void
  ) throws {
    // The records alone: settings or a task that cannot be read must not keep the rest in.
    let path = try SessionOpening.path(name, in: directory)
    guard SessionStore.exists(path: path) else {
      guard let folder = ExperimentFolder.found(at: name) else { throw CoachError.noSession(path) }
      bytes = Array(try ExperimentFormats.text(of: folder, as: format, baseline: baseline).utf8)
      (isText, remark) = (true, nil)
      return
    }
    if let form = PolicyFormats.all[format] {
      let files = form.files(try Self.policy(at: checkpoint, in: path), to: out)
      (bytes, isText, remark) = (files.main, false, nil)
      guard let beside = files.beside else { return }
      guard let place = out.flatMap(form.besides) else { throw ExportError.needsFile(format) }
      self.beside = (beside, place)
      advice = "\(place) has the normaliser of its observations, \(form.use)"
      return
    }
    isText = true
    let found = try SessionFormats.all.entry(format)
    let (text, remark) = try Self.reading(path, note: note) { try found.text(of: $0, leavingOut: $1) }
    bytes = Array(text.utf8)
    self.remark = remark
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

  /// The policy of a run in the session at `path`.
  private static func policy(at point: RunPoint, in path: String) throws -> PolicyExport {
    let store = try SessionStore.open(path: path, readOnly: true)
    defer { store.close() }
    let checkpoint =
      try point.step == nil ? store.policy(of: point.run) : store.policy(of: store.checkpoint(at: point))
    let settings = try? SessionOpening.settings(of: store).environmentSettings
    let entry = try? Catalogs.standard.environment(of: store, settings: settings ?? [:])
    var policy = try PolicyExport(checkpoint.policy, in: entry?.spec)
    if let configuration = try? checkpoint.configuration {
      let pairs = PPOConfiguration.fields.map { ($0.key, $0.read(configuration)) }
      policy.settings = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
    return policy
  }

  /// Writes it to the file at `path`, whole or not at all, and what lies beside it before.
  package func write(to path: String) throws {
    if let beside { try AtomicFile.write(beside.bytes, to: beside.path) }
    try AtomicFile.write(bytes, to: path)
  }
}
