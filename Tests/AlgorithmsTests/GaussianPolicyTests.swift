import Algorithms
import Glibc
import Networks
import RLCore
import Testing
import Threads

/// PPO with continuous actions: the loss against differences, the promises on bits, and learning.
@Suite struct GaussianPolicyTests {
  private func run(
    _ configuration: PPOConfiguration, table: [GuidanceEntry] = [], threads: Int = 1,
    game: @escaping @Sendable (inout ReachGame) -> Void = { _ in }
  ) throws -> PPO {
    try PPO(
      name: "run", entry: ReachGame.entry(game), configuration: configuration, table: GuidanceTable(entries: table),
      seed: 5, pool: WorkerPool(threads: threads))
  }

  private static func settings(_ configure: (inout PPOConfiguration) -> Void = { _ in }) -> PPOConfiguration {
    .small { settings in
      settings.sharesTrunk = false
      settings.hidden = [16, 16]
      settings.initialLogDeviation = -0.5
      configure(&settings)
    }
  }

  /// A target in the middle, where the table says to go to a corner.
  private static let table = [
    GuidanceEntry(
      suggestion: 1, features: [0, 0], row: [], key: "", action: .continuous([0.5, -2]), reward: 0.5,
      state: ReachGame().capture())
  ]

  @Test(arguments: [true, false]) func theGradientAgreesWithDifferences(imitates: Bool) throws {
    let configuration = Self.settings { settings in
      settings.learningRate = 0.02
      settings.epochs = 4
      settings.clip = 0.1
      settings.maximumGradientNorm = 0
      settings.entropyWeight = 0.3
      settings.normalisesAdvantages = false
      settings.clipsValue = false
      settings.guidance.overridesActions = imitates
      settings.guidance.storedAction = .imitation
      settings.guidance.imitationWeight = 0.7
      settings.guidance.radius = 0.4
    }
    let run = try run(configuration, table: imitates ? Self.table : [])
    _ = try run.advance()
    let network = run.network
    let layer = try #require(network.logDeviation)
    let workspace = Workspace(network: network, capacity: 1)
    var kinds: Set<String> = []
    for sample in 0..<64 {
      let rows = RowBatch(
        base: run.rollout.rows.row(sample), rowBytes: run.rollout.rows.rowBytes, indices: nil, count: 1)
      network.forward(rows, workspace)
      _ = run.loss.fill(workspace, [Int32(sample)], 1, 1, Standardiser())
      let outputs =
        (0..<2).map { Double(workspace.policy[$0]) }
        + (0..<2).map { Double(network.parameters.base[layer.bias + $0]) }
      let reference = ReferenceLoss(run: run, sample: sample, settings: configuration)
      kinds.insert(reference.kind(outputs))
      for column in 0..<4 {
        var (above, below) = (outputs, outputs)
        above[column] += 1e-6
        below[column] -= 1e-6
        let expected = (reference.loss(above) - reference.loss(below)) / 2e-6
        let found =
          column < 2
          ? workspace.outputDeltas[0].base[column]
          : workspace.deviationDelta.base[column - 2]
        #expect(abs(Double(found) - expected) < 1e-4 + 2e-4 * abs(expected), "sample \(sample), output \(column)")
      }
    }
    #expect(kinds.isSuperset(of: imitates ? ["free", "clipped", "imitated"] : ["free", "clipped"]), "\(kinds)")
  }

  @Test func anyNumberOfThreadsGivesTheSameCheckpoint() throws {
    let configuration = Self.settings {
      $0.environments = 16
      $0.minibatches = 1
      $0.normalisesObservations = true
      $0.normalisesRewards = true
      $0.recomputesAdvantages = true
      $0.guidance.overridesActions = true
      $0.guidance.shapesRewards = true
    }
    #expect(configuration.gradientSlices > 1 && configuration.rolloutShards > 1)
    let prints = try (1...3).map { threads in
      let run = try run(configuration, table: Self.table, threads: threads)
      for _ in 0..<3 { _ = try run.advance() }
      return run.fingerprint
    }
    #expect(prints[0] == prints[1] && prints[0] == prints[2])
  }

  @Test func stoppedAndResumedEqualsNeverStopped() throws {
    let configuration = Self.settings {
      $0.normalisesObservations = true
      $0.normalisesRewards = true
      $0.recomputesAdvantages = true
    }
    let whole = try run(configuration)
    for _ in 0..<5 { _ = try whole.advance() }
    let first = try run(configuration)
    for _ in 0..<2 { _ = try first.advance() }
    let second = try PPO.resume(try first.policy(), entry: ReachGame.entry(), pool: WorkerPool(threads: 2))
    for _ in 0..<3 { _ = try second.advance() }
    #expect(whole.fingerprint == second.fingerprint)
  }

  @Test func learnsToReach() throws {
    let run = try run(
      Self.settings {
        $0.totalSteps = 60_000
        $0.environments = 16
        $0.stepsPerUpdate = 32
        $0.epochs = 8
        $0.minibatches = 4
        $0.learningRate = 3e-3
        $0.discount = 0.1
        $0.entropyWeight = 0
        $0.recomputesAdvantages = true
      })
    var last = 0.0
    while !run.isFinished { last = try run.advance()[.episodicReturn] ?? 0 }
    // Standing still costs about 4.3 an episode, and random actions of this deviation 11.
    #expect(last > -1, "return \(last)")
  }

  @Test func theEnvironmentGetsActionsWithinItsBoundsAndTheBatchThemAsDrawn() throws {
    let run = try run(Self.settings { $0.initialLogDeviation = 1 }, game: { $0.bound = 0.25 })
    _ = try run.advance()
    let actions = UnsafeBufferPointer(start: run.rollout.actions.base, count: run.rollout.count * 2)
    #expect(actions.contains { abs($0) > 0.25 })
    // The greatest cost there can be within bounds: both components a whole 0.8 + 0.25 away.
    let worst = (0..<run.rollout.count).map { run.rollout.rewards.base[$0] }.min() ?? 0
    #expect(worst >= -2 * 1.05 * 1.05)
  }

  @Test func aPlayerActsWithinTheBounds() throws {
    let run = try run(Self.settings { $0.initialLogDeviation = 1 })
    let collect = try CollectJob(checkpoint: try run.policy(), entry: ReachGame.entry(), count: 2, seed: 1)
    while !collect.isFinished { _ = try collect.advance() }
    let steps = collect.episodes.flatMap(\.steps)
    #expect(steps.contains { $0.action.values.contains(1) || $0.action.values.contains(-1) })
    for step in steps {
      #expect(step.action.values.count == 2 && step.action.values.allSatisfy { abs($0) <= 1 })
      #expect(step.probabilities.isEmpty)
    }
  }

  @Test func aSimulationThatFailsEveryTimeStopsTheRunAndSaysWhy() throws {
    let run = try run(Self.settings(), game: { $0.failsAt = 4 })
    // Sixteen steps hold four episodes of four steps in each of eight environments.
    for update in 1...3 { #expect(try run.advance()[.failedEpisodes] == Double(32 * update)) }
    #expect(throws: EnvironmentError.failsOften(failed: 128, episodes: 128, reason: "stuck")) { try run.advance() }
  }
}

/// L of one sample in double precision, by means and log deviations.
private struct ReferenceLoss {
  let run: PPO
  let sample: Int
  let settings: PPOConfiguration

  private func logProbability(_ outputs: [Double]) -> Double {
    (0..<2).reduce(0) { total, index in
      let deviation = exp(outputs[2 + index])
      let scaled = (Double(run.rollout.actions.base[sample * 2 + index]) - outputs[index]) / deviation
      return total - 0.5 * scaled * scaled - log(deviation) - 0.5 * log(2 * .pi)
    }
  }

  private func terms(_ outputs: [Double]) -> (free: Double, limited: Double) {
    let ratio = exp(logProbability(outputs) - Double(run.rollout.logProbabilities.base[sample]))
    let advantage = Double(run.rollout.advantages.base[sample])
    return (-advantage * ratio, -advantage * min(max(ratio, 1 - settings.clip), 1 + settings.clip))
  }

  func kind(_ outputs: [Double]) -> String {
    guard run.rollout.hasOwnLoss[sample] == 0 else { return "imitated" }
    let (free, limited) = terms(outputs)
    return free < limited ? "clipped" : "free"
  }

  func loss(_ outputs: [Double]) -> Double {
    let entropy = outputs[2] + outputs[3] + 1 + log(2 * .pi)
    let (free, limited) = terms(outputs)
    let policy =
      run.rollout.hasOwnLoss[sample] != 0
      ? -settings.guidance.imitationWeight * logProbability(outputs) : max(free, limited)
    return policy - settings.entropyWeight * entropy
  }
}
