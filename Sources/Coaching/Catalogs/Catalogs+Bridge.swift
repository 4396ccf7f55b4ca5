import BridgedEnvironments
import RLCore

/// Environments that the catalog does not list: Gymnasium's, where a Python for them is there.
extension Catalogs {
  /// Whether `id` is to be looked for in Python: `gym:` forces it, and else whatever looks as Gymnasium's ids do and is
  /// none of the built-in ones.
  func isBridged(_ id: String) -> Bool {
    id.hasPrefix(BridgedCatalog.prefix) || (environments[id] == nil && BridgedCatalog.looksBridged(id))
  }

  /// The environment of Gymnasium's `id`.
  ///
  /// - Throws: `BridgeError`, or `BridgeNeededError` where there is no Python for it or no such environment in that.
  func bridged(_ id: String, settings: [String: String]) throws -> EnvironmentEntry {
    guard let python = try BridgePlace().interpreter(named: settings["python"]) else {
      throw BridgeNeededError(id: id, builtIn: environments.names, said: nil)
    }
    var settings = settings
    settings["python"] = python
    do {
      var entry = try BridgedCatalog.entry(id, python: python, settings: settings, words: BridgedPong.companions)
      if settings["wrappers"] == "atari" { entry.presets = entry.presets.training(CleanRL.atari) }
      return entry
    } catch BridgeError.noEnvironment(_, let said) {
      throw BridgeNeededError(id: id, builtIn: environments.names, said: said)
    }
  }
}

/// An id that is none of the built-in environments, and that no Python had.
package struct BridgeNeededError: Error, CustomStringConvertible {
  /// The id.
  package let id: String
  /// The built-in ones.
  package let builtIn: [String]
  /// What Gymnasium says to it; nil where there is no Python to ask.
  package let said: String?

  package var description: String {
    var words = "\(UnknownNameError(kind: "environment", name: id, valid: builtIn))"
    if let said {
      words += ". Gymnasium says: \(said)"
    } else {
      words += ". Gymnasium's own need Python: 'sidecoach bridge install' sets one up, or name yours with --python PATH"
    }
    return words
  }
}
