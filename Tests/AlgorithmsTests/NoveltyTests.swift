import Algorithms
import Foundation
import Networks
import Numerics
import RLCore
import Testing
import Threads

/// Random network distillation: closed forms, its gradient, and the methods that pay it.
@Suite struct NoveltyTests {
  private static let table = GuidanceTable(entries: [contextEntry(1, action: 1), contextEntry(3, action: 0, id: 2)])

  private func run(
    _ name: String, threads: Int = 1, entry: EnvironmentEntry = ContextGame.entry(),
    table: GuidanceTable = table, _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    let method = try MethodCatalog.methods.entry(name)
    var configuration = PPOConfiguration.small(configure)
    method.configure(&configuration)
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(table, entry: entry, configuration: configuration), seed: 3,
      pool: WorkerPool(threads: threads))
  }

  /// Networks as a run of `configuration` draws them.
  private func distillation(
    _ run: PPO, threads: Int = 1, seed: UInt64 = 3
  ) -> RandomDistillation {
    RandomDistillation(
      RunOrigin(network: run.network, start: nil, seed: seed, pool: WorkerPool(threads: threads)), ContextGame.entry(),
      run.configuration)
  }

  @Test func sizesAndWeightsAreRICEs() throws {
    let networks = distillation(try run("ppo"))
    #expect(networks.target.shape.hidden == [128] && networks.predictor.shape.hidden == [128, 128])
    for network in [networks.target, networks.predictor] {
      #expect(network.shape.policyOutputs == 64 && network.shape.activation == .relu)
      let head = try #require(network.towers.first?.last)
      // Columns of an orthogonal matrix of gain √2.
      for (first, second, product) in [(0, 0, 2.0), (5, 5, 2), (0, 1, 0), (7, 63, 0)] {
        let found = (0..<head.inputs).reduce(0.0) { sum, row in
          let place = head.weights + row * head.stride
          return sum + Double(network.parameters.base[place + first] * network.parameters.base[place + second])
        }
        #expect(found.isApproximatelyEqual(to: product, absoluteTolerance: 1e-5))
      }
    }
    #expect(networks.target.parameters.array != distillation(try run("ppo"), seed: 4).target.parameters.array)
  }

  @Test func theErrorIsHalfTheSquaredDistance() throws {
    let run = try run("ppo")
    _ = try run.advance()
    let networks = distillation(run)
    let errors = networks.errors(of: run.rollout.rows)
    #expect(errors.count == run.rollout.count + 8)
    let (one, other) = (
      Workspace(network: networks.target, capacity: 1), Workspace(network: networks.predictor, capacity: 1)
    )
    for row in [0, 5, 77, 135] {
      let batch = RowBatch(
        base: run.rollout.rows.row(row), rowBytes: run.rollout.rows.rowBytes, indices: nil, count: 1)
      networks.target.forward(batch, one)
      networks.predictor.forward(batch, other)
      let expected = (0..<64).reduce(0.0) { sum, place in
        let difference = Double(one.policy[place]) - Double(other.policy[place])
        return sum + difference * difference / 2
      }
      #expect(Double(errors[row]).isApproximatelyEqual(to: expected, relativeTolerance: 1e-4))
    }
    #expect(Fingerprint(errors) == Fingerprint(distillation(run, threads: 3).errors(of: run.rollout.rows)))
  }

  @Test func bonusesAreScaledAmongTheEnvironmentsAtEachStep() throws {
    let run = try run("ppo")
    _ = try run.advance()
    let networks = distillation(run)
    let (errors, bonuses) = (networks.errors(of: run.rollout.rows), networks.bonuses(of: run.rollout))
    for time in 0..<16 {
      let samples = time * 8..<(time + 1) * 8
      // An episode ends with every eighth step; s takes the place of s' there.
      let raw = samples.map { errors[run.rollout.terminated[$0] != 0 ? $0 : $0 + 8] }
      let (low, high) = (try #require(raw.min()), try #require(raw.max()))
      for (place, sample) in samples.enumerated() {
        #expect(bonuses[sample] == (raw[place] - low) / (high - low + 1e-11))
      }
    }
    #expect(bonuses.max() == 1 && bonuses.min() == 0)
  }

  @Test(arguments: [false, true]) func theGradientAgreesWithDifferences(isSparse: Bool) throws {
    let entry = ContextGame.entry { $0.isSparse = isSparse }
    let run = try run("ppo", entry: entry)
    _ = try run.advance()
    let networks = RandomDistillation(
      RunOrigin(network: run.network, start: nil, seed: 3, pool: WorkerPool(threads: 1)), entry, run.configuration)
    let samples = (0..<64).map { Int32($0 * 2) }
    let predictor = networks.predictor
    func loss() -> Double {
      predictor.refresh()
      let errors = networks.errors(of: run.rollout.rows)
      return samples.reduce(0) { $0 + 2 * Double(errors[Int($1)]) } / Double(64 * samples.count)
    }
    let found = samples.withUnsafeBufferPointer { samples in
      samples.baseAddress.map { networks.fillGradient(run.rollout.rows, $0, 64) } ?? 0
    }
    #expect(found.isApproximatelyEqual(to: loss(), relativeTolerance: 1e-4))
    let gradient = predictor.gradients.array
    var places = (0..<40).map { $0 * predictor.parameters.count / 40 }
    places += predictor.layers.map { $0.bias + 3 } + predictor.layers.map { $0.weights + 2 * $0.stride + 5 }
    var seen = 0
    for place in places {
      let before = predictor.parameters.base[place]
      predictor.parameters.base[place] = before + 2e-3
      let above = loss()
      predictor.parameters.base[place] = before - 2e-3
      let below = loss()
      predictor.parameters.base[place] = before
      let expected = (above - below) / 4e-3
      #expect(abs(Double(gradient[place]) - expected) < 6e-5 + 0.03 * abs(expected), "place \(place)")
      if abs(expected) > 2e-4 { seen += 1 }
    }
    #expect(seen > 5, "some gradients are not small")
    // All places at once: along its own direction the loss rises by the gradient's length.
    let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let start = predictor.parameters.array
    func along(_ distance: Double) -> Double {
      predictor.parameters.assign(zip(start, gradient).map { $0 + $1 * Float(distance / length) })
      return loss()
    }
    let slope = (along(1e-2) - along(-1e-2)) / 2e-2
    #expect(slope.isApproximatelyEqual(to: length, relativeTolerance: 0.01))
  }

  @Test func rowsInShortAreUnderstood() throws {
    let entry = try shortPong()
    let run = try PPO(
      name: "base", entry: entry, configuration: .smallPong(), seed: 4, pool: WorkerPool(threads: 1))
    let networks = RandomDistillation(
      RunOrigin(network: run.network, start: nil, seed: 3, pool: WorkerPool(threads: 1)), entry, run.configuration)
    let rows = RowBuffer(count: 2, rowBytes: entry.spec.observation.rowBytes)
    let shard = entry.makeShard(1)
    shard.reset(0, seed: 5)
    for _ in 0..<20 { _ = shard.step(0, action: [1]) }
    for row in 0..<2 { shard.observe(0, into: rows.row(row)) }
    run.network.compact(rows.row(1))
    #expect(rows.bytes(0) != rows.bytes(1))
    let errors = networks.errors(of: rows)
    #expect(errors[0] > 0 && errors[0].isApproximatelyEqual(to: errors[1], relativeTolerance: 1e-4))
  }

  @Test func whatIsSeenOftenBecomesOld() throws {
    let run = try run("rice") { $0.totalSteps = 128 * 40 }
    let first = try #require(try run.advance()[.noveltyLoss])
    var last = first
    for _ in 0..<30 { last = try run.advance()[.noveltyLoss] ?? .nan }
    #expect(last < 0.05 * first, "\(first) to \(last)")
  }

  @Test func withoutAWeightRICEIsRestarts() throws {
    let (rice, restarts) = (try run("rice") { $0.guidance.noveltyWeight = 0 }, try run("restarts"))
    for _ in 0..<4 {
      let metrics = try rice.advance()
      #expect(try metrics[.restartRate] == restarts.advance()[.restartRate] && metrics[.shapedRewardSize] == 0)
    }
    #expect(rice.weights == restarts.weights)
    #expect(
      try rice.policy().canonicalDigest() != restarts.policy().canonicalDigest(),
      "its networks are part of what it means")
    let paid = try run("rice")
    for _ in 0..<4 { _ = try paid.advance() }
    #expect(paid.weights != restarts.weights)
  }

  @Test func noveltyIsPaidEverywhereByRICE() throws {
    let run = try run("rice") { $0.guidance.noveltyWeight = 0.5 }
    let networks = distillation(run)
    let metrics = try run.advance()
    let bonuses = networks.bonuses(of: run.rollout)
    for sample in 0..<run.rollout.count {
      let own: Float = run.storedActions[sample] == run.contexts[sample] ? 1 : 0
      #expect(run.rollout.rewards.base[sample] == own + 0.5 * bonuses[sample])
    }
    #expect(metrics[.episodicReturn] == metrics[.shapedReturn], "the episode's return is the environment's")
    let size = bonuses.reduce(0.0) { $0 + Double(0.5 * $1) } / 128
    #expect(try #require(metrics[.shapedRewardSize]).isApproximatelyEqual(to: size, relativeTolerance: 1e-6))
  }

  @Test func noveltyIsPaidAtCriticalStatesByLLMRND() throws {
    let (run, plain) = (try run("llm-rnd") { $0.guidance.alpha = 0.5 }, try run("ppo"))
    let networks = distillation(run)
    let metrics = try run.advance()
    _ = try plain.advance()
    #expect(run.contexts == plain.contexts && run.storedActions == plain.storedActions)
    let bonuses = networks.bonuses(of: run.rollout)
    var paid = 0
    for (sample, context) in run.contexts.enumerated() {
      let bonus = run.rollout.rewards.base[sample] - plain.rollout.rewards.base[sample]
      let expected = context == 1 || context == 3 ? 0.5 * bonuses[sample] : 0
      #expect(abs(bonus - expected) < 1e-6)
      if bonus > 0 { paid += 1 }
    }
    #expect(paid > 10)
    let matched = run.contexts.count { $0 == 1 || $0 == 3 }
    #expect(metrics[.hitRate] == Double(matched) / 128 && metrics[.alpha] == 0.5)
  }

  @Test func withoutAlphaLLMRNDIsPlainAndAlphaCanBeTurned() throws {
    let plain = try run("ppo")
    let idle = try run("llm-rnd") { $0.guidance.alpha = 0 }
    for _ in 0..<4 {
      _ = try plain.advance()
      #expect(try idle.advance()[.hitRate] ?? 0 > 0)
    }
    #expect(idle.weights == plain.weights)
    idle.alpha = 1
    _ = try idle.advance()
    let back = try PPO.resume(try idle.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 2))
    #expect(back.alpha == 1 && back.fingerprint == idle.fingerprint)
    _ = (try plain.advance(), try idle.advance(), try back.advance())
    #expect(idle.weights != plain.weights && back.fingerprint == idle.fingerprint)
  }

  @Test func stoppedAndResumedEqualsNeverStoppedInPong() throws {
    let entry = try shortPong()
    let policy = try PPO(
      name: "base", entry: entry, configuration: .smallPong(), seed: 4, pool: WorkerPool(threads: 1)
    ).policy()
    let collect = try CollectJob(checkpoint: policy, entry: entry, count: 1, seed: 1)
    _ = try collect.advance()
    let suggestions = (4..<10).map {
      Suggestion(
        id: $0, episode: 1, step: $0, action: .discrete(1), reward: 1, rationale: "", confidence: 1, advisor: "test")
    }
    let table = try GuidanceTable(
      suggestions: suggestions, verdicts: Dictionary(uniqueKeysWithValues: suggestions.map { ($0.id, .accepted) }),
      episodes: [1: try #require(collect.episodes.first)], entry: entry)
    func pong(threads: Int) throws -> PPO {
      let method = try MethodCatalog.methods.entry("rice")
      var configuration = PPOConfiguration.smallPong { $0.guidance.noveltyWeight = 0.3 }
      method.configure(&configuration)
      return try PPO(
        name: "rice", entry: entry, configuration: configuration,
        guide: method.guide(table, entry: entry, configuration: configuration), start: policy, seed: 3,
        pool: WorkerPool(threads: threads))
    }
    let (whole, first) = (try pong(threads: 1), try pong(threads: 3))
    for _ in 0..<5 { _ = try whole.advance() }
    for _ in 0..<2 { _ = try first.advance() }
    let second = try PPO.resume(try first.policy(), entry: entry, pool: WorkerPool(threads: 2))
    for _ in 0..<3 { _ = try second.advance() }
    #expect(second.fingerprint == whole.fingerprint)
  }

  @Test func aStateOfAnotherSizeIsRefused() throws {
    let (tensors, metadata) = try Safetensors.decode(run("rice").checkpoint() ?? [])
    guard case .bytes(let bytes)? = tensors["training.guide.rice"]?.elements else {
      Issue.record("no state")
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let start = try #require(text.range(of: "\"predictor\":\""))
    let damaged = Array((text[..<start.upperBound] + "AAAA" + text[start.upperBound...]).utf8)
    let others = tensors.filter { $0.key != "training.guide.rice" }.sorted { $0.key < $1.key }.map(\.value)
    let checkpoint = try PolicyCheckpoint(
      bytes: Safetensors.encode(
        others + [Tensor(name: "training.guide.rice", shape: [damaged.count], elements: .bytes(damaged))],
        metadata: metadata))
    #expect(throws: SafetensorsError.self) {
      try PPO.resume(checkpoint, entry: ContextGame.entry(), pool: WorkerPool(threads: 1))
    }
  }
}
