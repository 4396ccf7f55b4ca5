package import Advisors
import Foundation
import RLCore
import SessionStore

/// Prompt templates of one's own: those of the session first, then those of the configuration directory, then the
/// built-in ones, each file for itself.
package enum PromptFiles {
  /// The templates that count for the session at the path `session`, or for any session. Throws `PromptError`.
  package static func library(
    session: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> PromptLibrary {
    try PromptLibrary(overrideDirectories: directories(session: session, environment: environment))
  }

  /// Where templates of one's own are looked for, in this order.
  package static func directories(session: String?, environment: [String: String]) -> [String] {
    let configuration = URL(fileURLWithPath: AdvisorFile.path(environment)).deletingLastPathComponent().path
    return (session.map { [$0 + "/prompts"] } ?? []) + [configuration + "/prompts"]
  }

  /// Writes the built-in templates into `directory`, to be edited there; gives the paths of all of them.
  ///
  /// A file that is there with other text is somebody's work: nothing is written then.
  package static func writeBuiltIn(to directory: String) throws -> [String] {
    let files = try AdviceKind.allCases.map { kind in
      (path: directory + "/" + PromptLibrary.file(of: kind), text: try PromptLibrary.builtIn(kind))
    }
    let manager = FileManager.default
    let missing = try files.filter { file in
      _ = try AtomicFile.place(of: file.path)
      guard manager.fileExists(atPath: file.path) else { return true }
      guard manager.contents(atPath: file.path) == Data(file.text.utf8) else {
        throw PromptFilesError.edited(file.path)
      }
      return false
    }
    do {
      try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw PromptFilesError.unwritable(directory, error.localizedDescription)
    }
    for file in missing { try AtomicFile.write(Array(file.text.utf8), to: file.path) }
    return files.map(\.path)
  }
}

/// What can be wrong with a place for templates, with what to do next.
package enum PromptFilesError: Error, CustomStringConvertible {
  case edited(String)
  case unwritable(String, String)

  package var description: String {
    switch self {
    case .edited(let path): "\(path) is there already and differs from the built-in template; choose another directory"
    case .unwritable(let directory, let reason): "cannot write templates to \(directory): \(reason)"
    }
  }
}
