import Foundation
import RLCore
import TOMLKit

/// The keys of a person, from `keys.toml` in the directory of the program's configuration: a table for each heading of the
/// help, in it what the usual key does and which key is to do it.
package enum KeyFile {
  /// A line of the file.
  package typealias Entry = (context: String, usual: String, own: String)

  /// Every entry, and what keeps the file from being read; nothing where there is none.
  package static func load() -> (entries: [Entry], problem: String?) {
    let path = ResolvedPaths.own("XDG_CONFIG_HOME", ".config", ProcessInfo.processInfo.environment) + "/keys.toml"
    guard FileManager.default.fileExists(atPath: path) else { return ([], nil) }
    do {
      let table = try TOMLFile.table(at: path)
      var entries: [Entry] = []
      for context in table.keys.sorted() {
        guard let keys = table[context]?.table else {
          throw InvalidSettingError(key: context, value: "that", valid: "a table such as [Review]")
        }
        for usual in keys.keys.sorted() {
          guard let own = keys[usual]?.string else {
            throw InvalidSettingError(key: "\(context).\(usual)", value: "that", valid: "a key such as \"y\"")
          }
          entries.append((context, usual, own))
        }
      }
      return (entries, nil)
    } catch { return ([], "your keys are left out: \(path): \(error)") }
  }
}
