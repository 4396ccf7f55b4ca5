import Coaching
import Foundation
import SessionStore

/// A session as weeks of work would leave it, made of the example's records over and over, for measurements.
struct LongSession {
  /// Where it is.
  let path: String
  /// How much is recorded in it.
  let extent: SessionExtent
  /// What goes with it in the end; nil where it stays.
  private let removed: String?
  /// Only what bears this note is ever lengthened: a session of somebody's own is left alone.
  private static let note = "repeated records, made by 'bench workbench'"

  /// Makes the session in the directory `wanted`, or in one of its own, or takes the one that an earlier call has left
  /// there; what it lacks of `extent` is added.
  ///
  /// - Parameter isKept: leave it where it was made; one that was there before always stays.
  init(at wanted: String?, extent: SessionExtent, isKept: Bool, onProgress: (String) -> Void) throws {
    let own = FileManager.default.temporaryDirectory.path + "/sidecoach-bench-" + UUID().uuidString
    let path = wanted.map { $0.contains("/") ? $0 : "./" + $0 } ?? own + "/long"
    let wasThere = SessionStore.exists(path: path)
    guard wasThere || !FileManager.default.fileExists(atPath: path) else {
      throw CoachError.unusable("\(path) is there and no session; choose a place where nothing is yet")
    }
    if !wasThere { try ExampleSession.install(at: path) }
    removed = wasThere || isKept ? nil : wanted == nil ? own : path
    self.path = path
    do {
      let store = try SessionStore.open(path: path)
      defer { store.close() }
      if !wasThere { try store.note(Self.note, on: nil) }
      guard try store.notes()[""] == Self.note else {
        throw CoachError.unusable(
          "\(path) is a session that this bench has not made, and it is left as it is; choose another place")
      }
      try store.lengthen(to: extent, now: Date().timeIntervalSince1970, onProgress: onProgress)
      self.extent = try store.extent()
    } catch {
      if let removed { try? FileManager.default.removeItem(atPath: removed) }
      throw error
    }
    if removed == nil { onProgress("the session is kept: \(path)") }
  }

  /// Removes what was made, unless it is to stay.
  func remove() { if let removed { try? FileManager.default.removeItem(atPath: removed) } }
}
