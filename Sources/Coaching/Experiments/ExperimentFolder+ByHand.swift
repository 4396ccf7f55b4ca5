import Foundation
import LanguageModels
import RLCore
import SessionStore

/// Sessions whose decisions guide, as they were when the experiment was begun or its file was last given: a person may go on
/// deciding there, and cells that are at work stay what they are.
extension ExperimentFolder {
  /// Where the session of a digest is kept.
  func byHand(_ digest: String) -> String { "\(path)/by-hand/\(digest.prefix(16))" }

  private static let list = "by-hand.json"

  /// Digests of the sessions that an experiment has kept, by the paths that its file names; nothing for a file that is not the
  /// one that an experiment was begun with, whose sessions are looked at as they are.
  static func keptByHand(beside file: String) -> [String: String] {
    let place = URL(fileURLWithPath: file)
    let folder = ExperimentFolder(place.deletingLastPathComponent().path)
    guard place.lastPathComponent == URL(fileURLWithPath: folder.file).lastPathComponent else { return [:] }
    let data = FileManager.default.contents(atPath: folder.path + "/" + list)
    return data.flatMap { try? JSONDecoder().decode([String: String].self, from: $0) } ?? [:]
  }

  /// Keeps copies of sessions that are new or have changed. One caller at a time.
  ///
  /// - Throws: `CoachError.unusable` where one changes meanwhile, or why it cannot be read or written.
  func keep(_ sessions: [GuidanceByHand]) throws {
    let before = Self.keptByHand(beside: file)
    for one in sessions where !SessionStore.exists(path: byHand(one.digest)) {
      let store = try SessionStore.open(path: one.session, readOnly: true)
      defer { store.close() }
      try store.copy(to: byHand(one.digest), runs: [])
      let copy = try SessionStore.open(path: byHand(one.digest), readOnly: true)
      let digest = Result { try HandAdvice(reading: copy).digest }
      copy.close()
      guard try digest.get() == one.digest else {
        try FileManager.default.removeItem(atPath: byHand(one.digest))
        throw CoachError.unusable("\(one.session) changed while it was read; give the command again")
      }
    }
    let now = Dictionary(sessions.map { ($0.session, $0.digest) }, uniquingKeysWith: { first, _ in first })
    guard now != before else { return }
    try AtomicFile.write([UInt8](JSONEncoder.sorted.encode(now)), to: path + "/" + Self.list)
  }
}
