/// The one comparison that was fixed before anything was looked at: a method with the baseline, on one task.
public struct PrimaryComparison: Sendable, Equatable, Codable {
  /// The method.
  public var method: String
  /// The environment; nil where the experiment has one alone.
  public var environment: String?
  /// The base or the set of tasks; nil where the environment has one alone.
  public var base: String?

  /// A comparison.
  public init(_ method: String, environment: String? = nil, base: String? = nil) {
    self.method = method
    self.environment = environment
    self.base = base
  }

  /// Whether it is made on `task`.
  public func fits(_ task: Scores.Task) -> Bool {
    (environment ?? task.environment) == task.environment && (base ?? task.base) == task.base
  }
}
