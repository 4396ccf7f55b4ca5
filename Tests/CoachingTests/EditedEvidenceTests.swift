import Algorithms
import Coaching
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// Evidence belongs to an action: what is put in a proposal's place is measured for itself.
@Suite struct EditedEvidenceTests {
  /// Pong with suggestions that are measured, of which the first is edited into another action.
  private func edited() async throws -> (desk: Desk, edit: Action) {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    try desk.coach.verify()
    let first = try #require(try desk.store.suggestions().first)
    let edit = Action.discrete(first.action == .discrete(1) ? 2 : 1)
    try desk.store.decide(
      [Decision(suggestion: first.id, verdict: .edited(action: edit, reward: 0.5), actor: "person")], now: 1)
    return (desk, edit)
  }

  @Test func noPolicyTouchesAnEditAndVerifyMeasuresIt() async throws {
    let (desk, edit) = try await edited()
    let before = try desk.store.evidence()
    #expect(try desk.coach.advice.unmeasuredEdits().map(\.action) == [edit])
    let counts = try desk.coach.accept(by: .verified)
    let all = try desk.store.suggestions().count
    #expect(counts.accepted + counts.rejected == all - 1)
    #expect(try desk.store.currentVerdicts()[1] == .edited(action: edit, reward: 0.5))
    let report = ReviewReport(session: "one", policy: .verified, decided: counts, unmeasuredEdits: 1)
    #expect(report.lines.last?.contains("1 edit has no evidence of its own") == true)

    // The stage alone leaves edits be; the command measures them.
    try desk.coach.verify()
    #expect(try desk.store.measuredActions()[1]?[edit] == nil)
    let spent = try desk.store.stepsSpent()[.verify] ?? 0
    try desk.coach.verify(edits: true)
    let own = try #require(try desk.store.measuredActions()[1]?[edit])
    #expect(try desk.store.evidence() == before, "what was proposed is as good as it was")
    #expect(try desk.store.stepsSpent()[.verify] == spent + own.environmentSteps)
    #expect(try desk.coach.advice.unmeasuredEdits().isEmpty)
    let verified = try VerifyReport(session: "one", store: desk.store)
    #expect(verified.measured == all && verified.measuredEdits == 1)
    #expect(verified.environmentSteps == (try desk.store.stepsSpent()[.verify]))
  }

  @Test func oneActionIsMeasuredAtOnce() async throws {
    let (desk, edit) = try await edited()
    let measuring = BackgroundMeasuring(stage: desk.coach.advice)
    let told = Mailbox<String?>()
    measuring.measure(1, edit) { told.send($0) }
    measuring.measure(999, edit) { told.send($0) }
    var all: [String?] = []
    while all.count < 2 { all += told.waitForAll(timeout: .seconds(60)) }
    #expect(all[0] == nil && all[1]?.contains("there is no suggestion 999") == true)
    #expect(try desk.store.measuredActions()[1]?[edit] != nil)
    measuring.finish()
  }

  /// Whoever asks until it looks good gets more of the same, and no new throw of the dice.
  @Test func askingAgainAddsToWhatThereIs() async throws {
    let (desk, edit) = try await edited()
    let first = try #require(try desk.store.suggestions().first)
    for action in [first.action, edit] {
      let already = try desk.store.measurements(of: first.id, action: action)
      let spent = try desk.store.stepsSpent()[.verify] ?? 0
      for _ in already.count..<3 { try desk.coach.advice.measure(first.id, action) }
      let all = try desk.store.measurements(of: first.id, action: action)
      // 2, 4 more and 8 more.
      #expect(all.map(\.rollouts) == [2, 6, 14])
      #expect(try desk.store.measuredActions()[first.id]?[action] == all.last)
      let cost = all.dropFirst(already.count).reduce(0) { $0 + $1.environmentSteps }
      #expect(try desk.store.stepsSpent()[.verify] == spent + cost, "each is charged once")
    }
    #expect(try desk.store.timesMeasured()[first.id] == 3)
  }

  /// A horizon of its own is another question.
  @Test func anotherHorizonBeginsAnew() async throws {
    let (desk, edit) = try await edited()
    var advice = desk.coach.advice
    try advice.measure(1, edit)
    var settings = desk.coach.settings
    settings.evidence.horizon = 7
    advice = AdviceStage(store: desk.store, settings: settings, entry: advice.entry, modelCalls: advice.modelCalls)
    try advice.measure(1, edit)
    let all = try desk.store.measurements(of: 1, action: edit)
    #expect(all.map(\.rollouts) == [2, 2] && all.map(\.horizon) == [10, 7])
  }

  @Test func anImpossibleEditOfAnEarlierVersionIsNamedBeforeTraining() async throws {
    let (desk, _) = try await edited()
    try desk.store.decide(
      [Decision(suggestion: 1, verdict: .edited(action: .discrete(9), reward: 0.5), actor: "person")], now: 2)
    let error = try #require(throws: InvalidSettingError.self) { try desk.coach.guidance() }
    #expect("\(error)".contains("the edit of suggestion 1") && "\(error)".contains("edit it again in the review"))
  }
}
