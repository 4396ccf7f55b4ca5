/// What is fixed about an environment: its id, its spaces, its limits.
public struct EnvironmentSpec: Sendable, Equatable {
  /// Gymnasium's id where one exists.
  public var id: String
  /// What the policy sees.
  public var observation: ObservationSpace
  /// What the environment declares of those numbers; nil where it says nothing.
  public var bounds: ObservationBounds?
  /// What the policy may do.
  public var action: ActionSpace
  /// Steps after which an episode is truncated.
  public var stepLimit: Int
  /// The least and the greatest return of an episode, where they are known.
  public var returnRange: ClosedRange<Double>?
  /// One seed and one row of actions give one episode, in any process: what is not restorable can be played again.
  public var isDeterministic: Bool

  /// Describes an environment.
  public init(
    id: String, observation: ObservationSpace, action: ActionSpace, stepLimit: Int,
    returnRange: ClosedRange<Double>? = nil, isDeterministic: Bool = true, bounds: ObservationBounds? = nil
  ) {
    self.id = id
    self.observation = observation
    self.bounds = bounds
    self.action = action
    self.stepLimit = stepLimit
    self.returnRange = returnRange
    self.isDeterministic = isDeterministic
  }
}
