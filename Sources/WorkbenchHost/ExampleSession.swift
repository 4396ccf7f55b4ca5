import Coaching
import Foundation
import SessionStore

/// A small recorded session that comes with the program, so that every screen has something to show without any training.
package enum ExampleSession {
  /// Its name on the command line.
  package static let name = "example"

  /// Puts a copy of it where `path` says, where nothing is yet; what a person does with the copy is theirs.
  package static func install(at path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let shipped = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appendingPathComponent("Example")
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
    // Under another name first: a copy that was cut short is no session.
    let unfinished = directory.appendingPathComponent(".example-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try? FileManager.default.removeItem(at: unfinished)
      try FileManager.default.copyItem(at: shipped, to: unfinished)
      try FileManager.default.moveItem(at: unfinished, to: URL(fileURLWithPath: path))
    } catch {
      try? FileManager.default.removeItem(at: unfinished)
      throw SessionStoreError.cannotWrite(
        path: path, reason: "the example cannot be copied there (\(error.localizedDescription))")
    }
  }
}
