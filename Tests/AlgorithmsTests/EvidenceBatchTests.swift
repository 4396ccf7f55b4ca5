import Glibc
import Networks
import Numerics
import RLCore
import Testing
import Threads

@testable import Algorithms

/// Evidence that a run learns from: what is kept of it, and what it adds to an update.
@Suite struct EvidenceBatchTests {
  private static func branch(
    _ contexts: [Int], actions: [Int], rewards: [Float], forced: Int = 0, terminated: Bool = false
  ) -> EvidenceBranch {
    var branch = EvidenceBranch()
    for context in contexts {
      for place in 0..<4 { withUnsafeBytes(of: Float(place == context ? 1 : 0)) { branch.rows += $0 } }
    }
    branch.actions = actions.map { Float($0) }
    branch.rewards = rewards
    (branch.forced, branch.terminated) = (forced, terminated)
    return branch
  }

  private static let branches = [
    branch([0, 1, 2, 3], actions: [1, 1, 0], rewards: [0, 1, 0], forced: 1),
    branch([3, 2, 1], actions: [3, 2], rewards: [1, 0.5], terminated: true),
    branch([2, 2], actions: [2], rewards: [1]),
  ]

  private func run(_ configure: (inout PPOConfiguration) -> Void = { _ in }) throws -> PPO {
    let method = try MethodCatalog.methods.entry("coach-a")
    var configuration = PPOConfiguration.small {
      $0.guidance.rounds = 2
      $0.guidance.reusesEvidence = true
      configure(&$0)
    }
    method.configure(&configuration)
    let entry = ContextGame.entry()
    return try PPO(
      name: "coach-a", entry: entry, configuration: configuration,
      guide: method.guide(GuidanceTable(), entry: entry, configuration: configuration), seed: 3,
      pool: WorkerPool(threads: 1))
  }

  private func guide(_ run: PPO) throws -> CoachedPPO { try #require(run.guide as? CoachedPPO) }

  @Test func pairsTakeTurnsAndTheLastOneIsCut() {
    func plain(_ count: Int) -> EvidenceBranch {
      Self.branch(
        [Int](repeating: 0, count: count + 1), actions: [Int](repeating: 0, count: count),
        rewards: [Float](repeating: Float(count), count: count), terminated: true)
    }
    let pairs = [7: [[plain(2), plain(3)], [plain(6)]], 4: [[plain(1)]]]
    #expect(EvidenceBranch.lesson(from: pairs, limit: 100).map(\.count) == [1, 2, 3, 6])
    let cut = EvidenceBranch.lesson(from: pairs, limit: 5)
    #expect(cut.map(\.count) == [1, 2, 2] && cut.map(\.terminated) == [true, true, false])
    #expect(cut[2].rows.count == 3 * 16 && cut[2].actions.count == 2)
    #expect(EvidenceBranch.lesson(from: pairs, limit: 0).isEmpty && EvidenceBranch.lesson(from: [:], limit: 9).isEmpty)
  }

  /// The gradient of PPO's loss of these rows, by hand: ratios are 1 before the first step, advantages direct sums.
  @Test func theGradientIsThatOfTheRowsThatWerePlayed() throws {
    let run = try run {
      $0.normalisesAdvantages = false
      $0.clipsValue = false
      $0.minibatches = 1
    }
    let (network, guide) = (run.network, try guide(run))
    guide.willPlay(RunProgress(step: 128, totalSteps: 1024))
    guide.learn(from: Self.branches)
    guide.willLearn(run.rollout, rewardScale: 2)
    func outputs(_ context: Int) -> (logits: [Double], value: Double) {
      let rows = FloatBuffer(count: 4)
      rows.base[context] = 1
      let workspace = Workspace(network: network, capacity: 1)
      network.forward(RowBatch(base: rows.base, rowBytes: 16, indices: nil, count: 1), workspace)
      return ((0..<4).map { Double(workspace.policy[$0]) }, Double(workspace.value(0, network)))
    }
    func log(_ context: Int, _ action: Int) -> Double {
      let logits = outputs(context).logits
      return logits[action] - Glibc.log(logits.reduce(0) { $0 + exp($1) })
    }
    let values = (0..<4).map { outputs($0).value }
    // Rewards count twice, γ 0.9, λ 0.95. The first step of the first branch was given and teaches nothing.
    let (decay, trace) = (0.9, 0.9 * 0.95)
    let cut = 2 * 0 + decay * values[3] - values[2]
    let middle = 2 * 1 + decay * values[2] - values[1] + trace * cut
    let end = 2 * 0.5 - values[2]
    let before = 2 * 1 + decay * values[2] - values[3] + trace * end
    let single = 2 * 1 + decay * values[2] - values[2]
    let rows: [(context: Int, action: Int, advantage: Double)] = [
      (1, 1, middle), (2, 0, cut), (3, 3, before), (2, 2, end), (2, 2, single),
    ]
    let old = rows.map { log($0.context, $0.action) }
    func loss() -> Double {
      zip(rows, old).reduce(0) { sum, item in
        let (row, old) = item
        let (logits, value) = outputs(row.context)
        let total = logits.reduce(0) { $0 + exp($1) }
        let entropy = logits.reduce(0) { $0 - exp($1) / total * ($1 - Glibc.log(total)) }
        let target = row.advantage + values[row.context]
        return sum - row.advantage * exp(log(row.context, row.action) - old) - 0.01 * entropy
          + 0.5 * 0.5 * (value - target) * (value - target)
      } / 128
    }
    network.gradients.clear()
    network.prepareBackward()
    guide.addLessons(to: network)
    let found = network.gradients.array
    var checked = 0
    for index in found.indices where found[index] != 0 {
      let kept = network.parameters.base[index]
      network.parameters.base[index] = kept + 1e-2
      let above = loss()
      network.parameters.base[index] = kept - 1e-2
      let below = loss()
      network.parameters.base[index] = kept
      let expected = (above - below) / 2e-2
      #expect(
        Double(found[index]).isApproximatelyEqual(to: expected, absoluteTolerance: 2e-5, relativeTolerance: 0.03),
        "parameter \(index)")
      checked += 1
    }
    #expect(checked > 40)
  }

  @Test func itIsLearntFromOnceAndNeverBefore() throws {
    let (plain, taught) = (try run(), try run())
    for run in [plain, taught] { _ = try run.advance() }
    #expect(plain.weights == taught.weights)
    try guide(taught).learn(from: Self.branches)
    #expect(try taught.advance()[.evidenceSteps] == 6 && plain.advance()[.evidenceSteps] == nil)
    #expect(plain.weights != taught.weights)
    #expect(try taught.advance()[.evidenceSteps] == nil)
  }

  @Test(arguments: [1, 3]) func aRunThatIsTakenUpStillHasWhatItIsToLearnFrom(threads: Int) throws {
    let whole = try run()
    _ = try whole.advance()
    try guide(whole).learn(from: Self.branches)
    let resumed = try PPO.resume(
      whole.policy(), entry: ContextGame.entry(), methods: MethodCatalog.methods, pool: WorkerPool(threads: threads))
    while !whole.isFinished { _ = try whole.advance() }
    while !resumed.isFinished { _ = try resumed.advance() }
    #expect(whole.fingerprint == resumed.fingerprint)
  }

  /// Two rollouts of a pair and the policy's own, all kept, and the measurement the same as without.
  @Test func whatIsMeasuredIsKept() throws {
    let policy = try contextRun(.small()).policy()
    let entry = ContextGame.entry { $0.length = 12 }
    let collect = try CollectJob(checkpoint: policy, entry: entry, count: 1, seed: 3)
    _ = try collect.advance()
    var episode = try #require(collect.episodes.first)
    episode.id = 1
    let recorded = episode.steps[4].action
    let other = (0..<4).map { Action.discrete($0) }.first { $0 != recorded } ?? .discrete(0)
    let suggestion = Suggestion(
      id: 5, episode: 1, step: 4, action: other, reward: 1, rationale: "", confidence: 1, advisor: "test")
    var configuration = EvidenceConfiguration()
    (configuration.rollouts, configuration.horizon, configuration.hold) = (6, 5, 2)
    func job(keeps: Bool) throws -> EvidenceJob {
      let job = try EvidenceJob(
        suggestions: [suggestion], episodes: [1: episode], checkpoint: policy, entry: entry,
        configuration: configuration, seed: 9, pool: WorkerPool(threads: 2))
      job.keepsBranches = keeps
      _ = try job.advance()
      return job
    }
    let (plain, kept) = (try job(keeps: false), try job(keeps: true))
    let (before, after) = (try #require(plain.evidence[5]), try #require(kept.evidence[5]))
    #expect((before.difference, before.low, before.high) == (after.difference, after.low, after.high))
    #expect(before.overPolicy == nil && before.environmentSteps == 6 * 2 * 5 && after.environmentSteps == 6 * 3 * 5)
    #expect(plain.branches.isEmpty && before.gain == before.difference && after.gain == after.overPolicy)
    let pairs = try #require(kept.branches[5])
    #expect(pairs.count == 6 && pairs.allSatisfy { $0.map(\.forced) == [2, 2, 0] })
    let gains = pairs.map { $0[0].rewards.reduce(0, +) - $0[2].rewards.reduce(0, +) }
    let worth = try #require(after.overPolicy)
    #expect(worth.isApproximatelyEqual(to: Double(gains.reduce(0, +)) / 6, absoluteTolerance: 1e-6))
    for branch in pairs.joined() {
      #expect(branch.count == 5 && branch.rows.count == 6 * 16 && branch.actions.count == 5 && !branch.terminated)
      // The right action pays 1: what is kept fits together.
      for step in 0..<5 {
        let seen = branch.rows[(step * 16)..<((step + 1) * 16)].withUnsafeBytes { bytes in
          (0..<4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
        let isRight = seen.firstIndex(of: 1) == Int(branch.actions[step])
        #expect(branch.rewards[step] == (isRight ? 1 : 0))
      }
    }
    #expect(pairs.allSatisfy { $0[0].actions.prefix(2) == $0[0].actions.prefix(1) + $0[0].actions.prefix(1) })
  }
}
