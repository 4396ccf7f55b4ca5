import Coaching
import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// Turns a session's records into what the screens show.
struct SessionReader: Sendable {
  let store: SessionStore
  let entry: EnvironmentEntry
  /// Steps shown before and after a critical state.
  private static let margin = 8
  private let queue: ReviewQueue

  init(store: SessionStore, entry: EnvironmentEntry) {
    self.store = store
    self.entry = entry
    queue = ReviewQueue(store)
  }

  /// The recorded episodes and the review queue, of which only what is new is read.
  func records() throws -> (episodes: [EpisodeItem], reviewItems: [ReviewItem]) {
    let records = try queue.refresh()
    let space = entry.spec.action
    let critical = Dictionary(grouping: records.items.map(\.suggestion), by: \.episode)
    return (
      records.episodes.map { summary in
        EpisodeItem(
          episode: summary.id, length: summary.length, environmentReturn: summary.environmentReturn,
          terminated: summary.terminated, criticalSteps: (critical[summary.id] ?? []).map(\.step).sorted())
      },
      records.items.map { item in
        ReviewItem(
          suggestion: item.suggestion, measured: item.measured, verdict: item.verdict,
          recordedAction: item.recorded.name(in: space), suggestedAction: item.suggestion.action.name(in: space),
          space: space, isRetired: item.isRetired)
      }
    )
  }

  /// Frames and numbers around one suggestion.
  func reviewDetail(_ id: Int) throws -> ReviewDetail? {
    guard let suggestion = try store.suggestion(id),
      let episode = try store.episode(suggestion.episode), episode.steps.indices.contains(suggestion.step)
    else { return nil }
    let first = max(0, suggestion.step - Self.margin)
    let last = min(episode.steps.count, suggestion.step + Self.margin)
    let (frames, rows) = try replay(episode, first...last)
    let step = episode.steps[suggestion.step]
    return ReviewDetail(
      suggestion: id, frames: frames, firstStep: first, criticalIndex: suggestion.step - first,
      narration: entry.narrate(rows: rows, steps: Array(episode.steps[first..<last]), first: first),
      probabilities: zip(names, step.probabilities).map { ActionProbability(name: $0, probability: Double($1)) },
      value: Double(step.value))
  }

  /// The names of the actions; empty where actions are vectors.
  var names: [String] {
    if case .discrete(let names) = entry.spec.action { names } else { [] }
  }

  /// Pictures and observation rows of a recorded episode, before the steps of `range`.
  func replay(_ episode: Episode, _ range: ClosedRange<Int>) throws -> ([Frame], [[UInt8]]) {
    var frames: [Frame] = []
    let rows = try entry.observationRows(episode, range) { frames.append($0.picture(0)) }
    return (frames, rows)
  }
}
