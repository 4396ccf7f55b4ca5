import Foundation
import GRDB
import RLCore

/// What the policy did in the states of suggestions, kept beside them: an episode has thousands of steps, and nobody wants to
/// read them all for one.
struct RecordedActions {
  private let database: Database
  private var known: (episode: Int, steps: [EpisodeStep]?)?

  init(_ database: Database) { self.database = database }

  /// What was done at a step of a recorded episode; nil where there is no such step.
  mutating func action(episode: Int, step: Int) throws -> Action? {
    if known?.episode != episode { known = (episode, try SessionStore.steps(episode: episode, database)) }
    guard let steps = known?.steps, steps.indices.contains(step) else { return nil }
    return steps[step].action
  }

  /// Keeps what was done in the state of a suggestion, where its episode is there and can be read.
  mutating func keep(at suggestion: Suggestion) throws {
    guard let action = try? action(episode: suggestion.episode, step: suggestion.step) else { return }
    try Self.keep(action, at: suggestion.id, database)
  }

  /// Keeps what was done in the state of a suggestion.
  static func keep(_ action: Action, at suggestion: Int, _ database: Database) throws {
    try Stored(RecordedRow(suggestion: suggestion, action: action)).insert(database)
  }
}

extension SessionStore {
  /// What the policy did in the states of the suggestions with a number above `id`; those of which that is not kept are
  /// missing.
  func recordedActions(after id: Int) throws -> [Int: Action] {
    try read { database in
      var actions: [Int: Action] = [:]
      let sql = "SELECT suggestion, action FROM suggestionRecorded WHERE suggestion > ?"
      let rows = try Row.fetchCursor(database, sql: sql, arguments: [id])
      while let row = try rows.next() {
        actions[try row.decode(Int.self, atIndex: 0)] = try row.action(atIndex: 1)
      }
      return actions
    }
  }

  /// What the policy did in the states of suggestions of which that is not kept, and keeps it where this may write.
  func findRecordedActions(of suggestions: [Suggestion]) throws -> [Int: Action] {
    guard !suggestions.isEmpty else { return [:] }
    let sorted = suggestions.sorted { ($0.episode, $0.id) < ($1.episode, $1.id) }
    let found = try read { database in
      var recorded = RecordedActions(database)
      var found: [Int: Action] = [:]
      for suggestion in sorted {
        found[suggestion.id] = try recorded.action(episode: suggestion.episode, step: suggestion.step)
      }
      return found
    }
    if !isReadOnly, host == nil {
      try write { database in
        for (suggestion, action) in found.sorted(by: { $0.key < $1.key }) {
          try RecordedActions.keep(action, at: suggestion, database)
        }
      }
    }
    return found
  }
}

extension Row {
  /// The action in a column.
  func action(atIndex index: Int) throws -> Action {
    let text = try decode(String.self, atIndex: index)
    guard let action = StoredAction.action(text) else { throw unreadable("action", text) }
    return action
  }

  /// The sequence of actions in a column; nil where that has none.
  func actions(atIndex index: Int) throws -> [Action]? {
    guard let text = try decode(String?.self, atIndex: index) else { return nil }
    guard let actions = StoredActions.actions(text) else { throw unreadable("sequence of actions", text) }
    return actions
  }
}

/// What the policy did in the state of a suggestion.
private struct RecordedRow: Tabled {
  static var table: String { "suggestionRecorded" }
  var suggestion: Int
  @StoredAction var action: Action
}
