package import RLCore
package import SessionStore

/// What a person enters, held to what the session's environment can do.
extension SessionStore {
  /// Adds decisions as `decide`, of which edits have to be actions of `space`.
  package func decide(
    _ decisions: [Decision], sense: DecisionSense, in space: ActionSpace, now: Double
  ) throws {
    for case .edited(let action, _)? in decisions.map(\.verdict) {
      guard let problem = space.problem(with: action) else { continue }
      throw InvalidSettingError(key: "action", value: action.name(in: space), valid: "one that fits; \(problem)")
    }
    try decide(decisions, sense: sense, now: now)
  }
}
