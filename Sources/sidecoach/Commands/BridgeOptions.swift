import ArgumentParser
import Coaching
import Foundation
import RLCore

/// How an environment of Gymnasium is made; a session keeps it.
struct BridgeOptions: ParsableArguments {
  @Option(help: "The Python that has an environment of Gymnasium's. Default: what 'bridge install' made.")
  var python: String?
  @Option(name: .customLong("env-kwargs"), help: "What its maker is given, as JSON: '{\"gravity\": -5}'.")
  var arguments: String?
  @Option(
    name: .customLong("wrapper"),
    help: "A wrapper around it by name: pong80, atari, one of gymnasium.wrappers or module:Name; may be repeated.")
  var wrappers: [String] = []
  @Option(help: "A TOML file with words for it: background, rules, criteria, observations, actions.") var words: String?

  /// The same as `environment.*` settings, before those of `--set`.
  func settings(and changes: [String]) throws -> [String: String] {
    var settings: [String: String] = [:]
    // A name is looked for along the path, and a relative path counts from here, wherever the session is opened from.
    if let python {
      settings["python"] = python.contains("/") ? URL(fileURLWithPath: python).standardizedFileURL.path : python
    }
    if let arguments { settings["kwargs"] = arguments }
    if !wrappers.isEmpty { settings["wrappers"] = wrappers.joined(separator: ";") }
    if let words { settings["words"] = try BridgedWordsFile.setting(words) }
    return settings.merging(SessionSettings.environmentSettings(in: changes)) { $1 }
  }
}
