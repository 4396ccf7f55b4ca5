import Coaching
import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// What the review shows of one suggestion.
extension SessionReader {
  /// Steps shown before and after a critical state.
  private static let margin = 8

  /// Frames, numbers and decisions around one suggestion. What `stage` cannot work out is left out: a session may have no
  /// policy any more, and its pictures and words are worth looking at all the same.
  func reviewDetail(_ id: Int, by stage: AdviceStage) throws -> ReviewDetail? {
    guard let suggestion = try store.suggestion(id),
      let episode = try store.episode(suggestion.episode), episode.steps.indices.contains(suggestion.step)
    else { return nil }
    let first = max(0, suggestion.step - Self.margin)
    let last = min(episode.steps.count, suggestion.step + Self.margin)
    let (pictures, rows) = try replay(episode, first...last)
    var frames = pictures
    let controls = entry.interpreter?.controls ?? []
    // A restored state has no action yet: what was done there is what its picture shows.
    for (place, step) in episode.steps[first..<last].enumerated() where !frames[place].efforts.isEmpty {
      frames[place].efforts = entry.spec.action.efforts(of: step.action.values, names: controls)
    }
    let step = episode.steps[suggestion.step]
    var detail = ReviewDetail(
      suggestion: id, frames: frames, firstStep: first, criticalIndex: suggestion.step - first,
      narration: entry.narrate(rows: rows, steps: Array(episode.steps[first..<last]), first: first),
      probabilities: zip(names, step.probabilities).map { ActionProbability(name: $0, probability: Double($1)) },
      value: Double(step.value))
    // Games, whose actions have names, are played for points.
    detail.unit = entry.spec.action.count > 0 ? "points" : "return"
    detail.ghost = try? stage.outlook(of: suggestion, in: episode)
    detail.spreads = ((try? stage.spreads(in: episode, at: suggestion.step)) ?? []).map {
      ActionSpread(mean: $0.mean, deviation: $0.deviation)
    }
    detail.reach = (try? stage.reach(of: suggestion, in: episode)).map {
      MatchReach(matched: $0, steps: episode.steps.count)
    }
    detail.history = try history(of: id)
    return detail
  }

  /// Both rollouts of a suggestion, as a message.
  func rollouts(_ id: Int, _ action: Action, by stage: AdviceStage) throws -> AppMessage? {
    guard let suggestion = try store.suggestion(id) else { return nil }
    let played = try stage.rehearse(suggestion, action)
    return .rollouts(suggestion: id, did: played.did, should: played.should)
  }

  /// What was decided about a suggestion, by whom and when in the person's own time.
  private func history(of id: Int) throws -> [DecisionLine] {
    let format = DateFormatter()
    format.dateFormat = "d MMM HH:mm"
    return try store.decisions(about: id).map { record in
      DecisionLine(
        verdict: record.decision.verdict?.name ?? "pending", actor: record.decision.actor,
        time: format.string(from: Date(timeIntervalSince1970: record.time)), reason: record.decision.reason)
    }
  }
}
