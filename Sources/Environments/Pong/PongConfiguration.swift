import RLCore

/// How a game of `Pong` is set up.
public struct PongConfiguration: Sendable, Equatable {
  /// The names under which the three movements are offered.
  public enum ActionSet: String, Sendable, CaseIterable {
    /// `stay`, `up`, `down`.
    case three
    /// The six names of Atari Pong, of which pairs do the same.
    case atari6
  }

  /// What counts as an episode.
  public enum Scoring: String, Sendable, CaseIterable {
    /// A game to `pointsToWin`; +1 and -1 per point.
    case game
    /// One point: 1 when it is won, 0 when it is lost, as StateMask scores Pong.
    case point
  }

  /// The environment's id; no setting.
  public var id = "Pong"
  /// Ticks of the game per environment step.
  public var frameSkip = 4
  /// Probability that the previous action is repeated instead of the one chosen (0.25 in sticky-action Atari).
  public var stickyProbability: Float = 0
  /// Points that win a game.
  public var pointsToWin = 21
  /// Environment steps after which an episode is truncated.
  public var stepLimit = 6_000
  /// The action names.
  public var actionSet = ActionSet.three
  /// What counts as an episode.
  public var scoring = Scoring.game

  /// The default game.
  public init() {}

  /// What `init(settings:)` takes, and what each does.
  public static let summaries: [(key: String, summary: String)] = [
    ("frameSkip", "ticks of the game per environment step"),
    ("sticky", "probability that the previous action is repeated instead of the one chosen"),
    ("points", "points that win a game"),
    ("stepLimit", "environment steps after which an episode is truncated"),
    ("actions", "the action names: three, or Atari's six"),
    ("scoring", "what counts as an episode: a game, or a point, won 1 and lost 0"),
  ]

  /// Keys that `init(settings:)` takes.
  public static let keys = summaries.map(\.key)

  /// `PongPoint`: a point is an episode. Takes the other settings.
  static func point(settings: [String: String]) throws -> PongConfiguration {
    guard settings["scoring"] == nil else {
      throw UnknownNameError(kind: "setting of PongPoint", name: "scoring", valid: keys.filter { $0 != "scoring" })
    }
    var configuration = try PongConfiguration(settings: settings)
    configuration.id = "PongPoint"
    configuration.scoring = .point
    return configuration
  }

  /// Reads settings given as text; an unknown key or a value out of range is an error that lists what is valid.
  public init(settings: [String: String]) throws {
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      switch key {
      case "frameSkip": frameSkip = try Self.integer(key, value, in: 1...16)
      case "sticky":
        guard let probability = Float(value), (0...1).contains(probability) else {
          throw UnknownNameError(kind: "value for environment.sticky", name: value, valid: ["0 ... 1"])
        }
        stickyProbability = probability
      case "points": pointsToWin = try Self.integer(key, value, in: 1...100)
      case "stepLimit": stepLimit = try Self.integer(key, value, in: 1...1_000_000)
      case "actions": actionSet = try Self.named(key, value)
      case "scoring": scoring = try Self.named(key, value)
      default: throw UnknownNameError(kind: "setting of Pong", name: key, valid: Self.keys)
      }
    }
  }

  private static func integer(_ key: String, _ value: String, in range: ClosedRange<Int>) throws -> Int {
    guard let number = WholeNumber.read(value), range.contains(number) else {
      throw UnknownNameError(
        kind: "value for environment.\(key)", name: value, valid: ["\(range.lowerBound) ... \(range.upperBound)"])
    }
    return number
  }

  private static func named<Value: RawRepresentable & CaseIterable>(_ key: String, _ value: String) throws -> Value
  where Value.RawValue == String {
    guard let found = Value(rawValue: value) else {
      throw UnknownNameError(
        kind: "value for environment.\(key)", name: value, valid: Value.allCases.map(\.rawValue))
    }
    return found
  }

  /// The offered action names, in order.
  public var actionNames: [String] {
    switch actionSet {
    case .three: ["stay", "up", "down"]
    case .atari6: ["NOOP", "FIRE", "RIGHT", "LEFT", "RIGHTFIRE", "LEFTFIRE"]
    }
  }
}
