public import RLCore

/// Whom an oracle asks, and how strongly it acts: settings of `oracle-actions`, `oracle-potential` and `oracle-imitation`.
///
/// An oracle is no method that could be used: its teacher was trained in the same environment for much longer than the
/// run may take. What it comes to bounds what advice of that kind could bring.
public struct OracleConfiguration: Sendable, Equatable, Codable {
  /// The path of the teacher's session; empty for none. A run that has begun keeps the teacher itself, not its path.
  public var teacher = ""
  /// The probability with which the teacher acts when the run begins (`oracle-actions`); 0 leaves plain PPO.
  public var probability = 0.5
  /// The share of the run after which it acts no more (`oracle-actions`).
  public var until = 0.5
  /// Which action enters the batch where it acts (`oracle-actions`).
  public var storedAction = GuidanceConfiguration.StoredAction.imitation
  /// The weight of the difference of potentials (`oracle-potential`); 0 leaves plain PPO.
  public var weight = 1.0
  /// Passes of imitation over the recorded states before the run begins (`oracle-imitation`); 0 leaves plain PPO.
  public var epochs = 5

  /// The defaults.
  public init() {}

  /// The probability with which the teacher acts once `share` of the run is done: falling linearly to 0.
  func probability(at share: Double) -> Double { until > 0 ? probability * max(0, 1 - share / until) : 0 }

  /// What the teacher can be.
  static let validTeacher = "the path of a session's directory, with a slash in it, or none"

  /// The settings that `--set oracle.*` takes.
  public static var fields: [ConfigField<OracleConfiguration>] {
    [
      .custom(
        "oracle.teacher", "the session whose base policy an oracle asks", valid: validTeacher,
        read: { $0.teacher.isEmpty ? "none" : $0.teacher },
        write: { root, text in
          guard text == "none" || text.contains("/") else { return false }
          root.teacher = text == "none" ? "" : text
          return true
        }),
      .number(
        "oracle.probability", \.probability, 0...1, "how often the teacher acts at the beginning (oracle-actions)"),
      .number("oracle.until", \.until, 0...1, "share of the run after which it acts no more (oracle-actions)"),
      .choice("oracle.storedAction", \.storedAction, "which action enters the batch where it acts (oracle-actions)"),
      .number("oracle.weight", \.weight, 0...1_000, "weight of its values as a potential (oracle-potential)"),
      .integer("oracle.epochs", \.epochs, 0...10_000, "passes of imitation before the run (oracle-imitation)"),
    ]
  }
}
