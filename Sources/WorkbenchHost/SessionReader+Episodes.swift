import Algorithms
import Coaching
import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// Episodes for the player.
extension SessionReader {
  /// One episode, ready to be played.
  func episode(_ id: Int) throws -> EpisodeDetail? {
    guard let episode = try store.episode(id) else { return nil }
    let (frames, rows) = try replay(episode, 0...episode.steps.count)
    let space = entry.spec.action
    var detail = EpisodeDetail(
      episode: id, frames: frames,
      narration: entry.narrate(rows: rows, steps: episode.steps, first: 0),
      actions: episode.steps.map { $0.action.name(in: space) }, rewards: episode.steps.map { Double($0.reward) },
      values: episode.steps.map { Double($0.value) },
      probabilities: episode.steps.map { $0.probabilities.map(Double.init) }, actionNames: names,
      criticalSteps: try store.suggestions(episode: id).map(\.step).sorted())
    detail.taken = episode.steps.map(\.action)
    detail.space = space
    detail.terminated = episode.terminated
    // Whose policy cannot be read is shown without what it thinks.
    let checkpoint = try? store.policy(of: .base)
    detail.vectors = vectors(of: episode, rows: rows, checkpoint)
    if let checkpoint, let values = try? RecordedValues(checkpoint) {
      (detail.discount, detail.traceDecay) = (values.discount, values.lambda)
      detail.rewardScale = values.rewardScale
    }
    return detail
  }

  /// Stores a suggestion that a person wrote.
  func add(_ suggestion: Suggestion) throws {
    _ = try store.addSuggestions([suggestion], now: Date().timeIntervalSince1970)
  }

  /// What was done, part by part, where actions are vectors, and the policy's distribution if it is the base that played.
  private func vectors(of episode: Episode, rows: [[UInt8]], _ checkpoint: PolicyCheckpoint?) -> ActionVectors? {
    guard case .box(let low, let high) = entry.spec.action else { return nil }
    var vectors = ActionVectors(
      names: entry.interpreter?.controls ?? [], low: low.map(Double.init), high: high.map(Double.init),
      taken: episode.steps.map { $0.action.values.map(Double.init) })
    guard let checkpoint, let policy = try? PolicyDistribution(checkpoint, entry: entry) else { return vectors }
    let answers = rows.prefix(episode.steps.count).compactMap { policy.answer(at: $0) }
    // The recorded values tell whether this policy played: another one would have found other values.
    let isSame = zip(answers, episode.steps).allSatisfy { answer, step in
      (answer.value - step.value).magnitude <= 1e-3 * max(1, step.value.magnitude)
    }
    guard isSame, answers.count == episode.steps.count else { return vectors }
    vectors.means = answers.map { $0.means.map(Double.init) }
    vectors.deviations = answers.map { $0.deviations.map(Double.init) }
    return vectors
  }
}
