import Algorithms
package import RLCore

/// Advice that is made worse on purpose before anybody measures or decides about it: in a share of the suggestions a
/// uniform draw takes the action's place, and the ratings change their signs. What approval by evidence is worth shows then.
///
/// Whether a suggestion is corrupted, and how, depends on the seed and its place alone; what a smaller share corrupts a
/// larger one corrupts alike. `GuidanceTerms.Control.corrupted` does the same behind approval, to the table.
package struct AdviceCorruption: Sendable, Equatable {
  /// The share of suggestions, in [0, 1].
  package var share: Double
  /// What is drawn from.
  package var seed: UInt64

  /// Corrupts a share of what it is given.
  package init(share: Double, seed: UInt64) {
    self.share = share
    self.seed = seed
  }

  /// A suggestion as it is stored.
  package func callAsFunction(_ suggestion: Suggestion, of space: ActionSpace) -> Suggestion {
    let place = UInt64(truncatingIfNeeded: suggestion.episode &* 1_000_003 &+ suggestion.step)
    var generator = SeededGenerator(seed: SeededGenerator.derived(seed: seed, stream: 77_000), stream: place)
    guard generator.uniform() < share else { return suggestion }
    var worse = suggestion
    worse.action = space.uniform(&generator)
    // A draw is held for as many steps as the sequence has whose place it takes.
    worse.following = suggestion.following.map { $0.map { _ in worse.action } }
    worse.reward = -suggestion.reward
    worse.stateValue = suggestion.stateValue.map { -$0 }
    // A rating of the recorded action is 0 or below; of the opposite sign it is none.
    worse.blame = nil
    worse.rationale = "[corrupted] " + suggestion.rationale
    return worse
  }
}
