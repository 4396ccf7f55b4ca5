import Glibc
import Networks
import Numerics
import RLCore
import Testing
import Threads

@testable import Algorithms

/// The redesigned methods: what overrides leave alone, what r_LLM acts on, and what a buffer teaches.
@Suite struct CoachedPPOTests {
  private static let names = ["coach-a", "coach-r", "coach-ra"]

  private static func row(
    _ context: Int, action: Int, reward: Double = 1, id: Int = 1, recorded: Int? = nil, blame: Double? = nil,
    gain: Double? = nil, hold: Int? = nil
  ) -> GuidanceEntry {
    var entry = contextEntry(context, action: action, reward: reward, id: id)
    entry.recorded = recorded.map { .discrete($0) }
    entry.blame = blame
    entry.gain = gain
    entry.hold = hold
    return entry
  }

  private static let table = [
    row(2, action: 0, reward: 0.8, recorded: 2, blame: -0.5, gain: 2),
    row(3, action: 3, reward: 0.6, id: 2, gain: 1),
  ]

  private func run(
    _ name: String, _ table: [GuidanceEntry] = table, threads: Int = 1,
    _ configure: (inout PPOConfiguration) -> Void = { _ in }
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
      pool: WorkerPool(threads: threads))
  }

  @Test(arguments: names) func withoutAlphaOverridesAndBufferARunIsPlain(name: String) throws {
    let plain = try contextRun(.small())
    let idle = try run(name) {
      $0.guidance.alpha = 0
      $0.guidance.overrideProbability = 0
    }
    let empty = try run(name, []) { $0.guidance.buffer = 16 }
    while !plain.isFinished {
      _ = try plain.advance()
      _ = try idle.advance()
      _ = try empty.advance()
    }
    #expect(idle.weights == plain.weights && empty.weights == plain.weights)
  }

  @Test func whatIsCutLiesApart() throws {
    let plain = try contextRun(.small())
    let run = try run("coach-a") { $0.guidance.trace = .cut }
    _ = try plain.advance()
    let metrics = try run.advance()
    let (rollout, width) = (run.rollout, run.rollout.environments)
    for (sample, context) in run.contexts.enumerated() {
      #expect((rollout.isApart[sample] != 0) == (context >= 2))
      let advised = context == 2 ? 0 : 3
      #expect(run.storedActions[sample] == (context < 2 ? plain.storedActions[sample] : advised))
      // What leads into an override is worth the value of its state, by a single temporal difference.
      let next = sample + width
      guard next < rollout.count, rollout.terminated[sample] == 0, rollout.isApart[next] != 0 else { continue }
      let step = rollout.rewards.base[sample] + 0.9 * rollout.values.base[next] - rollout.values.base[sample]
      #expect(rollout.advantages.base[sample].isApproximatelyEqual(to: step, absoluteTolerance: 1e-6))
    }
    let matched = run.contexts.count { $0 >= 2 }
    #expect(metrics[.hitRate] == Double(matched) / 128 && metrics[.overrideRate] == Double(matched) / 128)
    #expect(metrics[.alpha] == 0 && metrics[.shapedReturn] == metrics[.episodicReturn])
  }

  @Test func rewardsAndActionsStayThePolicysOwnUnderR() throws {
    let plain = try contextRun(.small())
    let run = try run("coach-r") { $0.guidance.alpha = 2 }
    _ = try plain.advance()
    let metrics = try run.advance()
    #expect(run.storedActions == plain.storedActions)
    #expect(run.rollout.rewards.array == plain.rollout.rewards.array)
    #expect(run.rollout.advantages.array == plain.rollout.advantages.array)
    #expect(metrics[.overrideRate] == 0 && metrics[.alpha] == 2 && run.weights != plain.weights)
    let agreement = try #require(metrics[.agreement])
    #expect(agreement > 0.1 && agreement < 0.5, "four actions, one of them advised: \(agreement)")
  }

  @Test func rPullsTowardsTheAdvisedActionAndAwayFromTheRecordedOne() throws {
    let run = try run("coach-r") {
      $0.guidance.alpha = 20
      $0.learningRate = 0.01
      $0.annealsLearningRate = false
    }
    var last = 0.0
    while !run.isFinished { last = try run.advance()[.agreement] ?? 0 }
    #expect(last > 0.9, "context 2 pays for another action, and r_LLM outweighs that: \(last)")
  }

  @Test(arguments: [1.0, 0.25], GuidanceConfiguration.Trace.allCases)
  func theLossAgreesWithDifferences(temperature: Double, trace: GuidanceConfiguration.Trace) throws {
    var configuration = PPOConfiguration.small {
      $0.guidance.alpha = 0.7
      $0.guidance.overrideProbability = 1
      $0.guidance.imitationWeight = 0.4
      $0.guidance.temperature = temperature
      $0.guidance.trace = trace
      $0.guidance.greatestWeight = 3
      $0.clipsValue = false
      $0.clip = 10
    }
    try MethodCatalog.methods.entry("coach-ra").configure(&configuration)
    let run = try run("coach-ra") { $0 = configuration }
    _ = try run.advance()
    let network = run.network
    let workspace = Workspace(network: network, capacity: 1)
    let weights = [min(exp(2 / (temperature * 1.5)), 3), min(exp(1 / (temperature * 1.5)), 3)]
    for sample in 0..<64 {
      let rows = RowBatch(
        base: run.rollout.rows.row(sample), rowBytes: run.rollout.rows.rowBytes, indices: nil, count: 1)
      network.forward(rows, workspace)
      _ = run.loss.fill(workspace, [Int32(sample)], 1, 1, Standardiser())
      let logits = (0..<4).map { Double(workspace.policy[$0]) }
      let context = run.contexts[sample]
      func loss(_ logits: [Double]) -> Double {
        let total = logits.reduce(0) { $0 + exp($1) }
        let policy = logits.map { exp($0) / total }
        let entropy = policy.reduce(0) { $0 - $1 * log($1) }
        let spread = context >= 2 && trace == .cut ? 0 : -0.01 * entropy
        switch context {
        case 2: return spread - 0.4 * weights[0] * log(policy[0]) - 0.7 * (0.8 * policy[0] - 0.5 * policy[2])
        case 3: return spread - 0.4 * weights[1] * log(policy[3]) - 0.7 * 0.6 * policy[3]
        default:
          let chosen = run.storedActions[sample]
          let ratio = policy[chosen] / exp(Double(run.rollout.logProbabilities.base[sample]))
          return spread - Double(run.rollout.advantages.base[sample]) * ratio
        }
      }
      for column in 0..<4 {
        var (above, below) = (logits, logits)
        above[column] += 1e-5
        below[column] -= 1e-5
        let expected = (loss(above) - loss(below)) / 2e-5
        let found = Double(workspace.outputDeltas[0].base[column])
        #expect(
          found.isApproximatelyEqual(to: expected, absoluteTolerance: 1e-4, relativeTolerance: 1e-3),
          "context \(context), logit \(column)")
      }
      let value = workspace.outputDeltas[0].base[4]
      #expect((value == 0) == (context >= 2 && trace == .cut), "what is cut teaches the value nothing")
    }
  }

  @Test func anActionWithoutGainIsNotImitatedAndOneWithoutEvidenceIs() throws {
    let table = [Self.row(2, action: 0, gain: -1), Self.row(3, action: 1, id: 2)]
    let run = try run("coach-a", table) {
      $0.guidance.imitationWeight = 1
      $0.learningRate = 0.05
      $0.annealsLearningRate = false
    }
    for _ in 0..<8 { _ = try run.advance() }
    let workspace = Workspace(network: run.network, capacity: 4)
    let rows = FloatBuffer(count: 16)
    for context in 0..<4 { rows.base[context * 5] = 1 }
    run.network.forward(RowBatch(base: rows.base, rowBytes: 16, indices: nil, count: 4), workspace)
    func probability(_ context: Int, _ action: Int) -> Double {
      let logits = (0..<4).map { Double(workspace.policy[context * workspace.policyStride(run.network) + $0]) }
      return exp(logits[action]) / logits.reduce(0) { $0 + exp($1) }
    }
    #expect(probability(3, 1) > 0.8 && probability(2, 0) < 0.6, "\(probability(3, 1)), \(probability(2, 0))")
  }

  @Test func overridesAreHeldAsLongAsTheirEvidence() throws {
    let held = try run("coach-a", [Self.row(2, action: 0, hold: 3)]) { $0.guidance.hold = 0 }
    _ = try held.advance()
    let (rollout, width) = (held.rollout, held.rollout.environments)
    for environment in 0..<width {
      var remaining = 0
      for time in 0..<rollout.steps {
        let sample = time * width + environment
        if remaining == 0, held.contexts[sample] == 2 { remaining = 3 }
        #expect((rollout.hasOwnLoss[sample] != 0) == (remaining > 0))
        if remaining > 0 { #expect(held.storedActions[sample] == 0) }
        remaining = rollout.terminated[sample] != 0 ? 0 : max(0, remaining - 1)
      }
    }
    let single = try run("coach-a", [Self.row(2, action: 0, hold: 3)])
    _ = try single.advance()
    #expect((0..<128).allSatisfy { (single.rollout.hasOwnLoss[$0] != 0) == (single.contexts[$0] == 2) })
  }

  @Test func theBuffersGradientAgreesWithDifferences() throws {
    let run = try run("coach-a") {
      $0.guidance.buffer = 8
      $0.guidance.bufferWeight = 0.3
    }
    let (network, guide) = (run.network, try #require(run.guide))
    guide.willPlay(RunProgress(step: 512, totalSteps: 1024))
    let workspace = Workspace(network: network, capacity: 2)
    let rows = FloatBuffer(count: 8)
    (rows.base[2], rows.base[7]) = (1, 1)
    func loss() -> Double {
      network.forward(RowBatch(base: rows.base, rowBytes: 16, indices: nil, count: 2), workspace)
      let weights = [min(exp(2 / 1.5), 3), min(exp(1 / 1.5), 3)]
      return (0..<2).reduce(0) { sum, row in
        let logits = (0..<4).map { Double(workspace.policy[row * workspace.policyStride(network) + $0]) }
        let log = logits[row == 0 ? 0 : 3] - Glibc.log(logits.reduce(0) { $0 + exp($1) })
        return sum - 0.3 * weights[row] * log / 2
      }
    }
    network.gradients.clear()
    network.prepareBackward()
    guide.addLessons(to: network)
    let found = network.gradients.array
    var checked = 0
    for index in stride(from: 0, to: found.count, by: 3) where found[index] != 0 {
      let kept = network.parameters.base[index]
      network.parameters.base[index] = kept + 1e-2
      let above = loss()
      network.parameters.base[index] = kept - 1e-2
      let below = loss()
      network.parameters.base[index] = kept
      #expect(
        Double(found[index]).isApproximatelyEqual(
          to: (above - below) / 2e-2, absoluteTolerance: 2e-4, relativeTolerance: 0.02))
      checked += 1
    }
    #expect(checked > 20)
  }

  @Test(arguments: names) func aRunThatIsTakenUpGoesOnTheSame(name: String) throws {
    let table = [Self.row(2, action: 0, reward: 0.8, recorded: 2, blame: -0.5, gain: 2, hold: 5)]
    func guided(threads: Int) throws -> PPO {
      try run(name, table, threads: threads) { ($0.guidance.buffer, $0.guidance.hold) = (4, 0) }
    }
    let (whole, cut) = (try guided(threads: 1), try guided(threads: 2))
    for _ in 0..<3 { _ = try cut.advance() }
    let resumed = try PPO.resume(
      cut.policy(), entry: ContextGame.entry(), methods: MethodCatalog.methods, pool: WorkerPool(threads: 3))
    while !whole.isFinished { _ = try whole.advance() }
    while !resumed.isFinished { _ = try resumed.advance() }
    #expect(whole.fingerprint == resumed.fingerprint)
  }

  @Test func ultraTakesNoOtherCredit() throws {
    for credit in [GuidanceConfiguration.Credit.advantage, .potential] {
      let error = #expect(throws: InvalidSettingError.self) { try run("ultra-r") { $0.guidance.credit = credit } }
      #expect(error?.key == "guidance.credit")
    }
  }

  @Test func additiveCreditIsThePapers() throws {
    let ours = try run("coach-r") { $0.guidance.credit = .additive }
    let paper = try run("ultra-r")
    while !ours.isFinished { #expect(try ours.advance()[.shapedRewardSize] == paper.advance()[.shapedRewardSize]) }
    #expect(ours.weights == paper.weights)
  }

  @Test(arguments: [ContextGame.Ending.terminates, .truncates])
  func potentialsTelescope(ending: ContextGame.Ending) throws {
    var table = [Self.row(0, action: 0), Self.row(1, action: 0, id: 2), Self.row(2, action: 0, id: 3)]
    for (index, value) in [0.5, -1, 0.25].enumerated() { table[index].stateValue = value }
    var configuration = PPOConfiguration.small {
      $0.guidance.credit = .potential
      $0.guidance.alpha = 2
    }
    let method = try MethodCatalog.methods.entry("coach-r")
    method.configure(&configuration)
    let entry = ContextGame.entry { $0.ending = ending }
    let run = try PPO(
      name: "run", entry: entry, configuration: configuration,
      guide: method.guide(GuidanceTable(entries: table), entry: entry, configuration: configuration), seed: 3,
      pool: WorkerPool(threads: 1))
    _ = try run.advance()
    let (rollout, width) = (run.rollout, run.rollout.environments)
    for environment in 0..<width {
      for start in [0, 8] {
        var (sum, discount) = (0.0, 1.0)
        for time in start..<(start + 8) {
          let sample = time * width + environment
          let own: Float = run.storedActions[sample] == run.contexts[sample] ? 1 : 0
          sum += discount * Double(rollout.rewards.base[sample] - own)
          discount *= 0.9
        }
        // The discounted sum over an episode is α (γ^T Φ(s_T) − Φ(s_0)), with Φ of a terminal state 0.
        let first = [0.5, -1, 0.25, 0][run.contexts[start * width + environment]]
        if ending == .terminates {
          #expect(sum.isApproximatelyEqual(to: -2 * first, absoluteTolerance: 1e-5))
        } else {
          let last = (sum / 2 + first) / pow(0.9, 8)
          #expect([0.5, -1, 0.25, 0].contains { abs($0 - last) < 1e-4 }, "Φ of what was seen last: \(last)")
        }
      }
    }
  }

  @Test func ultraMayCutItsTracesToo() throws {
    let run = try run("ultra-a") {
      $0.guidance.trace = .cut
      $0.guidance.storedAction = .imitation
    }
    let metrics = try run.advance()
    #expect((0..<128).allSatisfy { (run.rollout.isApart[$0] != 0) == (run.contexts[$0] >= 2) })
    #expect(metrics[.imitationLoss] != nil)
  }
}
