import Advisors
import Environments
import Foundation
import RLCore
import TestSupport
import Testing

@Suite struct IdentificationTests {
  private let library: PromptLibrary

  init() throws { library = try PromptLibrary() }

  private func identification(_ change: (inout IdentificationOptions) -> Void = { _ in }) -> Identification {
    var options = IdentificationOptions()
    change(&options)
    return Identification(
      environment: "Pong", interpreter: PongInterpreter(), actionSpace: SyntheticCourt.actions, library: library,
      options: options)
  }

  /// An episode of lost rallies from different heights.
  private func episode(_ id: Int, rallies: Int) -> NarratedEpisode {
    var lines: [String] = []
    for index in 0..<rallies {
      let y = (index * 23 + id * 11) % 70 + 2
      lines += SyntheticCourt.narration(
        y: y, dy: index % 3 - 1, paddleTop: y > 38 ? 12 : 56, actions: Array(repeating: index % 3, count: 10),
        first: lines.count)
    }
    return NarratedEpisode(id: id, narration: lines, outcome: -Double(rallies))
  }

  private func scripted(_ replies: [String]) -> LanguageModelAdvisor {
    LanguageModelAdvisor(ScriptedModel(replies), library: library)
  }

  private func reply(_ step: Int, _ action: String, _ reward: Double, episode: Int = 1) -> String {
    "{\"critical_states\":[{\"episode\":\(episode),\"step\":\(step),\"rationale\":\"r\",\"action\":\"\(action)\","
      + "\"reward\":\(reward),\"confidence\":0.8}]}"
  }

  @Test func runsThePipelineInOrderAndRecordsEveryCall() async throws {
    let advisor = scripted([
      reply(2, "up", 0.1), reply(2, "down", 0.2), "It moves too late.", reply(2, "down", -0.9),
    ])
    var calls: [AdviceCall] = []
    let result = try await identification {
      $0.windowsPerEpisode = 1
      $0.asksActions = true
    }.run([episode(1, rallies: 2)], by: advisor) { call in
      calls.append(call)
      return 100 + call.index
    }
    #expect(calls.map(\.kind) == [.identify, .action, .case, .reward])
    #expect(calls.map(\.index) == [1, 2, 3, 4])
    #expect(calls.map(\.planned) == [4, 4, 4, 4])
    #expect(result.caseAnalysis == "It moves too late.")
    #expect(calls[3].prompt.contains("It moves too late."))
    #expect(calls[3].prompt.contains("state: episode=1 step=2 action=down because: r"))
    #expect(
      result.suggestions == [
        Suggestion(
          episode: 1, step: 2, action: .discrete(2), reward: -0.9, rationale: "r", confidence: 0.8, advisor: "scripted",
          call: 102)
      ])
    #expect(result.calls == 4)
  }

  @Test func reportsSuggestionsAsSoonAsTheyAreFinal() async throws {
    let replies = [reply(2, "up", 0.1), reply(4, "up", 0.1, episode: 2), "It moves too late.", reply(2, "up", -0.9)]
    var reports: [[Suggestion]] = []
    // The reply to the last question is missing, and what was final before stays.
    await #expect(throws: AdvisorError.self) {
      try await identification {
        $0.windowsPerEpisode = 1
        $0.maximumFailures = 1
      }.run([episode(1, rallies: 2), episode(2, rallies: 2)], by: scripted(replies)) { _ in
        nil
      } found: {
        reports.append($0)
      }
    }
    #expect(reports.map { $0.map(\.reward) } == [[-0.9]])
    reports = []
    _ = try await identification {
      $0.windowsPerEpisode = 1
      $0.asksRewards = false
    }.run([episode(1, rallies: 2), episode(2, rallies: 2)], by: scripted(replies)) { _ in
      nil
    } found: {
      reports.append($0)
    }
    #expect(reports.map { $0.map(\.episode) } == [[1], [2]])
  }

  @Test func whoHasNothingToAddIsNotAskedForRewards() async throws {
    struct Terse: Advisor, Identifier {
      let name = "terse"
      let summary = "Says it once."
      let isStandIn = false
      let judgesRewards = false
      func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
        Answer([CriticalState(episode: context.episode, step: 2)])
      }
      func suggestions(at states: [CriticalState], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
        // What was reported of one stretch is safe when the next one fails.
        guard context.episode == 1 else { throw AdvisorError.unreachable(advisor: name, failures: 1, reason: "gone") }
        return Answer(
          states.map {
            Suggestion(
              episode: $0.episode, step: $0.step, action: .discrete(1), reward: 0.5, rationale: "", confidence: 0.5,
              advisor: name)
          })
      }
    }
    var (kinds, reports): ([ModelCall.Kind], [[Suggestion]]) = ([], [])
    await #expect(throws: AdvisorError.self) {
      try await identification {
        $0.windowsPerEpisode = 1
        $0.asksActions = true
        $0.maximumFailures = 1
      }.run([episode(1, rallies: 2), episode(2, rallies: 2)], by: Terse()) { call in
        kinds.append(call.kind)
        #expect(call.planned == 4)
        return nil
      } found: {
        reports.append($0)
      }
    }
    #expect(kinds == [.identify, .identify, .action, .action])
    #expect(reports.map { $0.map(\.episode) } == [[1]])
  }

  @Test func keepsEveryPromptWithinItsSizeAndTheCallsWithinTheirNumber() async throws {
    var calls: [AdviceCall] = []
    let episodes = (1...4).map { episode($0, rallies: 40) }
    let result = try await identification {
      $0.maximumPromptCharacters = 9_000
      $0.maximumCalls = 31
    }.run(episodes, by: PongStandIn()) { call in
      calls.append(call)
      return nil
    }
    #expect(calls.allSatisfy { $0.prompt.count <= 9_000 })
    #expect(calls.count <= 31 && calls.count == result.calls)
    #expect(result.skippedWindows == 9)
    #expect(Set(result.suggestions.map(\.episode)) == [1, 2, 3, 4])
  }

  @Test func findsHundredsOfDistinctSuggestionsOffline() async throws {
    let episodes = (1...6).map { episode($0, rallies: 30) }
    let result = try await identification().run(episodes, by: PongStandIn())
    #expect(result.suggestions.count > 200)
    #expect(Set(result.suggestions.map { [$0.episode, $0.step] }).count == result.suggestions.count)
    #expect(result.suggestions.allSatisfy { (-1...1).contains($0.reward) && (0...1).contains($0.confidence) })
    #expect(AdviceAlerts.sameActionForDistinctStates(result.suggestions) == nil)
    #expect(result.caseAnalysis?.contains("Main fault: ") == true)
  }

  @Test func givesTheSameAdviceTwice() async throws {
    let episodes = [episode(1, rallies: 12)]
    let first = try await identification().run(episodes, by: PongStandIn())
    #expect(try await identification().run(episodes, by: PongStandIn()) == first)
  }

  @Test func survivesAFailedCallAndGivesUpAfterSeveral() async throws {
    var failures: [String] = []
    let one = scripted([reply(2, "up", 0.5)])
    await #expect(throws: AdvisorError.self) {
      try await identification().run([episode(1, rallies: 12)], by: one) { call in
        if let failure = call.failure { failures.append(failure) }
        return nil
      }
    }
    #expect(failures.count == 3)
    let lenient = try await identification {
      $0.windowsPerEpisode = 2
      $0.asksRewards = false
    }.run([episode(1, rallies: 12)], by: one)
    #expect(lenient.suggestions.isEmpty)
  }

  @Test func anotherIdentifiersStatesGoToTheAdvisor() async throws {
    struct Everywhere: Identifier {
      let name = "everywhere"
      let summary = "Names the second step of every window."
      let isStandIn = false
      func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
        Answer([CriticalState(episode: context.episode, step: context.firstStep + 1, why: "second")])
      }
    }
    var calls: [AdviceCall] = []
    let result = try await identification { $0.windowsPerEpisode = 3 }.run(
      [episode(1, rallies: 6)], identifier: Everywhere(), advisor: PongStandIn()
    ) { call in
      calls.append(call)
      return call.index
    }
    #expect(
      calls.map(\.kind) == [
        .identify, .identify, .identify, .action, .action, .action, .case, .reward, .reward, .reward,
      ])
    #expect(
      calls.map(\.call.advisor) == Array(repeating: "everywhere", count: 3) + Array(repeating: "offline", count: 7))
    #expect(calls[3].prompt.contains("step=1") && calls[3].prompt.contains("because: second"))
    #expect(result.suggestions.map(\.step) == [1, 21, 41])
    #expect(result.suggestions.allSatisfy { $0.advisor == "offline" } && result.suggestions.map(\.call) == [4, 5, 6])
    #expect(result.readEpisodes == [1])
  }

  @Test func onlyEpisodesWhoseAnswersCouldBeReadCount() async throws {
    let none = "{\"critical_states\":[]}"
    let advisor = scripted([none, "What?", "What?", none, none, none, none])
    let result = try await identification {
      $0.windowsPerEpisode = 2
      $0.asksRewards = false
    }.run((1...3).map { episode($0, rallies: 4) }, by: advisor)
    #expect(result.readEpisodes == [2, 3], "of the first episode one of two answers was none")
  }

  @Test(arguments: [AdviceKind.identify, .action, .caseAnalysis, .reward])
  func theWordsOfATemplateMakeNoDifferenceToAStandIn(_ kind: AdviceKind) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("reworded-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data("version: mine\nWas war hier los? {{critical}}\n{{narration}}\n".utf8).write(
      to: directory.appendingPathComponent(PromptLibrary.file(of: kind)))
    let episodes = [episode(1, rallies: 12), episode(2, rallies: 12)]
    let plain = try await identification().run(episodes, by: PongStandIn())
    let reworded = Identification(
      environment: "Pong", interpreter: PongInterpreter(), actionSpace: SyntheticCourt.actions,
      library: try PromptLibrary(overrideDirectories: [directory.path]))
    let result = try await reworded.run(episodes, by: PongStandIn())
    #expect(!plain.suggestions.isEmpty && result.suggestions == plain.suggestions)
  }

  @Test func whatBreaksTheLawsIsDroppedOrBounded() async throws {
    struct Lawless: Identifier, Advisor {
      let name = "lawless"
      let summary = "Keeps to no law."
      let isStandIn = true
      func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
        func state(_ step: Int, _ action: Action, _ reward: Double, why: String = "why") -> CriticalState {
          CriticalState(
            episode: 1, step: step, why: why, score: 2,
            proposal: .init(action: action, reward: reward, advisor: "lawless"))
        }
        return Answer([
          state(0, .discrete(1), 7, why: "\u{1B}[31mred"), state(0, .discrete(1), 0), state(1, .discrete(9), 0),
          state(2, .continuous([0]), 0), state(99, .discrete(0), 0), state(3, .discrete(0), .nan),
        ])
      }
      func suggestions(at states: [CriticalState], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
        Answer([])
      }
    }
    var reasons: [String] = []
    let result = try await identification { $0.windowsPerEpisode = 1 }.run([episode(1, rallies: 1)], by: Lawless()) {
      reasons += $0.issues.map(\.reason)
      return nil
    }
    #expect(
      result.suggestions == [
        Suggestion(
          episode: 1, step: 0, action: .discrete(1), reward: 1, rationale: "[31mred", confidence: 1, advisor: "lawless")
      ])
    #expect(reasons.count == 10, "\(reasons)")
  }

  @Test func recordsWhatWasWrongWithAReply() async throws {
    var issues: [ReplyIssue] = []
    // Asked once more, with the reasons, it gives the same.
    let advisor = scripted([reply(999, "up", 0.5), reply(999, "up", 0.5)])
    let result = try await identification {
      $0.windowsPerEpisode = 1
      $0.asksRewards = false
    }.run([episode(1, rallies: 1)], by: advisor) { call in
      issues += call.issues
      return nil
    }
    #expect(result.suggestions.isEmpty)
    #expect(issues.map(\.reason) == ["step 999 is outside the shown steps 0 to 9"])
  }
}

@Suite struct AdviceAlertsTests {
  private func suggestions(_ actions: [Int]) -> [Suggestion] {
    actions.enumerated().map { step, action in
      Suggestion(
        episode: 1, step: step, action: .discrete(action), reward: 0, rationale: "", confidence: 1, advisor: "test")
    }
  }

  @Test func speaksUpFromNinetyPercentOfTenStates() {
    #expect(AdviceAlerts.sameActionForDistinctStates(suggestions(Array(repeating: 1, count: 9))) == nil)
    #expect(
      AdviceAlerts.sameActionForDistinctStates(suggestions(Array(repeating: 1, count: 10)), in: SyntheticCourt.actions)
        == "the advisor suggests up at 10 of 10 distinct states; it may not be reading them")
    #expect(AdviceAlerts.sameActionForDistinctStates(suggestions(Array(repeating: 1, count: 9) + [0])) != nil)
    #expect(AdviceAlerts.sameActionForDistinctStates(suggestions(Array(repeating: 1, count: 8) + [0, 0])) == nil)
  }

  @Test func countsAStateOnce() {
    let same = Array(repeating: suggestions([1]), count: 30).flatMap { $0 }
    #expect(AdviceAlerts.sameActionForDistinctStates(same) == nil)
  }
}
