import Environments
import RLCore
import Testing

/// The stand-in end to end: pixels, narration, states, actions and rewards.
@Suite struct PongStandInTests {
  private func suggestions(_ context: AdviceContext) async throws -> [Suggestion] {
    try await PongStandIn().criticalStates(in: context).value.compactMap(\.suggestion)
  }

  @Test(arguments: [(60, 2, 36), (10, -1, 36)])
  func suggestsMovingTowardsABallThatWasMissed(y: Int, dy: Int, paddleTop: Int) async throws {
    let lines = SyntheticCourt.narration(y: y, dy: dy, paddleTop: paddleTop, actions: Array(repeating: 0, count: 10))
    #expect(lines.last?.hasSuffix("I lost the point") == true)
    let found = try await suggestions(SyntheticCourt.context(lines))
    #expect(!found.isEmpty)
    let towards = Action.discrete(y > paddleTop ? 2 : 1)
    for suggestion in found {
      #expect(suggestion.action == towards)
      #expect(suggestion.reward >= 0.3)
      // Standing still was wrong, less so than moving away.
      let blame = try #require(suggestion.blame)
      #expect(blame <= -0.2 && blame >= -0.6)
      let value = try #require(suggestion.stateValue)
      #expect((-1...1).contains(value))
      #expect(suggestion.rationale.hasPrefix("[offline rules]"))
      #expect(suggestion.rationale.hasSuffix("The point was lost."))
      #expect(suggestion.episode == 3)
    }
  }

  @Test func seesThroughABounce() async throws {
    // From row 60 the ball goes down 4 a step, turns at the bottom and arrives near row 60, not beyond the edge.
    let lines = SyntheticCourt.narration(
      x: 24, y: 60, dx: 5, dy: 4, paddleTop: 56, actions: Array(repeating: 2, count: 11))
    #expect(lines.contains { $0.contains("bounced off the bottom") })
    let found = try await suggestions(SyntheticCourt.context(lines))
    #expect(found.contains { $0.action != .discrete(2) && $0.rationale.contains("'down' was played") })
    let late = found.filter { $0.step >= 6 }
    #expect(!late.isEmpty && late.allSatisfy { $0.action == .discrete(1) })
  }

  @Test func keepsAGoodSave() async throws {
    var lines = SyntheticCourt.narration(
      x: 30, y: 60, dx: 5, dy: 0, paddleTop: 36, actions: [0, 2, 2, 2, 2, 0, 0, 0], reward: 0)
    lines[7] += " -> ball hit my paddle"
    let found = try await suggestions(SyntheticCourt.context(lines))
    let saves = found.filter { $0.action == .discrete(2) }
    #expect(saves.allSatisfy { $0.blame == nil }, "what was right has no blame")
    #expect(saves.contains { $0.reward > 0 && $0.rationale.contains("'down' was played and closes the gap") })
  }

  @Test func saysNothingAboutABallThatGoesAway() async throws {
    let lines = SyntheticCourt.narration(
      x: 68, dx: -5, actions: Array(repeating: 1, count: 10), reward: 0)
    #expect(try await suggestions(SyntheticCourt.context(lines)).isEmpty)
  }

  @Test func keepsToTheNumberAskedForAndSpreadsOut() async throws {
    var lines: [String] = []
    for (index, y) in [4, 20, 40, 60, 70, 30].enumerated() {
      lines += SyntheticCourt.narration(
        y: y, dy: index % 2 == 0 ? 1 : -1, paddleTop: index % 2 == 0 ? 60 : 10,
        actions: Array(repeating: index % 3, count: 10), first: lines.count)
    }
    let found = try await suggestions(SyntheticCourt.context(lines, maximumStates: 8))
    #expect(found.count == 8)
    #expect(Set(found.map { $0.step / 10 }).count >= 4)
    #expect(Set(found.map(\.action)).count >= 2)
    #expect(found.map(\.step) == found.map(\.step).sorted())
  }

  @Test func answersForAtarisActionNames() async throws {
    let names = ["NOOP", "FIRE", "RIGHT", "LEFT", "RIGHTFIRE", "LEFTFIRE"]
    let lines = SyntheticCourt.narration(y: 60, dy: 1, paddleTop: 36, actions: Array(repeating: 0, count: 10))
      .map { $0.replacing("did stay", with: "did NOOP") }
    var context = SyntheticCourt.context(lines)
    context.actionSpace = .discrete(names: names)
    let found = try await suggestions(context)
    #expect(!found.isEmpty && found.allSatisfy { $0.action == .discrete(3) })
  }

  @Test func followsTheNarrationAlone() async throws {
    let lines = SyntheticCourt.narration(y: 60, dy: 1, paddleTop: 36, actions: Array(repeating: 0, count: 10))
    let first = try await suggestions(SyntheticCourt.context(lines))
    // The environment's words say nothing that it goes by; the narration does.
    var silent = SyntheticCourt.context(lines)
    (silent.background, silent.rules, silent.criteria) = ("", "", "")
    #expect(try await suggestions(silent) == first)
    let mirrored = lines.map { $0.replacing("y=39.5, opp", with: "y=75.5, opp") }
    let second = try await suggestions(SyntheticCourt.context(mirrored))
    #expect(!first.isEmpty && first.allSatisfy { $0.action == .discrete(2) })
    #expect(!second.isEmpty && second.allSatisfy { $0.action == .discrete(1) })
    #expect(try await suggestions(SyntheticCourt.context(["hello"])).isEmpty)
  }

  @Test func judgesListedStatesAndTheirRewards() async throws {
    let lines = SyntheticCourt.narration(y: 40, dy: 0, paddleTop: 20, actions: Array(repeating: 1, count: 10))
    let right = Suggestion(
      episode: 3, step: 2, action: .discrete(2), reward: 0, rationale: "r", confidence: 0.5, advisor: "offline")
    var wrong = right
    wrong.step = 3
    wrong.action = .discrete(1)
    let analysis = "Main fault: moving away from the ball"
    let both = [right, wrong]
    let plain = try await PongStandIn().rewards(of: both, in: SyntheticCourt.context(lines, critical: both)).value
    let informed = try await PongStandIn().rewards(
      of: both, in: SyntheticCourt.context(lines, critical: both, caseAnalysis: analysis)
    ).value
    #expect(plain.count == 2 && informed.count == 2)
    #expect(informed.map(\.action) == [.discrete(2), .discrete(1)])
    #expect(plain[0].reward > 0 && plain[1].reward < 0)
    #expect(informed[0].reward > plain[0].reward)
    let actions = try await PongStandIn().suggestions(
      at: both.map(CriticalState.init), in: SyntheticCourt.context(lines, critical: both)
    ).value
    #expect(actions.map(\.action) == [.discrete(2), .discrete(2)])
  }

  @Test func summarisesWhatWentWrong() async throws {
    let lines = SyntheticCourt.narration(y: 40, dy: 0, paddleTop: 20, actions: Array(repeating: 1, count: 10))
    let reply = try #require(try await PongStandIn().caseAnalysis(of: SyntheticCourt.context(lines)).value)
    #expect(reply.hasPrefix("Offline rule-based stand-in, not a language model"))
    #expect(reply.contains("Approaches read: 1; 0 returned, 1 lost."))
    #expect(reply.contains("Main fault: moving away from the ball"))
  }

  @Test func isLabelledAsAStandIn() throws {
    let standIn = try #require(try EnvironmentCatalog.entry("Pong").standIn)
    #expect(standIn.isStandIn && standIn.label == "offline stand-in")
    #expect(standIn.summary.contains("stand-in, not a language model"))
    #expect(try EnvironmentCatalog.entry("Pendulum-v1").standIn == nil)
  }
}
