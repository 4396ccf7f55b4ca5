import Foundation
package import LanguageModels
import RLCore
import TOMLKit

/// Endpoints by name, as the configuration file states them.
///
/// The file is `config.toml` in the configuration directory; each endpoint is a table `[advisors.NAME]`:
/// ```toml
/// [advisors.mine]
/// baseURL = "http://localhost:11434/v1"
/// model = "llama3.2"
/// [advisors.mine.caps]
/// calls = 200
/// ```
package struct AdvisorFile {
  /// The endpoints by their names.
  package let endpoints: [String: [String: JSONValue]]

  /// No endpoint but those that the environment gives.
  package init() { endpoints = [:] }

  /// Reads the file at `path`; a file that is not there states nothing.
  package init(path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      self.init()
      return
    }
    try self.init(TOMLFile.bytes(at: path), path: path)
  }

  /// Reads the bytes of the file at `path`.
  package init(_ bytes: [UInt8], path: String) throws {
    let table = try TOMLFile.table(bytes, name: path)
    var endpoints: [String: [String: JSONValue]] = [:]
    if let advisors = table["advisors"] {
      guard let advisors = advisors.table else {
        throw AdvisorFileError.malformed(path, "'advisors' has to hold tables such as [advisors.local]")
      }
      for (name, value) in advisors {
        guard let fields = value.table else {
          throw AdvisorFileError.malformed(path, "advisors.\(name) has to be a table of settings")
        }
        endpoints[name] = Self.members(fields)
      }
    }
    self.endpoints = endpoints
  }

  /// Where the file is: `$XDG_CONFIG_HOME/sidecoach/config.toml`, else below `~/.config`.
  package static func path(_ environment: [String: String]) -> String {
    ResolvedPaths.own("XDG_CONFIG_HOME", ".config", environment) + "/config.toml"
  }

  /// A value as the configuration of an endpoint reads it; dates are text.
  private static func value(_ value: some TOMLValueConvertible) -> JSONValue {
    if let text = value.string { return .text(text) }
    if let flag = value.bool { return .bool(flag) }
    if let whole = value.int { return .number(Double(whole)) }
    if let number = value.double { return .number(number) }
    if let table = value.table { return .object(members(table)) }
    if let array = value.array { return .array(array.map { self.value($0) }) }
    return .text("\(value)")
  }

  private static func members(_ table: TOMLTable) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for (name, value) in table { members[name] = self.value(value) }
    return members
  }
}

/// What can be wrong with the configuration file, with what to do next.
package enum AdvisorFileError: Error, CustomStringConvertible {
  case malformed(String, String)

  package var description: String {
    switch self {
    case .malformed(let path, let reason): "\(path): \(reason)"
    }
  }
}
