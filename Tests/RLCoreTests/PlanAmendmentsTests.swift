import RLCore
import Testing

/// What a person's decisions make of a prior's proposals.
@Suite struct PlanAmendmentsTests {
  private let proposals = [
    Proposal(action: "a", probability: 0.5), Proposal(action: "b", probability: 0.3),
    Proposal(action: "c", probability: 0.2),
  ]

  private func decision(
    _ verdict: PlanDecision.Verdict, _ action: String, by replacement: String? = nil, _ probability: Double? = nil
  ) -> PlanDecision {
    PlanDecision(
      verdict, task: "t", state: "s", action: action, replacement: replacement, probability: probability)
  }

  private func amended(_ decisions: PlanDecision...) -> [String: Double] {
    let result = PlanAmendments(decisions).amended(proposals, task: "t", state: "s")
    #expect(result.isEmpty || abs(result.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    #expect(result == result.normalised(), "the most probable first")
    return Dictionary(uniqueKeysWithValues: result.map { ($0.action, ($0.probability * 1e9).rounded() / 1e9) })
  }

  @Test func aVetoTakesAProposalAway() {
    #expect(amended(decision(.veto, "a")) == ["b": 0.6, "c": 0.4])
    #expect(amended(decision(.veto, "x")) == ["a": 0.5, "b": 0.3, "c": 0.2])
    #expect(amended(decision(.veto, "a"), decision(.veto, "b"), decision(.veto, "c")).isEmpty)
  }

  @Test func aReplacementTakesThePlace() {
    #expect(amended(decision(.replace, "a", by: "x")) == ["x": 0.5, "b": 0.3, "c": 0.2])
    #expect(amended(decision(.replace, "a", by: "x", 0.8)) == ["x": 0.8, "b": 0.12, "c": 0.08])
    #expect(amended(decision(.replace, "c", by: "a")) == ["a": 0.625, "b": 0.375], "what is there keeps the larger")
    #expect(amended(decision(.replace, "x", by: "y")) == ["a": 0.5, "b": 0.3, "c": 0.2])
  }

  @Test func anAdditionHasItsShare() {
    #expect(amended(decision(.add, "x")) == ["x": 0.5, "a": 0.25, "b": 0.15, "c": 0.1])
    #expect(amended(decision(.add, "a", 0.2)) == ["a": 0.2, "b": 0.48, "c": 0.32])
    #expect(amended(decision(.add, "x", 1)) == ["x": 1, "a": 0, "b": 0, "c": 0])
    let alone = PlanAmendments([decision(.add, "x", 0.3)]).amended([], task: "t", state: "s")
    #expect(alone == [Proposal(action: "x", probability: 1)])
  }

  @Test func theLastDecisionAboutAProposalHolds() {
    #expect(amended(decision(.veto, "a"), decision(.withdraw, "a")) == ["a": 0.5, "b": 0.3, "c": 0.2])
    #expect(amended(decision(.veto, "a"), decision(.replace, "a", by: "x")) == ["x": 0.5, "b": 0.3, "c": 0.2])
    #expect(amended(decision(.replace, "a", by: "x"), decision(.veto, "x")) == ["b": 0.6, "c": 0.4])
  }

  @Test func anActionByHandIsNoChangeOfProposals() {
    let hand = PlanDecision(.take, task: "t", state: "s", action: "a", way: ["x"])
    let veto = decision(.veto, "a")
    var amendments = PlanAmendments([hand, veto])
    #expect(amendments.changes == [veto] && amendments.taken == [hand])
    #expect(amendments.decision(task: "t", state: "s", action: "a") == veto)
    #expect(PlanAmendments([hand]).amended(proposals, task: "t", state: "s") == proposals)
    // The same action on another way is another one; what is taken back leaves the veto alone.
    let other = PlanDecision(.take, task: "t", state: "s", action: "a", way: ["y"])
    amendments.take(other)
    amendments.take(PlanDecision(.withdraw, task: "t", state: "s", action: "a", way: ["x"]))
    #expect(amendments.changes == [veto] && amendments.taken == [other])
  }

  @Test func otherStatesAndTasksAreLeftAlone() {
    let amendments = PlanAmendments([decision(.veto, "a")])
    #expect(amendments.amended(proposals, task: "t", state: "other") == proposals)
    #expect(amendments.amended(proposals, task: "other", state: "s") == proposals)
    #expect(amendments.about(task: "other").decisions.isEmpty)
    #expect(amendments.decision(task: "t", state: "s", action: "a")?.verdict == .veto)
  }
}
