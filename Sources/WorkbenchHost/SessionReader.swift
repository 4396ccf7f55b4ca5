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
  let quality = KnownQuality()

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
          controls: entry.interpreter?.controls ?? [], reason: item.reason)
      }
    )
  }

  /// A picture from the middle of the latest recorded episode; nil where none is recorded.
  func recordedPicture() throws -> Frame? {
    guard let last = try store.episodeSummaries().last, let episode = try store.episode(last.id) else { return nil }
    let middle = episode.steps.count / 2
    return try replay(episode, middle...middle).0.first
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
