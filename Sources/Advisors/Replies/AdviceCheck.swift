internal import Glibc
internal import LanguageModels
internal import RLCore

/// Holds whatever an identifier or an advisor gives to its laws: what breaks them is dropped or bounded, and recorded.
///
/// A parsed reply passes unchanged, since its parser keeps the same bounds.
struct AdviceCheck {
  let context: AdviceContext
  private(set) var issues: [ReplyIssue] = []
  private var seen: Set<[Int]> = []

  init(_ context: AdviceContext) {
    self.context = context
  }

  /// The states that hold.
  mutating func states(_ states: [CriticalState]) -> [CriticalState] {
    var held: [CriticalState] = []
    for (place, state) in states.enumerated() {
      if let state = self.state(state, place) { held.append(state) }
    }
    return limited(held)
  }

  private mutating func state(_ given: CriticalState, _ place: Int) -> CriticalState? {
    guard isPlace(given.episode, given.step, place), let score = bounded(given.score, "confidence", 0...1, place) else {
      return nil
    }
    var state = given
    state.why = AdviceText.clean(given.why, limit: ReplyParser.maximumRationale).text
    state.score = score
    if let value = given.value {
      guard let value = bounded(value, "state_value", -1...1, place) else { return nil }
      state.value = value
    }
    guard var proposal = given.proposal else { return state }
    guard let action = legal(proposal.action, place), let reward = bounded(proposal.reward, "reward", -1...1, place)
    else { return nil }
    (proposal.action, proposal.reward) = (action, reward)
    if let blame = proposal.blame {
      guard let blame = bounded(blame, "recorded_reward", -1...0, place) else { return nil }
      proposal.blame = blame
    }
    if let hold = proposal.hold { proposal.hold = min(max(hold, 1), Suggestion.longestHold) }
    if let following = proposal.following {
      guard let following = sequence(following, place) else { return nil }
      proposal.following = following
    }
    state.proposal = proposal
    return state
  }

  /// The suggestions that hold.
  mutating func suggestions(_ suggestions: [Suggestion]) -> [Suggestion] {
    states(suggestions.map(CriticalState.init)).compactMap(\.suggestion)
  }

  private mutating func reject(_ place: Int, _ reason: String) {
    issues.append(ReplyIssue(kind: .rejected, item: place, reason: reason))
  }

  private mutating func isPlace(_ episode: Int, _ step: Int, _ place: Int) -> Bool {
    guard context.episode == 0 || episode == context.episode else {
      reject(place, "episode \(episode) was not asked about; the question shows episode \(context.episode)")
      return false
    }
    guard context.firstStep...max(context.firstStep, context.lastStep) ~= step else {
      reject(place, "step \(step) is outside the shown steps \(context.firstStep) to \(context.lastStep)")
      return false
    }
    guard seen.insert([episode, step]).inserted else {
      reject(place, "step \(step) was already given; the first counts")
      return false
    }
    return true
  }

  private mutating func bounded(
    _ number: Double, _ name: String, _ range: ClosedRange<Double>, _ place: Int
  ) -> Double? {
    guard number.isFinite else {
      reject(place, "\(name) is not finite")
      return nil
    }
    let bound = min(max(number, range.lowerBound), range.upperBound)
    if bound != number {
      issues.append(ReplyIssue(kind: .clamped, item: place, reason: "\(name) \(number) was clamped to \(bound)"))
    }
    return bound
  }

  /// The action within its space; a vector is clipped to the bounds.
  private mutating func legal(_ action: Action, _ place: Int) -> Action? {
    switch (action, context.actionSpace) {
    case (.discrete(let index), .discrete(let names)) where names.indices.contains(index): return action
    case (.continuous(let vector), .box(let low, let high))
    where vector.count == low.count && vector.allSatisfy(\.isFinite):
      let clipped = vector.indices.map { min(max(vector[$0], low[$0]), high[$0]) }
      if clipped != vector {
        issues.append(ReplyIssue(kind: .clamped, item: place, reason: "the action was clipped to its bounds"))
      }
      return .continuous(clipped)
    default:
      reject(place, "the action is none of this environment's")
      return nil
    }
  }

  /// What follows the first action of a sequence, each action within its space.
  private mutating func sequence(_ following: [Action], _ place: Int) -> [Action]? {
    guard following.count < Suggestion.longestHold else {
      reject(place, "a sequence has at most \(Suggestion.longestHold) actions")
      return nil
    }
    var held: [Action] = []
    for action in following {
      guard let action = legal(action, place) else { return nil }
      held.append(action)
    }
    return held
  }

  private mutating func limited(_ states: [CriticalState]) -> [CriticalState] {
    guard states.count > context.maximumStates else { return states }
    let excess = states.count - context.maximumStates
    issues.append(
      ReplyIssue(
        kind: .rejected, item: nil,
        reason: "\(excess) suggestions beyond the limit of \(context.maximumStates) were dropped"))
    return Array(states.prefix(context.maximumStates))
  }
}
