import BridgedEnvironments
import RLCore
import TOMLKit

/// A TOML file with words for a bridged environment: `background`, `rules`, `criteria`, and the lists `observations` and
/// `actions` of names. A session keeps what it says, and not where it lay.
package enum BridgedWordsFile {
  private static let keys = ["actions", "background", "criteria", "observations", "rules"]

  /// The text of the setting `environment.words`.
  ///
  /// - Throws: `TOMLFileError`, or `UnknownNameError` for a key that means nothing.
  package static func setting(_ path: String) throws -> String {
    let bytes = try TOMLFile.bytes(at: path)
    for key in try TOMLFile.table(bytes, name: path).keys where !keys.contains(key) {
      throw UnknownNameError(kind: "key of \(path)", name: key, valid: keys)
    }
    return try TOMLFile.decode(BridgedWords.self, from: bytes, name: path).text
  }
}
