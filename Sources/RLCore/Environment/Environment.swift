/// A world that a policy acts in.
///
/// This is all that training needs. What else an environment can do it says by conforming to capabilities: `Restorable`
/// (states that can be taken up again), `Viewable` (a picture), `Narrated` (words), `Featured` (what guidance compares),
/// `Described` (settings that work). A stage that needs one it lacks refuses with a sentence, or does without.
///
/// To add an environment: make a folder in a module of environments (`Environments/<Name>/`, or
/// `MuJoCoEnvironments/Tasks/<Name>/`) with a type that conforms to this and to the capabilities it has, and add its
/// line, an `EnvironmentMaker`, to that module's `Catalog.swift`. `Tests/TestSupport/CheckEnvironment.swift` holds every
/// line of every catalog to the laws, capability by capability, without a new test.
public protocol Environment {
  /// What is fixed about this environment.
  var spec: EnvironmentSpec { get }

  /// Starts an episode; with a seed, from that seed's randomness, otherwise from where the generator stands.
  ///
  /// An environment that cannot start throws; the episode then counts as failed at its first step.
  mutating func reset(seed: UInt64?) throws

  /// Acts for one step. `action` points at `spec.action.width` numbers.
  ///
  /// What cannot be done throws, and so may a number that went bad: the episode ends there as failed. A reward or a
  /// dense observation that is not finite is taken for a failed step without being thrown.
  mutating func step(_ action: UnsafePointer<Float>) throws -> StepOutcome

  /// Writes the present observation as one row of `spec.observation`.
  func observe(into row: UnsafeMutableRawPointer)
}
