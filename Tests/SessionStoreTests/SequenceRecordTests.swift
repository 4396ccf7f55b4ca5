import Foundation
import RLCore
import TestSupport
import Testing

@testable import SessionStore

/// Sequences of actions in the store, beside suggestions that propose one.
@Suite struct SequenceRecordTests {
  private func sequence(step: Int, _ following: [Action]) -> Suggestion {
    var suggestion = Suggestion.sample(step: step, action: following.first ?? .discrete(0))
    suggestion.following = following
    return suggestion
  }

  @Test func sequencesComeBackExactly() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let given = [
      sequence(step: 1, [.discrete(2), .discrete(0)]), .sample(step: 2), sequence(step: 3, []),
      sequence(step: 4, [.continuous([0.1, -1]), .continuous([1e-30, 0.333])]),
    ]
    let stored = try store.addSuggestions(given, now: 2)
    #expect(try store.suggestions() == stored && stored.map(\.following) == given.map(\.following))
    #expect(try store.suggestion(2)?.following == nil && store.suggestion(3)?.following == [])
    #expect(try store.suggestionsJSONL().split(separator: "\n").filter { $0.contains("\"following\"") }.count == 3)
    #expect(try store.dump().contains("[suggestionSequence]\nsuggestion=1 following=[2,0]\n"))
  }

  @Test func aSequenceHasItsBounds() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let longest = [Action](repeating: .discrete(1), count: Suggestion.longestHold - 1)
    #expect(try store.addSuggestions([sequence(step: 1, longest)], now: 1).count == 1)
    #expect(throws: SessionStoreError.self) {
      try store.addSuggestions([sequence(step: 2, longest + [.discrete(1)])], now: 1)
    }
    #expect(try store.suggestions().count == 1)
  }

  @Test func aStoredSequenceNeverChanges() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions([sequence(step: 1, [.discrete(2)])], now: 1)
    store.close()
    for change in ["UPDATE suggestionSequence SET following = '[1]'", "DELETE FROM suggestionSequence"] {
      #expect(throws: (any Error).self) { try runSQL(change, session: scratch.session()) }
    }
  }

  /// What earlier versions stored proposes single actions, and takes sequences beside them once it is opened.
  @Test(arguments: SessionFixtures.names) func anEarlierSessionKeepsItsMeaning(_ name: String) throws {
    let scratch = try Scratch()
    let path = try SessionFixtures.copy(name, to: scratch.path)
    let store = try SessionStore.open(path: path)
    let before = try store.suggestions()
    #expect(before.allSatisfy { $0.following == nil })
    let text = try store.suggestionsJSONL()
    #expect(!text.contains("following"))
    let added = try store.addSuggestions([sequence(step: 1, [.discrete(0), .discrete(1)])], now: 3)
    store.close()
    let again = try SessionStore.open(path: path)
    #expect(try again.suggestions() == before + added)
    #expect(try again.pragma("user_version") == "\(Migrations.version)")
  }
}
