/// One cell of a coaching experiment: all that tells it from the others.
public struct ExperimentPlace: ReportedPlace, Sendable, Hashable, Codable {
  /// The environment's id.
  public var environment: String
  /// The base's label, for instance `100k`.
  public var base: String
  /// What picked critical states; empty where nothing did.
  public var identifier: String
  /// What proposed actions; empty where nothing did.
  public var advisor: String
  /// The refinement method.
  public var method: String
  /// The settings' label, for instance `α 0.1`; empty where they are the method's own.
  public var setting: String
  /// The seed.
  public var seed: UInt64

  /// A place.
  public init(
    environment: String, base: String = "", identifier: String = "", advisor: String = "", method: String,
    setting: String = "", seed: UInt64
  ) {
    self.environment = environment
    self.base = base
    self.identifier = identifier
    self.advisor = advisor
    self.method = method
    self.setting = setting
    self.seed = seed
  }

  /// What methods are compared on.
  public var task: Scores.Task { Scores.Task(environment: environment, base: base) }

  /// What else tells apart the places of one method and seed.
  public var parts: [String] { [identifier, advisor, setting] }
}
