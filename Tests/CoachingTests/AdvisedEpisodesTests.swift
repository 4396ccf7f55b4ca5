import Coaching
import Foundation
import RLCore
import SessionStore
import Testing

/// Which episodes count as asked about, and that the words of a template make no difference to a stand-in.
@Suite struct AdvisedEpisodesTests {
  private func reword(_ desk: Desk) throws {
    let folder = desk.store.info.path + "/prompts"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for kind in ["identify", "action", "case", "reward"] {
      try Data("version: mine\nWhat happened? {{narration}}\n{{critical}}\n".utf8)
        .write(to: URL(fileURLWithPath: folder + "/\(kind).txt"))
    }
  }

  private func plain(_ suggestions: [Suggestion]) -> [Suggestion] {
    suggestions.map {
      var suggestion = $0
      suggestion.call = nil
      return suggestion
    }
  }

  @Test(arguments: ["offline", "planner"])
  func rewordedTemplatesSilenceNoStandIn(_ name: String) async throws {
    let expected = try Desk.played()
    _ = try await expected.identify(name)
    let desk = try Desk.played()
    try reword(desk)
    let found = try await desk.identify(name)
    #expect(found.suggestions > 0 && found.issues == 0 && found.unread == 0)
    let (left, right) = (try desk.store.suggestions(), try expected.store.suggestions())
    #expect(plain(left) == plain(right))
    #expect(try await desk.identify(name).suggestions == 0, "nobody is asked twice")
  }

  @Test func everyPairIsAskedForItself() async throws {
    let desk = try Desk.played()
    _ = try await desk.identify("planner")
    let before = try desk.store.callCount()
    _ = try await desk.identify("planner")
    #expect(try desk.store.callCount() == before)
    _ = try await desk.identify("planner", by: "random")
    let after = try desk.store.callCount()
    #expect(after > before)
    _ = try await desk.identify("planner", by: "random")
    #expect(try desk.store.callCount() == after)
    _ = try await desk.identify("planner", by: "random", again: true)
    #expect(try desk.store.callCount() > after)
  }

  @Test func marksOfEarlierVersionsCount() async throws {
    let desk = try Desk.played()
    try desk.store.addAsked([1, 2], AskedMark(identifier: "planner", advisor: "planner", prompts: ""))
    _ = try await desk.identify("planner")
    #expect(try desk.store.callCount() == 0)
    _ = try await desk.identify("planner", by: "random")
    #expect(try desk.store.callCount() > 0, "who named the states then was the advisor")
  }
}
