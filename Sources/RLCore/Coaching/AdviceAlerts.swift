/// Signatures of advice that has failed as a whole, worked out from the suggestions alone.
public enum AdviceAlerts {
  /// Distinct states below which nothing is said.
  public static let leastStates = 10
  /// Share of one action from which the alert is raised.
  public static let share = 0.9

  /// A sentence when one action makes up at least 90 % of the advice over ten or more distinct states, else nil.
  ///
  /// An advisor that reads the state would vary its advice with it. A state counts once, with its first suggestion;
  /// continuous actions are compared to one decimal.
  public static func sameActionForDistinctStates(_ suggestions: [Suggestion], in space: ActionSpace? = nil) -> String? {
    let counts = actionCounts(suggestions)
    let states = counts.values.reduce(0, +)
    guard states >= leastStates, let most = counts.max(by: { $0.value < $1.value }),
      Double(most.value) >= share * Double(states)
    else { return nil }
    let name = space.map { most.key.name(in: $0) } ?? plainName(most.key)
    return "the advisor suggests \(name) at \(most.value) of \(states) distinct states; it may not be reading them"
  }

  /// How many distinct states each action is suggested at.
  static func actionCounts(_ suggestions: [Suggestion]) -> [Action: Int] {
    var seen: Set<[Int]> = []
    var counts: [Action: Int] = [:]
    for suggestion in suggestions where seen.insert([suggestion.episode, suggestion.step]).inserted {
      counts[rounded(suggestion.action), default: 0] += 1
    }
    return counts
  }

  private static func rounded(_ action: Action) -> Action {
    guard case .continuous(let vector) = action else { return action }
    return .continuous(vector.map { ($0 * 10).rounded() / 10 })
  }

  private static func plainName(_ action: Action) -> String {
    switch action {
    case .discrete(let index): "action \(index)"
    case .continuous(let vector): "\(vector)"
    }
  }
}
