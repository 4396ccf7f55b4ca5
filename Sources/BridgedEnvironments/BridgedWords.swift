internal import Foundation

/// What a person says of an environment so that it can be narrated: names, rules, what matters. All of it may be left out.
public struct BridgedWords: Codable, Sendable, Equatable, Hashable {
  /// The task's background, for the head of a prompt.
  public var background: String?
  /// The rules: what scores, what ends an episode.
  public var rules: String?
  /// What makes a state critical.
  public var criteria: String?
  /// Names of the observed numbers, in order; of a one-of-many piece one name.
  public var observations: [String]?
  /// Names of discrete actions, or of the parts of a continuous one.
  public var actions: [String]?

  /// No words.
  public init() {}

  /// Reads the JSON that `text` gave; nil where it is none.
  public init?(text: String) {
    guard let words = try? JSONDecoder().decode(BridgedWords.self, from: Data(text.utf8)) else { return nil }
    self = words
  }

  /// As JSON, for settings.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// These over `others`: what is said here counts.
  func over(_ others: BridgedWords) -> BridgedWords {
    var words = self
    words.background = background ?? others.background
    words.rules = rules ?? others.rules
    words.criteria = criteria ?? others.criteria
    words.observations = observations ?? others.observations
    words.actions = actions ?? others.actions
    return words
  }

  /// What is known of Gymnasium's own small environments: the order of their numbers and actions, as its pages have it.
  static func known(_ id: String) -> BridgedWords {
    let name = id.split(separator: ":").last.map(String.init) ?? id
    var words = BridgedWords()
    guard let (observations, actions) = table[name.prefix { $0 != "-" }.description] else { return words }
    words.observations = observations
    words.actions = actions
    return words
  }

  private static let table: [String: (observations: [String], actions: [String])] = [
    "CartPole": (
      ["cart position (m)", "cart velocity (m/s)", "pole angle (rad)", "pole angular velocity (rad/s)"],
      ["push left", "push right"]
    ),
    "Acrobot": (
      [
        "cos of first angle", "sin of first angle", "cos of second angle", "sin of second angle",
        "first angular velocity (rad/s)", "second angular velocity (rad/s)",
      ], ["torque -1", "torque 0", "torque +1"]
    ),
    "MountainCar": (["position", "velocity"], ["push left", "no push", "push right"]),
    "LunarLander": (
      [
        "x", "height", "x velocity", "vertical velocity", "angle (rad)", "angular velocity", "left leg touches",
        "right leg touches",
      ], ["do nothing", "fire left engine", "fire main engine", "fire right engine"]
    ),
    "FrozenLake": (["field"], ["left", "down", "right", "up"]),
  ]
}
