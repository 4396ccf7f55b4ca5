import Algorithms
import Networks
import RLCore
import Testing
import Threads

/// Mask networks, in a game in which it is known where the policy matters.
@Suite struct MaskTests {
  /// Shows one of two states, drawn at random; in the first the action `right` pays 1, in the second nothing matters.
  private struct HalfGame: Restorable {
    private var isPaid = false
    private var steps = 0
    private var generator = SeededGenerator(seed: 0)

    init() {}

    var spec: EnvironmentSpec {
      EnvironmentSpec(
        id: "Half", observation: .dense(dimension: 2),
        action: .discrete(names: ["right", "wrong", "also wrong", "wrong too"]), stepLimit: 8)
    }

    mutating func reset(seed: UInt64?) {
      if let seed { generator = SeededGenerator(seed: seed) }
      steps = 0
      isPaid = generator.below(2) == 0
    }

    mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
      let reward: Float = isPaid && action[0] == 0 ? 1 : 0
      steps += 1
      isPaid = generator.below(2) == 0
      return StepOutcome(reward: reward, terminated: steps == 8, truncated: false)
    }

    func observe(into row: UnsafeMutableRawPointer) {
      let values = row.assumingMemoryBound(to: Float.self)
      (values[0], values[1]) = isPaid ? (1, 0) : (0, 1)
    }

    mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

    func capture() -> [UInt8] {
      var writer = ByteWriter()
      writer.write(Int32(isPaid ? 1 : 0))
      writer.write(Int32(steps))
      writer.write(generator)
      return writer.bytes
    }

    mutating func restore(_ state: some Collection<UInt8>) throws {
      var reader = ByteReader(state)
      isPaid = reader.read(Int32.self) == 1
      steps = Int(reader.read(Int32.self))
      generator = reader.readGenerator()
    }

    static let entry = EnvironmentEntry(summary: "half", make: { HalfGame() })
  }

  private func base() throws -> PolicyCheckpoint {
    let run = try PPO(
      name: "base", entry: HalfGame.entry,
      configuration: .small {
        $0.learningRate = 0.02
        $0.totalSteps = 128 * 20
      }, seed: 1, pool: WorkerPool(threads: 1))
    while !run.isFinished { _ = try run.advance() }
    return try run.policy()
  }

  private func settings(
    _ objective: MaskConfiguration.Objective, _ configure: (inout MaskConfiguration) -> Void = { _ in }
  ) -> MaskConfiguration {
    var settings = MaskConfiguration()
    settings.objective = objective
    settings.bonus = 0.1
    settings.sparsity = 0.1
    settings.steps = 128 * 40
    settings.training = .small {
      $0.learningRate = 0.01
      $0.discount = 0.5
      $0.entropyWeight = 0
    }
    configure(&settings)
    return settings
  }

  private func training(
    _ settings: MaskConfiguration, threads: Int = 1, _ base: PolicyCheckpoint
  ) throws -> MaskTraining {
    try MaskTraining(
      checkpoint: base, entry: HalfGame.entry, configuration: settings, seed: 2, pool: WorkerPool(threads: threads))
  }

  private func episode(_ base: PolicyCheckpoint) throws -> Episode {
    let job = try CollectJob(checkpoint: base, entry: HalfGame.entry, count: 1, seed: 6)
    _ = try job.advance()
    return try #require(job.episodes.first)
  }

  @Test(arguments: MaskConfiguration.Objective.allCases)
  func theMaskKeepsThePolicyWhereItMatters(objective: MaskConfiguration.Objective) throws {
    let base = try base()
    let identifier = MaskIdentifier(
      checkpoint: base, entry: HalfGame.entry, configuration: settings(objective), seed: 2,
      pool: WorkerPool(threads: 1))
    #expect(identifier.environmentSteps == 0)
    let episode = try episode(base)
    let scores = try identifier.scores(of: episode)
    let matters = episode.steps.indices.map { episode.state(before: $0).first == 1 }
    #expect(Set(matters).count == 2, "both states were met")
    let least = zip(scores, matters).filter(\.1).map(\.0).min() ?? 0
    let most = zip(scores, matters).filter { !$0.1 }.map(\.0).max() ?? 1
    #expect(least > most + 0.3, "\(scores) \(matters)")
    #expect(scores.allSatisfy { $0 > 0 && $0 < 1 })
    // Episodes of eight steps for the baseline of StateMask.
    #expect(identifier.environmentSteps == 128 * 40 + (objective == .stateMask ? 20 * 8 : 0))
    #expect(try identifier.scores(of: episode) == scores, "it is trained once")
    #expect(identifier.environmentSteps == 128 * 40 + (objective == .stateMask ? 20 * 8 : 0))
    let given = MaskIdentifier(mask: try identifier.mask(), objective: objective, entry: HalfGame.entry)
    #expect(try given.scores(of: episode) == scores && given.environmentSteps == 0, "a mask that is paid for is free")
  }

  @Test func statesAreNamedByTheMask() async throws {
    let base = try base()
    let episode = try episode(base)
    let identifier = MaskIdentifier(
      checkpoint: base, entry: HalfGame.entry, configuration: settings(.rice), seed: 2, pool: WorkerPool(threads: 2))
    var context = AdviceContext(
      environment: "Half", actionSpace: HalfGame.entry.spec.action, episode: 1, firstStep: 0, lastStep: 7,
      narration: [], outcome: 0, maximumStates: 2)
    context.recorded = { episode }
    let states = try await identifier.criticalStates(in: context).value
    #expect(states.count == 2 && states.allSatisfy { episode.state(before: $0.step).first == 1 })
    #expect(states.allSatisfy { $0.why.contains("keeps the policy's action") })
    #expect(identifier.name == "rice-mask")
  }

  @Test func rewardsAreTheObjectives() throws {
    let base = try base()
    let rice = try training(settings(.rice), base)
    let metrics = try rice.advance()
    var masked = 0
    for sample in 0..<rice.run.rollout.count {
      let isMasked = rice.run.rollout.actions.base[sample] == 0
      let reward = rice.run.rollout.rewards.base[sample] - (isMasked ? 0.1 : 0)
      #expect(abs(reward) < 1e-6 || abs(reward - 1) < 1e-6)
      if isMasked { masked += 1 }
      // In the paid state the policy, which has learnt the game, is right where it acts.
      let isPaid = rice.run.rollout.rows.row(sample).load(as: Float.self) == 1
      if isPaid, !isMasked { #expect(abs(reward - 1) < 1e-6) }
    }
    #expect(metrics[.overrideRate] == Double(masked) / 128 && masked > 20 && masked < 108)
  }

  @Test func theMultiplierFollowsTheDifferenceOfReturns() throws {
    let base = try base()
    let training = try training(settings(.stateMask) { $0.multiplierRate = 2 }, base)
    let guide = try #require(training.run.guide as? MaskGuide)
    var multipliers: [Double] = []
    while !training.isFinished {
      _ = try training.advance()
      multipliers.append(guide.multiplier)
    }
    #expect(multipliers.allSatisfy { (-1...1).contains($0) })
    #expect(multipliers.first == 1, "the mask of a new network loses return, and λ stays at its bound")
    let even = try self.training(settings(.rice), base)
    _ = try even.advance()
    #expect((even.run.guide as? MaskGuide)?.multiplier == 1)
  }

  @Test func theMultiplierMovesTheRewardOfTheEnvironment() throws {
    // With a policy that earns nothing any mask does better or as well, and λ falls.
    let wrong = try PPO(
      name: "base", entry: HalfGame.entry, configuration: .small(), seed: 1, pool: WorkerPool(threads: 1)
    ).policy()
    let training = try training(
      settings(.stateMask) {
        $0.multiplierRate = 0.25
        $0.steps = 128 * 20
      }, wrong)
    let guide = try #require(training.run.guide as? MaskGuide)
    for _ in 0..<20 {
      let before = Float(guide.multiplier)
      _ = try training.advance()
      for sample in 0..<128 {
        let own = training.run.rollout.rewards.base[sample] - (training.run.rollout.actions.base[sample] == 0 ? 0.1 : 0)
        #expect(abs(own) < 1e-5 || abs(own - before) < 1e-5)
      }
    }
    #expect(guide.multiplier < 1)
  }

  @Test(arguments: MaskConfiguration.Objective.allCases)
  func threadsChangeNothingAndResumingNeither(objective: MaskConfiguration.Objective) throws {
    let base = try base()
    let settings = settings(objective) { $0.steps = 128 * 6 }
    let runs = try (1...2).map { try training(settings, threads: $0, base) }
    for run in runs { while !run.isFinished { _ = try run.advance() } }
    #expect(runs[0].run.fingerprint == runs[1].run.fingerprint)
    let first = try training(settings, base)
    for _ in 0..<2 { _ = try first.advance() }
    let second = try MaskTraining(
      resuming: try first.mask(), of: base, entry: HalfGame.entry, configuration: settings,
      pool: WorkerPool(threads: 2))
    #expect(second.run.fingerprint == first.run.fingerprint)
    while !second.isFinished { _ = try second.advance() }
    #expect(second.run.fingerprint == runs[0].run.fingerprint)
  }

  @Test(arguments: MaskConfiguration.Objective.allCases)
  func aMaskThatIsTrainedAsAJobIsTheSame(objective: MaskConfiguration.Objective) throws {
    let base = try base()
    func identifier() -> MaskIdentifier {
      MaskIdentifier(
        checkpoint: base, entry: HalfGame.entry, configuration: settings(objective) { $0.steps = 128 * 4 }, seed: 2,
        pool: WorkerPool(threads: 1))
    }
    let (driven, asked) = (identifier(), identifier())
    let job = try #require(try driven.preparation())
    #expect(job.totalSteps == 128 * 4 && job.checkpoint() == nil)
    while !job.isFinished {
      #expect(driven.environmentSteps == 0, "it is known when it is finished")
      _ = try job.advance()
    }
    let steps = driven.environmentSteps
    #expect(try driven.preparation() == nil, "nothing is left to prepare")
    let episode = try episode(base)
    #expect(try driven.scores(of: episode) == asked.scores(of: episode))
    #expect(driven.environmentSteps == steps && steps == asked.environmentSteps, "and it is paid for once")
    let given = MaskIdentifier(mask: try asked.mask(), objective: objective, entry: HalfGame.entry)
    #expect(try given.preparation() == nil && RandomIdentifier(seed: 1).preparation() == nil)
  }

  @Test func fidelityTellsTheMaskFromChance() throws {
    let base = try base()
    func scores(_ scorer: any StepScorer) throws -> [Double] {
      var configuration = FidelityConfiguration()
      configuration.episodes = 100
      configuration.range = 4
      let job = try FidelityJob(
        scorer: scorer, checkpoint: base, entry: HalfGame.entry, configuration: configuration, seed: 1,
        pool: WorkerPool(threads: 2))
      while !job.isFinished { _ = try job.advance() }
      return job.results.map(\.score)
    }
    let mask = MaskIdentifier(
      checkpoint: base, entry: HalfGame.entry, configuration: settings(.rice), seed: 2, pool: WorkerPool(threads: 2))
    let (found, chance) = (try scores(mask), try scores(RandomIdentifier(seed: 1)))
    #expect(found.reduce(0, +) > chance.reduce(0, +), "\(found) \(chance)")
    #expect(found[0] > chance[0])
  }

  @Test func aPolicyOfAnotherGameIsRefused() throws {
    let other = try contextRun(.small()).policy()
    #expect(throws: (any Error).self) { try training(settings(.rice), other) }
    let wrong = MaskIdentifier(mask: other, objective: .rice, entry: HalfGame.entry)
    let episode = try episode(base())
    #expect(throws: (any Error).self) { try wrong.scores(of: episode) }
  }
}
