import Algorithms
import Networks
import RLCore
import Testing
import Threads

/// Methods that change where episodes begin, how fast is learnt, or what a run starts from.
@Suite struct BaselineMethodTests {
  private static let table = GuidanceTable(entries: [contextEntry(1, action: 1), contextEntry(3, action: 0, id: 2)])

  private func run(
    _ name: String, probability: Double = 0, start: PolicyCheckpoint? = nil,
    _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    let method = try MethodCatalog.methods.entry(name)
    var configuration = PPOConfiguration.small {
      $0.guidance.restartProbability = probability
      configure(&$0)
    }
    method.configure(&configuration)
    let entry = ContextGame.entry()
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(Self.table, entry: entry, configuration: configuration), start: start, seed: 3,
      pool: WorkerPool(threads: 1))
  }

  /// Lengths of the episodes that ended in a rollout.
  private func lengths(_ run: PPO) -> [Int] {
    var lengths: [Int] = []
    for environment in 0..<8 {
      var length = 0
      for time in 0..<16 {
        length += 1
        guard run.rollout.terminated[time * 8 + environment] != 0 else { continue }
        lengths.append(length)
        length = 0
      }
    }
    return lengths
  }

  @Test func withoutProbabilityARunIsPlain() throws {
    let entry = ContextGame.entry()
    let plain = try run("ppo")
    let idle = try PPO(
      name: "idle", entry: entry, configuration: .small(),
      guide: Restarts(name: "restarts", table: Self.table, entry: entry, probability: 0), seed: 3,
      pool: WorkerPool(threads: 1))
    for _ in 0..<4 {
      _ = try plain.advance()
      #expect(try idle.advance()[.restartRate] == 0)
    }
    #expect(idle.weights == plain.weights)
  }

  @Test func everyEpisodeOfStateMaskRBeginsAtACriticalState() throws {
    let run = try run("statemask-r", probability: 0.25)
    _ = try run.advance()
    // The states lie two steps into episodes of eight; those that a run begins with are the environment's own.
    #expect(lengths(run).sorted() == [Int](repeating: 6, count: 8) + [Int](repeating: 8, count: 8))
    #expect(run.configuration.guidance.restartProbability == 1)
    #expect(try run.advance()[.restartRate] == 1)
    #expect(Set(lengths(run)).isSubset(of: [6, 4, 2]), "\(lengths(run)): what was under way, and six steps each")
  }

  @Test func halfOfTheEpisodesRestartUnlessASettingSaysOtherwise() throws {
    let half = try run("restarts")
    #expect(half.configuration.guidance.restartProbability == 0.5)
    var rates = 0.0
    for _ in 0..<8 { rates += try half.advance()[.restartRate] ?? 0 }
    #expect(rates / 8 > 0.3 && rates / 8 < 0.7, "\(rates / 8)")
    #expect(try run("restarts", probability: 0.125).configuration.guidance.restartProbability == 0.125)
  }

  @Test func rewardsAndActionsAreTheRunsOwn() throws {
    let (run, plain) = (try run("statemask-r"), try run("ppo"))
    let metrics = try run.advance()
    _ = try plain.advance()
    for sample in 0..<run.rollout.count {
      let reward: Float = run.storedActions[sample] == run.contexts[sample] ? 1 : 0
      #expect(run.rollout.rewards.base[sample] == reward && run.rollout.hasOwnLoss[sample] == 0)
    }
    #expect(metrics[.episodicReturn] == metrics[.shapedReturn] && metrics[.hitRate] == nil)
  }

  @Test func slowPPOIsPPOAtALowerRate() throws {
    let slow = try run("ppo-slow") { $0.learningRate = 3e-3 }
    let plain = try run("ppo") {
      $0.learningRate = 3e-3 / 30
      $0.annealsLearningRate = false
    }
    #expect(try slow.advance()[.learningRate] == 3e-3 / 30)
    #expect(try slow.advance()[.learningRate] == 3e-3 / 30, "it does not fall")
    _ = try plain.advance()
    _ = try plain.advance()
    #expect(slow.weights == plain.weights)
  }

  @Test func scratchAloneStartsFromNothing() {
    #expect(MethodCatalog.methods.entries.filter { !$0.startsFromBase }.map(\.name) == ["scratch"])
  }

  @Test func theOptimiserIsFreshUnlessItIsKept() throws {
    let base = try run("ppo") { $0.annealsLearningRate = false }
    for _ in 0..<3 { _ = try base.advance() }
    let start = try base.policy()
    let fresh = try run("ppo", start: start)
    let kept = try run("ppo", start: start) { $0.startOptimiser = .kept }
    #expect(fresh.weights == base.weights && kept.weights == base.weights)
    #expect(fresh.network.firstMoment.array.allSatisfy { $0 == 0 })
    #expect(Fingerprint(kept.network.firstMoment.array) == Fingerprint(base.network.firstMoment.array))
    #expect(Fingerprint(kept.network.secondMoment.array) == Fingerprint(base.network.secondMoment.array))
    #expect(try kept.policy().canonicalDigest() != fresh.policy().canonicalDigest())
    _ = try fresh.advance()
    _ = try kept.advance()
    #expect(fresh.weights != kept.weights)
    #expect(try run("ppo") { $0.startOptimiser = .kept }.network.firstMoment.array.allSatisfy { $0 == 0 })
    var settings = PPOConfiguration()
    try PPOConfiguration.fields.apply("start.optimiser", "kept", to: &settings)
    #expect(settings.startOptimiser == .kept)
  }

  @Test func aPolicyWithoutARunHasNoOptimiserToKeep() throws {
    let (tensors, metadata) = try Safetensors.decode(run("ppo").checkpoint() ?? [])
    let bare = try PolicyCheckpoint(
      bytes: Safetensors.encode(
        tensors.sorted { $0.key < $1.key }.map(\.value).filter { !$0.name.hasPrefix("training.") },
        metadata: metadata.filter { $0.key != "training.state" }))
    let error = #expect(throws: InvalidSettingError.self) {
      try run("ppo", start: bare) { $0.startOptimiser = .kept }
    }
    #expect(error?.key == "start.optimiser")
    #expect(throws: Never.self) { try run("ppo", start: bare) }
  }
}
