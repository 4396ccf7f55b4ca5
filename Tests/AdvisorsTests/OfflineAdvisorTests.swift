import Advisors
import RLCore
import Testing

/// The stand-in end to end: pixels, narration, prompt, reply, parser.
@Suite struct OfflineAdvisorTests {
  private let library: PromptLibrary

  init() throws { library = try PromptLibrary() }

  private func suggestions(_ context: PromptContext, _ kind: AdviceKind = .identify) async throws -> [Suggestion] {
    let reply = try await OfflineAdvisor().reply(to: library.render(kind, context))
    let parsed = ReplyParser.suggestions(from: reply.text, context: context, advisor: "offline")
    #expect(parsed.issues.isEmpty)
    return parsed.suggestions
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
    context.rules = names.map { "- Action \($0): my paddle " + ($0.hasPrefix("L") ? "moves down" : "moves up") }
      .joined(separator: ".\n")
    context.rules = context.rules.replacing(
      "Action NOOP: my paddle moves up", with: "Action NOOP: my paddle keeps still"
    )
    .replacing("moves up", with: "moves up (smaller y)")
    let found = try await suggestions(context)
    #expect(!found.isEmpty && found.allSatisfy { $0.action == .discrete(3) })
  }

  @Test func usesOnlyThePromptsText() async throws {
    let lines = SyntheticCourt.narration(y: 60, dy: 1, paddleTop: 36, actions: Array(repeating: 0, count: 10))
    let prompt = try library.render(.identify, SyntheticCourt.context(lines))
    let first = try await OfflineAdvisor().reply(to: prompt).text
    // Same text under another label: same answer. Same label with other text: the answer follows the text.
    #expect(try await OfflineAdvisor().reply(to: Prompt(kind: .reward, version: "x", text: prompt.text)).text == first)
    let mirrored = prompt.text.replacing("y=39.5, opp", with: "y=75.5, opp")
    let second = try await OfflineAdvisor().reply(to: Prompt(kind: .identify, version: "x", text: mirrored)).text
    #expect(first.contains("\"down\"") && !first.contains("\"up\""))
    #expect(second.contains("\"up\"") && !second.contains("\"down\""))
    #expect(
      try await OfflineAdvisor().reply(to: Prompt(kind: .identify, version: "x", text: "hello")).text
        == "{\"critical_states\":[]}")
  }

  @Test func judgesListedStatesAndTheirRewards() async throws {
    let lines = SyntheticCourt.narration(y: 40, dy: 0, paddleTop: 20, actions: Array(repeating: 1, count: 10))
    let right = Suggestion(
      episode: 3, step: 2, action: .discrete(2), reward: 0, rationale: "r", confidence: 0.5, advisor: "offline")
    var wrong = right
    wrong.step = 3
    wrong.action = .discrete(1)
    let analysis = "Main fault: moving away from the ball"
    let plain = try await suggestions(SyntheticCourt.context(lines, critical: [right, wrong]), .reward)
    let informed = try await suggestions(
      SyntheticCourt.context(lines, critical: [right, wrong], caseAnalysis: analysis), .reward)
    #expect(plain.count == 2 && informed.count == 2)
    #expect(informed.map(\.action) == [.discrete(2), .discrete(1)])
    #expect(plain[0].reward > 0 && plain[1].reward < 0)
    #expect(informed[0].reward > plain[0].reward)
    let actions = try await suggestions(SyntheticCourt.context(lines, critical: [right, wrong]), .action)
    #expect(actions.map(\.action) == [.discrete(2), .discrete(2)])
  }

  @Test func summarisesWhatWentWrong() async throws {
    let lines = SyntheticCourt.narration(y: 40, dy: 0, paddleTop: 20, actions: Array(repeating: 1, count: 10))
    let reply = try await OfflineAdvisor().reply(to: library.render(.caseAnalysis, SyntheticCourt.context(lines))).text
    #expect(reply.hasPrefix("Offline rule-based stand-in, not a language model"))
    #expect(reply.contains("Approaches read: 1; 0 returned, 1 lost."))
    #expect(reply.contains("Main fault: moving away from the ball"))
  }

  @Test func isLabelledAsAStandIn() throws {
    let advisor = try AdvisorCatalog.make("offline")
    #expect(advisor.isStandIn)
    #expect(advisor.summary.contains("stand-in, not a language model"))
    #expect(throws: UnknownNameError(kind: "advisor", name: "ofline", valid: AdvisorCatalog.all.map(\.name))) {
      try AdvisorCatalog.make("ofline")
    }
  }
}
