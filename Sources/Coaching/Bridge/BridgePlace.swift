import Foundation
import TOMLKit

/// Where the Python of bridged environments lies: a virtual environment of this program's own, unless a person names another.
package struct BridgePlace: Sendable, Equatable {
  /// The variable that names an interpreter over everything else, for instance where a session has moved.
  package static let variable = "SIDECOACH_BRIDGE_PYTHON"

  /// The directory, whether or not anything is there.
  package let path: String
  private let variables: [String: String]

  /// `sidecoach/bridge` in the user's data directory: `$XDG_DATA_HOME`, else `~/.local/share`.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    variables = environment
    path = ResolvedPaths.own("XDG_DATA_HOME", ".local/share", environment) + "/bridge"
  }

  /// The virtual environment.
  package var environment: String { path + "/venv" }
  /// Its interpreter.
  package var python: String { environment + "/bin/python" }
  /// What was printed while it was made.
  package var installLog: String { path + "/install.log" }
  /// Whether its interpreter is there.
  package var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

  /// The interpreter for an environment: the one that `$SIDECOACH_BRIDGE_PYTHON` names, else the one `named` by a setting,
  /// else `python` in the table `[bridge]` of `config.toml`, else the installed one; nil where there is none.
  ///
  /// - Throws: `TOMLFileError`.
  package func interpreter(named: String? = nil) throws -> String? {
    if let own = variables[Self.variable], !own.isEmpty { return own }
    return try named ?? configured() ?? (isInstalled ? python : nil)
  }

  private func configured() throws -> String? {
    let file = AdvisorFile.path(variables)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try TOMLFile.table(at: file)["bridge"]?.table?["python"]?.string
  }
}

/// What can be wrong with the bridge's Python, with what to do next.
package enum BridgeInstallationError: Error, Equatable, CustomStringConvertible {
  /// A step of the installation failed; its name, the end of its output and the log.
  case step(String, String, log: String)

  package var description: String {
    switch self {
    case .step(let name, let words, let log):
      "\(name) failed: \(words.isEmpty ? "it said nothing" : words); all of it is in \(log). Once its cause is mended "
        + "'sidecoach bridge install' goes on from there (Debian: apt-get install python3-venv; box2d: swig and g++)"
    }
  }
}
