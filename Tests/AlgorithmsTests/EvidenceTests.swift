import Algorithms
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// Evidence where the truth is known: the right action of the context game pays, every other pays nothing.
@Suite struct EvidenceTests {
  private func episode(_ policy: PolicyCheckpoint) throws -> Episode {
    let job = try CollectJob(checkpoint: policy, entry: ContextGame.entry { $0.length = 40 }, count: 1, seed: 3)
    _ = try job.advance()
    return try #require(job.episodes.first)
  }

  /// The context shown before a step.
  private func context(_ episode: Episode, _ step: Int) -> Int { Int(episode.state(before: step).first ?? 0) }

  private func measure(
    _ choose: (_ context: Int, _ recorded: Int) -> (action: Int, isWanted: Bool), rollouts: Int = 16, horizon: Int = 10,
    hold: Int = 1, proposedHold: Int? = nil, threads: Int = 1, seed: UInt64 = 9,
    game: @escaping @Sendable (inout ContextGame) -> Void = { _ in }
  ) throws -> Evidence {
    let policy = try contextRun(.small()).policy()
    var episode = try episode(policy)
    var chosen: Suggestion?
    for step in episode.steps.indices {
      guard case .discrete(let recorded) = episode.steps[step].action else { continue }
      let choice = choose(context(episode, step), recorded)
      guard choice.isWanted else { continue }
      chosen = Suggestion(
        id: 5, episode: 1, step: step, action: .discrete(choice.action), reward: 1, rationale: "", confidence: 1,
        advisor: "test")
      break
    }
    episode.id = 1
    chosen?.hold = proposedHold
    var configuration = EvidenceConfiguration()
    configuration.rollouts = rollouts
    configuration.horizon = horizon
    configuration.hold = hold
    configuration.endsAtReward = false
    let entry = ContextGame.entry { settings in
      settings.length = 1_000
      game(&settings)
    }
    let job = try EvidenceJob(
      suggestions: [try #require(chosen)], episodes: [1: episode], checkpoint: policy, entry: entry,
      configuration: configuration, seed: seed, pool: WorkerPool(threads: threads))
    _ = try job.advance()
    #expect(job.isFinished && job.environmentSteps == job.evidence[5]?.environmentSteps)
    return try #require(job.evidence[5])
  }

  @Test func theRightActionIsWorthWhatItPays() throws {
    let evidence = try measure({ context, recorded in (context, recorded != context) }) { $0.payoff = 2.5 }
    #expect(evidence.difference == 2.5 && evidence.low == 2.5 && evidence.high == 2.5)
    #expect(evidence.isPositive && evidence.rollouts == 16 && evidence.horizon == 10 && evidence.hold == 1)
    #expect(evidence.environmentSteps == 16 * 2 * 10)
  }

  @Test func aWrongActionForARightOneCostsWhatItPays() throws {
    let evidence = try measure { context, recorded in ((context + 1) % 4, recorded == context) }
    #expect(evidence.difference == -1 && evidence.high == -1 && !evidence.isPositive)
  }

  @Test func anActionIsHeldAsLongAsItsSuggestionProposes() throws {
    func evidence(hold: Int, proposed: Int?) throws -> Evidence {
      try measure({ context, recorded in (context, recorded != context) }, hold: hold, proposedHold: proposed)
    }
    #expect(try evidence(hold: 1, proposed: 5) == evidence(hold: 5, proposed: nil))
    #expect(try evidence(hold: 1, proposed: 5) != evidence(hold: 1, proposed: nil))
    #expect(try evidence(hold: 1, proposed: 5).hold == 5)
  }

  @Test func twoWrongActionsAreWorthTheSame() throws {
    let evidence = try measure { context, recorded in
      let other = (0..<4).first { $0 != context && $0 != recorded } ?? 0
      return (other, recorded != context)
    }
    #expect(evidence.difference == 0 && evidence.low == 0 && evidence.high == 0 && !evidence.isPositive)
  }

  @Test func theRecordedActionIsComparedWithAllOthers() throws {
    let evidence = try measure { context, recorded in (recorded, recorded == context) }
    #expect(evidence.difference == 1 && evidence.low == 1)
    #expect(evidence.environmentSteps == 16 * 4 * 10)
    let wrong = try measure { context, recorded in (recorded, recorded != context) }
    #expect(abs(wrong.difference + 1 / 3.0) < 1e-12, "one of the three alternatives pays")
  }

  /// An action that is right in one context, tried wherever a row of guidance for that context, or for another, would act.
  @Test(arguments: [(1, 1), (1, 2)]) func placesAreWhereGuidanceWouldAct(_ action: Int, _ acts: Int) throws {
    let policy = try contextRun(.small()).policy()
    var episode = try episode(policy)
    episode.id = 1
    let entry = ContextGame.entry { $0.length = 1_000 }
    var rule = GuidanceConfiguration()
    rule.match = .nearest
    rule.radius = 0.2
    let table = GuidanceTable(entries: [contextEntry(acts, action: action, id: 5)])
    let places = try table.places(in: [1: episode], entry: entry, configuration: rule)
    let expected = episode.steps.indices.filter { context(episode, $0) == acts }
    #expect(places == [5: expected.map { RecordedPlace(episode: 1, step: $0) }] && expected.count > 3)
    var configuration = EvidenceConfiguration()
    configuration.rollouts = expected.count
    configuration.horizon = 1
    configuration.hold = 1
    let suggestion = Suggestion(
      id: 5, episode: 1, step: 0, action: .discrete(action), reward: 1, rationale: "", confidence: 1, advisor: "test")
    let job = try EvidenceJob(
      suggestions: [suggestion], episodes: [1: episode], checkpoint: policy, entry: entry,
      configuration: configuration, seed: 9, pool: WorkerPool(threads: 1))
    job.places = places
    _ = try job.advance()
    let evidence = try #require(job.evidence[5])
    // Once from each place: it pays 1 where it is right and something else was done, and costs 1 the other way round.
    let others = expected.filter { episode.steps[$0].action != .discrete(action) }
    let lost = expected.count { episode.steps[$0].action == .discrete(acts) }
    let total = action == acts ? others.count : -lost
    #expect(evidence.difference.isApproximatelyEqual(to: Double(total) / Double(expected.count)))
    #expect(total != 0 && evidence.environmentSteps == 2 * others.count, "nothing is played where nothing would change")
  }

  @Test func theIntervalIsStudents() throws {
    let evidence = try measure({ context, recorded in (context, recorded != context) }, rollouts: 40) {
      $0.isGamble = true
    }
    // Each pair differs by 0 or by 2, since both sides draw the same luck: the mean decides the deviation.
    let share = evidence.difference / 2
    #expect(share > 0.2 && share < 0.8)
    let deviation = (40 * share * (1 - share) / 39).squareRoot() * 2
    let half = studentQuantile(degrees: 39) * deviation / 40.0.squareRoot()
    #expect(evidence.low.isApproximatelyEqual(to: evidence.difference - half, absoluteTolerance: 1e-9))
    #expect(evidence.high.isApproximatelyEqual(to: evidence.difference + half, absoluteTolerance: 1e-9))
  }

  @Test func theActionIsHeldForItsSteps() throws {
    // Held for the whole horizon, an action is right in one step of four, whatever it is.
    let evidence = try measure(
      { context, recorded in (context, recorded != context) }, rollouts: 200, horizon: 9, hold: 9)
    #expect(
      evidence.difference.isApproximatelyEqual(to: 1, absoluteTolerance: 0.5), "only the first step's context is known")
    #expect(evidence.low < evidence.high)
  }

  @Test func theResultIsTheSameForAnyNumberOfThreadsAndDependsOnTheSeed() throws {
    func measure(_ threads: Int, _ seed: UInt64) throws -> Evidence {
      try self.measure(
        { context, recorded in (context, recorded != context) }, rollouts: 30, hold: 4, threads: threads, seed: seed)
    }
    #expect(try measure(1, 9) == measure(2, 9))
    #expect(try measure(1, 9) == measure(3, 9))
    #expect(try measure(1, 9) != measure(1, 10))
  }

  @Test func aSuggestionWithoutAStateIsAnErrorThatNamesIt() throws {
    let policy = try contextRun(.small()).policy()
    for (episode, step) in [(1, 400), (1, -1), (2, 0)] {
      let suggestion = Suggestion(
        id: 1, episode: episode, step: step, action: .discrete(0), reward: 1, rationale: "", confidence: 1,
        advisor: "test")
      let job = try EvidenceJob(
        suggestions: [suggestion], episodes: [1: try self.episode(policy)], checkpoint: policy,
        entry: ContextGame.entry(), configuration: EvidenceConfiguration(), seed: 1, pool: WorkerPool(threads: 1))
      #expect(throws: EnvironmentError.missingState(episode: episode, step: step)) { try job.advance() }
    }
  }
}
