import Coaching
import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// Turns a session's records into what the screens show.
struct SessionReader: Sendable {
  let store: SessionStore
  let entry: EnvironmentEntry
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
          space: space, isRetired: item.isRetired, recorded: item.recorded,
          controls: entry.interpreter?.controls ?? [])
      }
    )
  }

  /// One episode, ready to be played.
  func episode(_ id: Int) throws -> EpisodeDetail? {
    guard let episode = try store.episode(id) else { return nil }
    let (frames, rows) = try replay(episode, 0...episode.steps.count)
    let space = entry.spec.action
    return EpisodeDetail(
      episode: id, frames: frames,
      narration: entry.narrate(rows: rows, steps: episode.steps, first: 0),
      actions: episode.steps.map { $0.action.name(in: space) }, rewards: episode.steps.map { Double($0.reward) },
      values: episode.steps.map { Double($0.value) },
      probabilities: episode.steps.map { $0.probabilities.map(Double.init) }, actionNames: names,
      criticalSteps: try store.suggestions(episode: id).map(\.step).sorted())
  }

  /// The names of the actions; none where actions are vectors.
  var names: [String] {
    if case .discrete(let names) = entry.spec.action { names } else { [] }
  }

  /// Pictures and observations of the steps in `range`.
  func replay(_ episode: Episode, _ range: ClosedRange<Int>) throws -> ([Frame], [[UInt8]]) {
    var frames: [Frame] = []
    let rows = try entry.observationRows(episode, range) { frames.append($0.picture(0)) }
    return (frames, rows)
  }
}
