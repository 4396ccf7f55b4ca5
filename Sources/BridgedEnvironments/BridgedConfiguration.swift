internal import Foundation
internal import RLCore

/// Which environment a child makes, and how.
public struct BridgedConfiguration: Sendable, Equatable, Hashable {
  /// Gymnasium's id, or `module:Id-v0`.
  public var id: String
  /// The interpreter.
  public var python: String
  /// What the environment's maker is given: the text of a JSON object.
  public var arguments = "{}"
  /// Wrappers in their order, each as `Name` or `Name(4, key=value)`; `pong80` and `atari` are the bridge's own.
  public var wrappers: [String] = []
  /// Steps after which an episode is truncated, where not as registered.
  public var stepLimit: Int?
  /// Seconds that a step may take before the child counts as hung.
  public var timeout = 60.0
  /// Words for what is observed and done.
  public var words = BridgedWords()

  /// Gymnasium's environment `id` as it is registered, in a child of `python`.
  public init(id: String, python: String) {
    self.id = id
    self.python = python
  }

  static let fields: [ConfigField<BridgedConfiguration>] = [
    .custom("python", "the Python that has the environment", valid: "a path", read: { $0.python }) {
      $0.python = $1
      return !$1.isEmpty
    },
    .custom(
      "kwargs", "what the environment's maker is given", valid: "a JSON object, for instance {\"gravity\": -5}",
      read: { $0.arguments }
    ) {
      guard (try? JSONSerialization.jsonObject(with: Data($1.utf8))) is [String: Any] else { return false }
      $0.arguments = $1
      return true
    },
    .custom(
      "wrappers", "wrappers by name, the innermost first", valid: "names with ';' between them, for instance pong80",
      read: { $0.wrappers.joined(separator: ";") }
    ) {
      $0.wrappers = $1.split(separator: ";").map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
      return true
    },
    .custom(
      "stepLimit", "steps after which an episode is truncated", valid: "a whole number from 1 to 1000000",
      read: { $0.stepLimit.map(String.init) ?? "" }
    ) {
      guard let limit = WholeNumber.read($1), (1...1_000_000).contains(limit) else { return false }
      $0.stepLimit = limit
      return true
    },
    .number("timeout", \.timeout, 0.1...86_400, "seconds that a step may take before the child counts as hung"),
    .custom(
      "words", "names and rules for narrations", valid: "the JSON that --words makes of a file", read: { $0.words.text }
    ) {
      guard let words = BridgedWords(text: $1) else { return false }
      $0.words = words
      return true
    },
  ]

  /// Reads settings given as text over what is there; an unknown key or a bad value is an error that lists what is valid.
  public mutating func apply(_ settings: [String: String]) throws {
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) { try Self.fields.apply(key, value, to: &self) }
  }

  /// The order that a child gets, for `count` environments; `isTrial` asks it to try out how states are kept.
  func order(count: Int, isTrial: Bool) throws -> [UInt8] {
    var object: [String: Any] = [
      "id": id, "count": count, "trial": isTrial, "wrappers": wrappers,
      "kwargs": try JSONSerialization.jsonObject(with: Data(arguments.utf8)),
    ]
    if let stepLimit { object["stepLimit"] = stepLimit }
    return Array(try JSONSerialization.data(withJSONObject: object, options: .sortedKeys))
  }
}
