import RLCore
import Testing

@Suite struct DecisionTrailTests {
  private func decided(_ suggestion: Int, _ verdict: Verdict?) -> Decision {
    Decision(suggestion: suggestion, verdict: verdict, actor: "person")
  }

  @Test func stepsGoBackAndForth() {
    var trail = DecisionTrail()
    trail.take([decided(1, .accepted)], number: 1, sense: .new)
    trail.take([decided(1, .rejected), decided(2, .skipped)], number: 2, sense: .new)
    #expect(
      trail.undoable.last
        == DecisionStep(
          number: 2, actor: "person",
          changes: [
            VerdictChange(suggestion: 1, before: .accepted, after: .rejected),
            VerdictChange(suggestion: 2, before: nil, after: .skipped),
          ]))
    trail.take([decided(2, nil), decided(1, .accepted)], number: 4, sense: .undo)
    #expect(trail.undoable.map(\.number) == [1] && trail.redoable.map(\.number) == [2])
    trail.take([decided(1, .rejected), decided(2, .skipped)], number: 6, sense: .redo)
    #expect(trail.undoable.map(\.number) == [1, 2] && trail.redoable.isEmpty)
  }

  @Test func reasonsGoBackAndForthWithTheirVerdicts() {
    var trail = DecisionTrail()
    trail.take([Decision(suggestion: 1, verdict: .rejected, actor: "person", reason: "unsafe")], number: 1, sense: .new)
    trail.take([decided(1, .accepted)], number: 2, sense: .new)
    #expect(
      trail.undoable.map(\.changes) == [
        [VerdictChange(suggestion: 1, before: nil, after: .rejected, reasonAfter: "unsafe")],
        [VerdictChange(suggestion: 1, before: .rejected, after: .accepted, reasonBefore: "unsafe")],
      ])
  }

  @Test func aReasonIsALineOfBoundedLength() {
    func reason(_ text: String) -> String? {
      Decision(suggestion: 1, verdict: .rejected, actor: "person", reason: text).reason
    }
    #expect(reason("  too\tlate\nby far ") == "too late by far")
    #expect(reason("a\u{1B}[31mb\u{202E}c") == "a\u{FFFD}[31mbc")
    #expect(reason(" \n ") == nil && reason("") == nil)
    let long = reason(String(repeating: "word ", count: 1000))
    #expect(long?.count == 199 && long?.hasSuffix("word") == true, "a blank at the end is cut as well")
    #expect(long.flatMap(Decision.cleaned) == long, "what was cleaned stays")
    #expect(reason(String(repeating: "e\u{301}", count: 1000))?.count == 200)
    #expect((reason("e" + String(repeating: "\u{301}", count: 100_000))?.unicodeScalars.count ?? 0) <= 1600)
  }

  @Test func theActionThatCountsIsTheEdits() {
    let suggestion = Suggestion(
      episode: 1, step: 0, action: .discrete(1), reward: 1, rationale: "", confidence: 1, advisor: "a")
    #expect(suggestion.action(under: .edited(action: .discrete(2), reward: 0)) == .discrete(2))
    for verdict in [.accepted, .rejected, .skipped, nil] as [Verdict?] {
      #expect(suggestion.action(under: verdict) == .discrete(1))
    }
  }
}

@Suite struct ActionBoundsTests {
  @Test func whatAnEnvironmentCannotDoIsNamed() {
    let torques = ActionSpace.box(low: [-1, -0.4], high: [1, 0.4])
    #expect(torques.problem(with: .continuous([1, -0.4])) == nil)
    #expect(torques.problem(with: .continuous([0, 0.41])) == "number 2 must be from -0.4 to 0.4 and is 0.41")
    #expect(torques.problem(with: .continuous([-1.09, 0])) == "number 1 must be from -1 to 1 and is -1.09")
    #expect(torques.problem(with: .continuous([.nan, 0])) != nil)
    #expect(torques.problem(with: .continuous([0])) == "it takes 2 numbers and not 1")
    #expect(torques.problem(with: .discrete(0)) == "it takes 2 numbers")
    let moves = ActionSpace.discrete(names: ["stay", "up"])
    #expect(moves.problem(with: .discrete(1)) == nil)
    #expect(moves.problem(with: .discrete(2)) == "there are actions 0 to 1 and not 2")
    #expect(moves.problem(with: .continuous([0])) == "it takes one of stay, up and no numbers")
  }

  @Test func boundsAreSaidOnceWhereTheyAreTheSame() {
    #expect(ActionSpace.box(low: [-1, -1], high: [1, 1]).bounds == "each from -1 to 1")
    #expect(ActionSpace.box(low: [-2], high: [2]).bounds == "from -2 to 2")
    #expect(ActionSpace.box(low: [-1, 0], high: [1, 0.5]).bounds == "from -1 to 1, 0 to 0.5")
    #expect(ActionSpace.discrete(names: ["a"]).bounds.isEmpty)
  }
}
