import Foundation
import SessionStore
import TOMLKit

/// The file with what a person prefers of the workbench: `workbench.toml` beside `config.toml`.
package enum PreferencesFile {
  /// `$XDG_CONFIG_HOME/sidecoach/workbench.toml`.
  package static var path: String {
    ResolvedPaths.own("XDG_CONFIG_HOME", ".config", ProcessInfo.processInfo.environment) + "/workbench.toml"
  }

  /// The values of the file as text, by their keys; none where there is no file. Throws `TOMLFileError`.
  package static func read() throws -> [String: String] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    let table = try TOMLFile.table(at: path)
    var values: [String: String] = [:]
    for key in table.keys {
      guard let value = table[key] else { continue }
      // Tables and lists mean nothing here.
      if let text = value.string {
        values[key] = text
      } else if let flag = value.bool {
        values[key] = "\(flag)"
      } else if let whole = value.int {
        values[key] = "\(whole)"
      } else if let number = value.double {
        values[key] = "\(number)"
      }
    }
    return values
  }

  /// Writes values in place of the file.
  package static func write(_ values: [(key: String, value: String)]) throws {
    let lines = values.map { "\($0.key) = \(literal($0.value))\n" }
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try AtomicFile.write(Array(lines.joined().utf8), to: path)
  }

  /// Numbers and truth values stand as they are, everything else in quotes.
  private static func literal(_ value: String) -> String {
    if Bool(value) != nil || Int(value) != nil { return value }
    if let number = Double(value), number.isFinite { return "\(number)" }
    let escaped = value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    return "\"\(escaped)\""
  }
}
