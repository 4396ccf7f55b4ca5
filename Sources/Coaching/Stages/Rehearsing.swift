import Algorithms
import Foundation
import Networks
package import RLCore
import SessionStore

/// How things go on from a recorded state, a picture a step.
package struct RehearsedRollouts: Sendable {
  /// With what was done.
  package var did: [Frame]
  /// With the other action.
  package var should: [Frame]
}

/// What a person looks at before deciding: both rollouts, where an action leads to, what the policy wanted. None of it is
/// evidence, and none of it is stored or counted.
extension AdviceStage {
  private static let purpose = "a suggestion is looked at from its recorded state"

  /// Plays on from the state of a suggestion, once with the recorded action and once with `action`, by the first pair of
  /// random numbers that its evidence is measured with; then the policy goes on as there.
  package func rehearse(_ suggestion: Suggestion, _ action: Action) throws -> RehearsedRollouts {
    guard let episode = try store.episode(suggestion.episode), episode.steps.indices.contains(suggestion.step) else {
      throw EnvironmentError.missingState(episode: suggestion.episode, step: suggestion.step)
    }
    let network = try (policy ?? store.policy(of: .base)).makeNetwork()
    let moment = episode.moment(before: suggestion.step)
    let asked = suggestion.proposing(action).segment(usual: settings.evidence.hold)
    let done = episode.steps[suggestion.step...].map(\.action)
    let did =
      suggestion.following == nil
      ? ActionSegment(done[0], steps: asked.count) : ActionSegment(Array(done.prefix(asked.count)))
    let seed = SeededGenerator.derived(
      seed: settings.seed ^ UInt64(truncatingIfNeeded: suggestion.id), stream: 70_000)
    return RehearsedRollouts(
      did: try pictures(network, moment, did, seed: seed), should: try pictures(network, moment, asked, seed: seed))
  }

  private func pictures(
    _ network: PolicyNetwork, _ moment: Moment, _ segment: ActionSegment, seed: UInt64
  ) throws -> [Frame] {
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: seed, stream: 1), samples: true)
    try player.environments.visit(0, moment, for: Self.purpose)
    player.environments.restorable?.reseed(0, seed: seed)
    var frames = [player.environments.picture(0)]
    for time in 0..<settings.evidence.horizon {
      player.decide()
      let outcome = segment[time].map { player.act($0) } ?? player.environments.step(0, action: player.action.base)
      frames.append(player.environments.picture(0))
      if outcome.isOver || (settings.evidence.endsAtReward && outcome.reward != 0) { break }
    }
    return frames
  }

  /// The picture after `action` was held for its steps, and for six at least, so that there is something to see; nil where
  /// it cannot be taken there.
  package func outlook(of suggestion: Suggestion, in episode: Episode) throws -> Frame? {
    guard entry.capabilities.contains(.viewable), entry.spec.action.problem(with: suggestion.action) == nil else {
      return nil
    }
    let shard = entry.makeShard(1)
    try shard.visit(0, episode.moment(before: suggestion.step), for: Self.purpose)
    let segment = suggestion.segment(usual: settings.evidence.hold)
    for step in 0..<max(6, segment.count) {
      // What is over before there is something to see goes on as it ended.
      let values = (segment[min(step, segment.count - 1)] ?? suggestion.action).values
      let outcome = values.withUnsafeBufferPointer { numbers in
        numbers.baseAddress.map { shard.step(0, action: $0) } ?? .failed
      }
      guard !outcome.hasFailed else { return nil }
      if outcome.isOver { break }
    }
    return shard.picture(0)
  }

  /// The mean, within the bounds, and the deviation of each part of the action that the base policy wanted at a step; none
  /// where actions have names.
  package func spreads(in episode: Episode, at step: Int) throws -> [(mean: Double, deviation: Double)] {
    guard case .box(let low, _) = entry.spec.action else { return [] }
    let network = try (policy ?? store.policy(of: .base)).makeNetwork()
    guard let layer = network.logDeviation else { return [] }
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: settings.seed), samples: false)
    try player.environments.visit(0, episode.moment(before: step), for: Self.purpose)
    player.decide()
    return low.indices.map { index in
      (
        mean: Double(player.action.base[index]),
        deviation: exp(Double(network.parameters.base[layer.bias + index]))
      )
    }
  }

  /// The steps of `episode` at which guidance made of a suggestion would act.
  package func reach(of suggestion: Suggestion, in episode: Episode) throws -> Int {
    let episodes = [episode.id: episode]
    let table = try GuidanceTable(
      suggestions: [suggestion], verdicts: [suggestion.id: .accepted], episodes: episodes, entry: entry)
    let places = try table.places(in: episodes, entry: entry, configuration: settings.refinement.guidance)
    return places[suggestion.id]?.count ?? 0
  }
}
