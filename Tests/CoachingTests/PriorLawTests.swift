import Algorithms
import Coaching
import LanguageModels
import RLCore
import Synchronization
import Testing
import TextEnvironments
import Threads

/// What every prior of the catalog keeps to, on every text environment; and how a language model is asked.
@Suite struct PriorLawTests {
  private static let catalogs = PlanningCatalogs()
  /// Priors that need no data, no model and no simulator; `ControlPlanningTests` has those of simulators.
  private static let free = catalogs.priors.names.filter { !["recorded", "policy", "rules"].contains($0) }

  @Test func everyKindCanBeNamed() {
    for entry in Self.catalogs.priors.entries {
      #expect(entry.form.hasPrefix(entry.name) && entry.summary.contains(" "))
      #expect(Self.catalogs.priors.forms.contains(entry.form))
    }
    #expect(Self.free == ["learnt", "synthetic", "uniform"])
  }

  @Test(arguments: free, TextEnvironmentCatalog.environments.names)
  func probabilitiesSumToOne(_ prior: String, environment: String) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var order = PlanOrder(environment)
      order.prior = prior
      order.seed = seed
      let entry = try #require(Self.catalogs.texts[environment])
      guard entry.obstacle() == nil else { return }
      // What an environment has nothing for is refused in a sentence, and nothing else is.
      let drawn = try entry.tasks(TextTaskSelection(.drawn, seed: seed), folder: entry.folder(in: Self.catalogs.data))
      let lacks = prior == "learnt" ? entry.learner == nil : prior == "synthetic" && drawn.members[0].task.oracle == nil
      guard !lacks else {
        let error = #expect(throws: InvalidSettingError.self) { try order.request(in: Self.catalogs) }
        #expect(error?.key == "prior" && error?.valid.contains(environment) == true)
        continue
      }
      let request = try order.request(in: Self.catalogs)
      let member = try #require(request.onlyTask)
      try walk(member.task, seed: seed) { context in
        let proposals = try request.prior.prior.proposals(for: context)
        #expect(abs(proposals.reduce(0) { $0 + $1.probability } - 1) < 1e-9, "\(context.observation)")
        #expect(Set(proposals.map(\.action)) == Set(context.actions), "every legal action is there, and no other")
        #expect(zip(proposals, proposals.dropFirst()).allSatisfy { $0.probability >= $1.probability })
        #expect(try request.prior.prior.proposals(for: context) == proposals, "equal contexts give equal answers")
      }
      #expect(!request.prior.prior.source.isEmpty && request.prior.live == nil)
    }
  }

  private func walk<Task: TextTask>(
    _ task: Task, seed: UInt64, _ visit: (PlanningContext) throws -> Void
  ) throws {
    var copy = try task.fork()
    var generator = SeededGenerator(seed: seed)
    var history: [String] = []
    for _ in 0..<8 where !copy.isSolved && !copy.actions.isEmpty {
      try visit(copy.context(history: history))
      let action = copy.actions[generator.below(copy.actions.count)]
      _ = try copy.step(action)
      history.append(action)
    }
  }

  @Test func wrongPriorsSayWhatIsValid() throws {
    func request(_ prior: String) throws -> PlanRequest {
      var order = PlanOrder(TextEnvironmentCatalog.environments.names[0])
      order.prior = prior
      return try order.request(in: Self.catalogs)
    }
    for name in ["what", "uniform:1", "synthetic:0.1:2"] {
      let error = try #require(throws: UnknownNameError.self) { try request(name) }
      #expect(error.kind == "prior" && error.valid.contains("openai:MODEL") && error.valid.contains("uniform"))
    }
    #expect(throws: InvalidSettingError.self) { try request("synthetic:2") }
  }

  // MARK: - Language models

  private struct Refused: Error, CustomStringConvertible { let description = "the key was refused" }

  private func context(_ observation: String, _ actions: [String]) -> PlanningContext {
    PlanningContext(id: "any", task: "t", observation: observation, actions: actions, history: [])
  }

  private func prior(_ ask: @escaping @Sendable ([String], String) async throws -> PriorEstimate) -> ModelPrior {
    ModelPrior("toy", tasks: TextTaskSet([]), budget: AdvisorBudget()) { RotatedEstimate(try await ask($0, $1)) }
  }

  @Test func whatLettersAddedIsTold() throws {
    // Always the first letter, but for a tenth of opinion: over both orders each action has a half.
    let prior = ModelPrior("toy", tasks: TextTaskSet([]), budget: AdvisorBudget()) { actions, _ in
      try await RotatedEstimate(of: actions.count, rotations: 4) { _ in
        PriorEstimate(probabilities: [0.9, 0.1], source: .logprobs, coverage: 1)
      }
    }
    #expect(prior.source == "toy")
    let proposals = try prior.proposals(for: context("state", ["a", "b"]))
    #expect(proposals.map(\.probability) == [0.5, 0.5])
    #expect(prior.source == "toy, log probabilities, letters' bias 0.40, remaining 0.80")
  }

  private static func even(_ actions: [String]) -> PriorEstimate {
    PriorEstimate(probabilities: actions.map { _ in 1 / Double(actions.count) }, source: .samples(3), coverage: 1)
  }

  @Test func eachStateIsAskedOnceHoweverManyThreadsWantToKnow() throws {
    let calls = Mutex<[String: Int]>([:])
    let prior = prior { actions, state in
      calls.withLock { $0[state, default: 0] += 1 }
      await Task.yield()
      return Self.even(actions)
    }
    #expect(prior.source == "toy")
    let answers = try WorkerPool(threads: 4).map(64) { index in
      try prior.proposals(for: context("state \(index % 4)", ["a", "b"]))
    }
    #expect(answers.allSatisfy { $0.map(\.probability) == [0.5, 0.5] })
    #expect(calls.withLock { $0 }.values.allSatisfy { $0 == 1 } && prior.questions == 4)
    #expect(prior.source == "toy, 3 samples")
    // Other actions make another question.
    _ = try prior.proposals(for: context("state 0", ["a", "c"]))
    #expect(prior.questions == 5)
    #expect(try prior.proposals(for: context("nothing to do", [])) == [] && prior.questions == 5)
  }

  @Test func theFirstFailureEndsItAndAnswersStay() throws {
    let prior = prior { actions, state in
      if state == "bad" { throw Refused() }
      return Self.even(actions)
    }
    let known = try prior.proposals(for: context("good", ["a", "b"]))
    for state in ["bad", "another"] {
      let error = try #require(throws: PriorUnavailable.self) { try prior.proposals(for: context(state, ["a", "b"])) }
      #expect(error.description == "the key was refused")
    }
    #expect(prior.failure == "the key was refused")
    #expect(try prior.proposals(for: context("good", ["a", "b"])) == known)
  }

  @Test func aStopGivesUpWhatIsBeingAsked() throws {
    let asked = Mailbox<Bool>()
    let prior = prior { actions, _ in
      asked.send(true)
      try await Task.sleep(for: .seconds(3_600))
      return Self.even(actions)
    }
    let stopper = try OwnedThread {
      _ = asked.waitForAll()
      prior.stop("the screen was left")
    }
    let error = try #require(throws: PriorUnavailable.self) { try prior.proposals(for: context("slow", ["a", "b"])) }
    #expect(error.description == "the screen was left")
    stopper.join()
  }
}
