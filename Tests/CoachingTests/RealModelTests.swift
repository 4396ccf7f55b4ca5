import Advisors
import Algorithms
import CurlTransport
import Foundation
import LanguageModels
import RLCore
import SessionStore
import TestSupport
import Testing
import Threads

@testable import Coaching

/// A small language model that really answers, where `sidecoach model install` has put one.
@Suite(
  .enabled(
    if: LocalModelPlace().model != nil,
    "skipped: no language model is installed on this machine; 'sidecoach model install' makes one"), .serialized)
struct RealModelTests {
  /// The model behind a server of its own, with everything that it was asked.
  private struct Bench {
    let log = CallLog()
    let server: LocalModelServer
    let settings: EndpointConfiguration

    init() async throws {
      let place = LocalModelPlace()
      let gguf = try #require(place.model)
      // The log of a server that somebody uses stays as it is.
      server = LocalModelServer(
        place, gguf: gguf, log: NSTemporaryDirectory() + "sidecoach-model-\(UUID().uuidString).log")
      let address = try await server.start()
      var settings = try EndpointConfiguration(baseURL: address.baseURL, model: LocalModel.alias(of: gguf))
      settings.parallelCalls = 1
      settings.contextTokens = LocalModel.contextTokens
      settings.maximumTokens = 64
      settings.limits.firstByte = 600
      settings.limits.total = 900
      self.settings = settings
    }

    func endpoint(_ change: (inout EndpointConfiguration) -> Void = { _ in }) throws -> ChatEndpoint {
      var settings = settings
      change(&settings)
      var transport = CurlTransport.Settings()
      transport.usesProxies = false
      return ChatEndpoint(settings, transport: try CurlTransport(transport), recorder: log)
    }
  }

  private static let state = "A ball flies to the right and downwards; my paddle is below it."
  private static let actions = ["up", "down", "stay"]

  @Test func itsPolicyIsReadFromLettersInSeveralOrders() async throws {
    let bench = try await Bench()
    let policy = ModelPolicy(try bench.endpoint(), samples: 1, orders: 3)
    let asked = try await policy.estimate(Self.actions, in: Self.state)
    #expect(abs(asked.estimate.probabilities.reduce(0, +) - 1) < 1e-9)
    #expect(asked.estimate.probabilities.allSatisfy { $0 > 0 } && (0...1).contains(asked.estimate.coverage))
    let bias = try #require(asked.letterBias)
    #expect((0...1).contains(bias) && asked.letterShares.count == 3 && asked.questions == 3)
  }

  @Test func itsPolicyIsReadFromTheWordsOfActions() async throws {
    let bench = try await Bench()
    let policy = ModelPolicy(try bench.endpoint { $0.priorForm = .text }, samples: 1, orders: 1)
    let asked = try await policy.estimate(Self.actions, in: Self.state)
    let again = try await policy.estimate(Self.actions, in: Self.state)
    #expect(asked.estimate.source == .text && asked.estimate.coverage == 1)
    #expect(zip(asked.estimate.probabilities, again.estimate.probabilities).allSatisfy { abs($0 - $1) < 1e-4 })
    // What is nonsense in the place of an action is less likely than an action.
    let odd = try await policy.estimate(["up", "quartz zebra velvet"], in: Self.state)
    #expect(odd.estimate.probabilities[0] > 0.99, "\(odd.estimate.probabilities)")
  }

  @Test(arguments: ["Pong", "Hopper-v5", "Walker2d-v5", "Ant-v5"])
  func questionsAreShortInEveryEnvironment(environment: String) async throws {
    let bench = try await Bench()
    var settings = try Desk.pong()
    if environment != "Pong" {
      settings = try SessionSettings(environment: environment, seed: 1)
      settings.training.totalSteps = settings.training.batchSize
      settings.episodes = 1
    }
    let desk = try Desk(settings)
    _ = try desk.coach.train()
    try desk.coach.collect(1)
    let episode = try #require(try desk.store.episode(1))
    let entry = desk.coach.entry
    for narration in NarrationForm.allCases where narration != .lossless || environment != "Pong" {
      var stage = desk.coach.advice
      stage.narration = narration
      var context = AdviceContext(
        environment: environment, interpreter: try entry.words(for: "a test"), actionSpace: entry.spec.action,
        episode: 1,
        firstStep: 0, lastStep: episode.steps.count - 1, narration: try stage.narrate(episode).narration, outcome: 0,
        maximumStates: 8)
      context.recorded = { episode }
      let policy = ModelPolicy(try bench.endpoint(), samples: 1, orders: 2)
      let advisor = ChoiceAdvisor(
        "small", summary: "", interpreter: try entry.words(for: "a test"), form: policy.mark
      ) { try await policy.estimate($0, in: $1) }
      let answer = try await advisor.suggestions(
        at: [CriticalState(episode: 1, step: min(20, episode.steps.count - 1))], in: context)
      #expect(answer.isReadable && answer.value.count <= 1)
      for suggestion in answer.value {
        #expect((0...1).contains(suggestion.reward) && (0...1).contains(suggestion.confidence))
      }
    }
    let tokens = bench.log.calls.compactMap { $0.usage?.prompt }
    #expect(!tokens.isEmpty && tokens.allSatisfy { $0 < 400 }, "\(tokens)")
  }
}
