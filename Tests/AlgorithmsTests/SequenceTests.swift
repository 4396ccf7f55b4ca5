import Networks
import RLCore
import Testing
import Threads

@testable import Algorithms

/// A suggestion's sequence in evidence, in overrides and in imitation: the same steps everywhere.
@Suite struct SequenceTests {
  private static func row(_ context: Int, _ actions: [Int], gain: Double? = nil) -> GuidanceEntry {
    var entry = contextEntry(context, action: actions[0])
    entry.following = actions.count > 1 ? actions.dropFirst().map { .discrete($0) } : nil
    entry.gain = gain
    return entry
  }

  private func run(
    _ name: String, _ table: [GuidanceEntry], _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    let method = try MethodCatalog.methods.entry(name)
    var configuration = PPOConfiguration.small {
      $0.guidance.overrideProbability = 1
      configure(&$0)
    }
    method.configure(&configuration)
    let entry = ContextGame.entry()
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(GuidanceTable(entries: table), entry: entry, configuration: configuration), seed: 3,
      pool: WorkerPool(threads: 1))
  }

  @Test func aSegmentIsReadStepByStep() {
    let sequence = ActionSegment([.discrete(1), .discrete(3)])
    #expect(sequence.count == 2 && sequence[0] == .discrete(1) && sequence[1] == .discrete(3) && sequence[2] == nil)
    let held = ActionSegment(.discrete(2), steps: 3)
    #expect(held.count == 3 && held[2] == .discrete(2) && held[3] == nil && held[-1] == nil)
    #expect(Self.row(1, [0, 1, 2]).segment(hold: 9).count == 3 && Self.row(1, [0]).segment(hold: 9).count == 9)
    var suggestion = Suggestion(
      episode: 1, step: 0, action: .discrete(0), reward: 1, rationale: "", confidence: 1, advisor: "test",
      following: [.discrete(1)])
    #expect(suggestion.proposing(.discrete(0)) == suggestion && suggestion.proposing(.discrete(2)).following == nil)
    suggestion.following = nil
    #expect(suggestion.segment(usual: 4).count == 4)
  }

  @Test func anOverridePlaysASequenceToItsEnd() throws {
    // `guidance.hold`, 1 here, is for one action.
    let run = try run("coach-a", [Self.row(2, [0, 3, 1])])
    _ = try run.advance()
    let (rollout, width) = (run.rollout, run.rollout.environments)
    var played = 0
    for environment in 0..<width {
      var left: [Int32] = []
      for time in 0..<rollout.steps {
        let sample = time * width + environment
        if left.isEmpty, run.contexts[sample] == 2 { left = [0, 3, 1] }
        #expect((rollout.hasOwnLoss[sample] != 0) == !left.isEmpty)
        if let action = left.first {
          #expect(Int32(run.storedActions[sample]) == action)
          played += action == 1 ? 1 : 0
        }
        left = rollout.terminated[sample] != 0 ? [] : Array(left.dropFirst())
      }
    }
    #expect(played > 0, "some were played to their ends")
  }

  @Test func everyStepImitatesItsOwnAction() throws {
    let run = try run("coach-a", [Self.row(2, [0, 3, 1])]) { ($0.epochs, $0.minibatches) = (1, 1) }
    let metrics = try run.advance()
    let forced = (0..<run.rollout.count).filter { run.rollout.hasOwnLoss[$0] != 0 }
    let expected = forced.reduce(0) { $0 - Double(run.rollout.logProbabilities.base[$1]) } / Double(forced.count)
    #expect(abs((metrics[.imitationLoss] ?? 0) - expected) < 1e-5)
  }

  @Test func ultraTakesTheFirstActionAlone() throws {
    let (sequence, single) = (try run("ultra-ra", [Self.row(2, [0, 3, 1])]), try run("ultra-ra", [Self.row(2, [0])]))
    while !single.isFinished {
      _ = try sequence.advance()
      _ = try single.advance()
    }
    #expect(sequence.weights == single.weights)
  }

  @Test(arguments: ["coach-a", "coach-r", "coach-ra"]) func withoutAlphaAndOverridesARunIsPlain(name: String) throws {
    let plain = try contextRun(.small())
    let idle = try run(name, [Self.row(2, [0, 3, 1])]) {
      $0.guidance.alpha = 0
      $0.guidance.overrideProbability = 0
    }
    while !plain.isFinished {
      _ = try plain.advance()
      _ = try idle.advance()
    }
    #expect(idle.weights == plain.weights)
  }

  @Test func aRunThatIsTakenUpInASequenceGoesOnInIt() throws {
    let table = [Self.row(0, [0, 1, 2, 3, 0, 1]), Self.row(2, [3, 2, 1, 0, 3])]
    let whole = try run("coach-a", table)
    for _ in 0..<2 { _ = try whole.advance() }
    let taken = try run("coach-a", table)
    _ = try taken.advance()
    let again = try PPO.resume(try taken.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 3))
    _ = try again.advance()
    #expect(again.fingerprint == whole.fingerprint)
  }

  @Test func aTableRefusesASequenceOfAnotherForm() {
    var bad = Self.row(2, [0, 3])
    bad.following = [.continuous([1])]
    #expect(throws: InvalidSettingError.self) { try run("coach-a", [bad]) }
    bad.following = [.discrete(4)]
    #expect(throws: InvalidSettingError.self) { try run("coach-a", [bad]) }
  }

  @Test func controlsKeepTheLength() {
    let table = GuidanceTable(entries: [Self.row(2, [0, 3, 1])])
    let drawn = table.withRandomActions(of: ContextGame().spec.action, seed: 5).entries[0]
    #expect(drawn.following == [drawn.action, drawn.action])
    #expect(table.withShuffledRewards(seed: 1).entries[0].following == [.discrete(3), .discrete(1)])
  }

  /// A sequence is measured against what was recorded in the same steps.
  @Test func evidenceComparesWithTheRecordedSteps() throws {
    let policy = try contextRun(.small()).policy()
    let collected = try CollectJob(checkpoint: policy, entry: ContextGame.entry { $0.length = 40 }, count: 1, seed: 3)
    _ = try collected.advance()
    var episode = try #require(collected.episodes.first)
    episode.id = 1
    let contexts = episode.steps.indices.map { Int(episode.state(before: $0).first ?? 0) }
    let step = try #require(
      episode.steps.indices.first { episode.steps[$0].action != .discrete(contexts[$0]) && $0 < 30 })
    let recorded = episode.steps[step...].prefix(3).map(\.action)
    func measure(_ sequence: [Action]) throws -> Evidence {
      var configuration = EvidenceConfiguration()
      (configuration.rollouts, configuration.horizon, configuration.hold) = (8, 10, 1)
      let suggestion = Suggestion(
        id: 5, episode: 1, step: step, action: sequence[0], reward: 1, rationale: "", confidence: 1, advisor: "test",
        following: Array(sequence.dropFirst()))
      let job = try EvidenceJob(
        suggestions: [suggestion], episodes: [1: episode], checkpoint: policy,
        entry: ContextGame.entry { $0.length = 1_000 }, configuration: configuration, seed: 9,
        pool: WorkerPool(threads: 1))
      _ = try job.advance()
      return try #require(job.evidence[5])
    }
    // Right once, and then as recorded: the contexts of a pair are the same, so that it is worth what that step pays.
    let better = try measure([.discrete(contexts[step])] + recorded.dropFirst())
    #expect(better.difference == 1 && better.low == 1 && better.hold == 3)
    #expect(better.environmentSteps == 8 * 2 * 10)
    let same = try measure(recorded)
    #expect(same.difference == 0 && same.environmentSteps == 0, "nothing would change")
  }
}
