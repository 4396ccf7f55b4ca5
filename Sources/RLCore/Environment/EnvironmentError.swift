/// What can go wrong in an environment, with what to do next.
public enum EnvironmentError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A saved state has the wrong number of bytes.
  case stateSize(expected: Int, found: Int)
  /// A saved state of the right size holds what the environment can never be in.
  case damagedState
  /// An observation, reward or state stopped being finite.
  case notFinite(quantity: String, step: Int)
  /// A suggestion points at a step that no recorded episode has.
  case missingState(episode: Int, step: Int)
  /// A recorded episode that was played again ended at another step.
  case playsDifferently(step: Int)
  /// More episodes failed than a run can do with.
  case failsOften(failed: Int, episodes: Int, reason: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .stateSize(let expected, let found):
      "a saved state has \(found) bytes where \(expected) were expected; it was recorded by another version or "
        + "environment, so collect the episodes again"
    case .damagedState:
      "a saved state is damaged; collect the episodes again, or go on from an earlier checkpoint"
    case .missingState(let episode, let step):
      "no recorded state for step \(step) of episode \(episode); collect the episodes again"
    case .notFinite(let quantity, let step):
      "\(quantity) stopped being finite at environment step \(step); the last good checkpoint is kept"
    case .playsDifferently(let step):
      "an episode that was played again by its seed and actions ended at step \(step), where the recorded one went on; "
        + "the environment or its settings have changed, so collect the episodes again"
    case .failsOften(let failed, let episodes, let reason):
      "\(failed) of \(episodes) episodes failed; the last one: \(reason). The last good checkpoint is kept; mend the "
        + "environment or its settings, for instance with a smaller time step, and go on"
    }
  }
}
