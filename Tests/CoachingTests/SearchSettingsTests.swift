import Algorithms
import Coaching
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// What the planner searches for is a setting of the session, and what that takes has a limit.
@Suite struct SearchSettingsTests {
  /// Short searches of at most 40 steps: (6 + 2 · 2) rollouts of 4.
  private static let short = [
    "search.form=segments", "search.segment=2", "search.horizon=4", "search.sequences=3", "search.rollouts=6",
    "search.fresh=2",
  ]

  @Test func everySettingHasAKey() throws {
    var settings = try Desk.pong()
    #expect(
      settings.search == SearchConfiguration() && settings.search.form == .action && settings.search.share == 0.02)
    try settings.apply(Self.short + ["mask.steps=5", "learningRate=0.5"])
    try settings.applyIdentifying([
      "search.correlation=0.5", "search.noise=0.125", "search.beforeFall=20", "search.leastShare=0.05",
      "search.share=0.01",
    ])
    var expected = SearchConfiguration()
    (expected.form, expected.segment, expected.horizon) = (.segments, 2, 4)
    (expected.sequences, expected.rollouts, expected.fresh) = (3, 6, 2)
    (expected.correlation, expected.noise, expected.beforeFall) = (0.5, 0.125, 20)
    (expected.leastShare, expected.share) = (0.05, 0.01)
    #expect(settings.search == expected && settings.mask.steps == 5)
    #expect(SearchConfiguration.fields.count == 11, "give the new setting a value here")
  }

  @Test func wrongSettingsChangeNothing() throws {
    var settings = try Desk.pong()
    let before = settings
    let slip = try #require(throws: UnknownNameError.self) { try settings.applyIdentifying(["search.frm=segments"]) }
    #expect(slip.nearest == "search.form")
    #expect(throws: InvalidSettingError.self) { try settings.applyIdentifying(["mask.steps=5", "search.form=best"]) }
    #expect(settings == before)
    let desk = try Desk()
    #expect(throws: InvalidSettingError.self) { try desk.coach.setIdentifying(["search.segment=32"]) }
    try desk.coach.setIdentifying(["search.segment=32", "search.horizon=40"])
    #expect(try desk.reopened().coach.settings.search.segment == 32)
  }

  @Test func settingsWithoutThemAreRead() throws {
    let stored = try Desk.pong(seed: 4)
    var object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(stored)) as? [String: Any])
    #expect(object.removeValue(forKey: "search") != nil)
    let read = try decode(
      SessionSettings.self, from: try JSONSerialization.data(withJSONObject: object), over: try Desk.pong())
    #expect(read.seed == 4 && read.search == SearchConfiguration())
  }

  @Test func searchesTakeNoMoreThanTheirShare() async throws {
    let desk = try Desk.played()
    try desk.coach.setIdentifying(Self.short + ["search.share=0.5"])
    let most = desk.coach.settings.refinement.totalSteps / 2
    for again in [false, true, true] {
      _ = try await desk.identify("planner", again: again)
      let spent = try desk.store.stepsSpent()[.identify] ?? 0
      #expect(spent > 0 && spent <= most)
    }
    for suggestion in try desk.store.suggestions() { #expect((suggestion.following?.count ?? 2) <= 1) }
  }

  @Test func aShareThatReachesForNothingIsSaidAndAskedAgainLater() async throws {
    let desk = try Desk.played()
    // 2 % of 1,024 steps are fewer than one search takes.
    try desk.coach.setIdentifying(Self.short)
    let asked = try desk.coach.advice.consultation(advisor: "planner", pool: desk.coach.pool)
    let outcome = try await desk.coach.advice.run(asked)
    #expect(outcome.suggestions.isEmpty && outcome.unread == 2 && outcome.trouble?.contains("search.share") == true)
    #expect(try desk.store.stepsSpent()[.identify] == nil)
    try desk.coach.setIdentifying(["search.share=1"])
    #expect(try await desk.identify("planner").unread == 0)
  }

  @Test func oneActionIsSearchedForAsBefore() async throws {
    let (plain, set) = (try Desk.played(), try Desk.played())
    try set.coach.setIdentifying(["search.form=action", "search.share=0"])
    _ = try await plain.identify("planner")
    _ = try await set.identify("planner")
    #expect(try plain.store.suggestions() == set.store.suggestions())
    #expect(try plain.store.suggestions().allSatisfy { $0.following == nil })
  }
}
