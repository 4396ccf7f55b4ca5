import Foundation
import Glibc
import RLCore

/// Where things are kept, as absolute paths.
package struct ResolvedPaths: Encodable, Sendable {
  package let sessions: String
  package let config: String
  package let state: String
  package let data: String
  package let dataPresent: Bool

  package init(sessions: String, environment: [String: String]) {
    func base(_ variable: String, _ usual: String) -> String {
      Self.absolute(Self.own(variable, usual, environment))
    }
    self.sessions = Self.absolute(sessions)
    config = base("XDG_CONFIG_HOME", ".config")
    state = base("XDG_STATE_HOME", ".local/state")
    data = Self.absolute(DataFolder(environment: environment).path)
    var isDirectory: ObjCBool = false
    dataPresent = FileManager.default.fileExists(atPath: data, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  /// The program's own directory in the one that `variable` names, else in `usual` of the home directory. The XDG base
  /// directory specification has relative paths ignored.
  static func own(_ variable: String, _ usual: String, _ environment: [String: String]) -> String {
    let named = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (named ?? (environment["HOME"] ?? ".") + "/" + usual) + "/sidecoach"
  }

  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  /// Why nothing can be kept in `directory`, or nil; a directory that is not there yet is judged by its parent.
  package static func writeObstacle(_ directory: String) -> String? {
    var place = directory
    while access(place, F_OK) != 0, errno == ENOENT, place != "/" {
      place = URL(fileURLWithPath: place).deletingLastPathComponent().path
    }
    var status = stat()
    guard stat(place, &status) == 0 else { return "\(place): \(String(cString: strerror(errno)))" }
    guard status.st_mode & S_IFMT == S_IFDIR else { return "\(place) is not a directory" }
    // Trying is surer than asking: quotas and read-only mounts show only then.
    let trial = "\(place)/.sidecoach-doctor-\(getpid())"
    let file = open(trial, O_CREAT | O_EXCL | O_WRONLY, 0o600)
    guard file >= 0 else { return "\(place): \(String(cString: strerror(errno)))" }
    close(file)
    unlink(trial)
    return nil
  }
}
