import Algorithms
import Foundation
import Networks
import RLCore
import Testing
import Threads

/// Densities over torques as priors, and policies that act by themselves in a plan.
@Suite struct TorquePriorTests {
  private static let entry = EnvironmentEntry(summary: "a cart on a rail", make: { Rail() })

  private func primitives(_ levels: TorquePrimitives.Levels = .three, hold: Int = 2) throws -> TorquePrimitives {
    try TorquePrimitives(levels, of: Rail().spec, parts: ["push"], hold: hold)
  }

  private func task(
    _ levels: TorquePrimitives.Levels = .three, hold: Int = 2, policy: TorquePolicy? = nil
  ) throws -> ControlTask<Rail> {
    try ControlTask(
      ControlTaskTests.goal, primitives: primitives(levels, hold: hold), policy: policy, seed: 1
    ) { Rail() }
  }

  /// A policy as it is before training.
  private func checkpoint(of entry: EnvironmentEntry = entry) throws -> PolicyCheckpoint {
    let configuration = PPOConfiguration.small { settings in
      settings.sharesTrunk = false
      settings.initialLogDeviation = -0.5
    }
    let run = try PPO(
      name: "base", entry: entry, configuration: configuration, seed: 5, pool: WorkerPool(threads: 1))
    return try PolicyCheckpoint(bytes: try #require(run.checkpoint()))
  }

  private func probabilities(_ proposals: [Proposal]) -> [String: Double] {
    Dictionary(proposals.map { ($0.action, $0.probability) }) { first, _ in first }
  }

  @Test func rulesSpreadAroundWhatTheyChoose() throws {
    // They choose 5 and get 1, the bound; the deviation is half of a torque of 1, so that 0 is two deviations away and -1
    // four: e^0, e^-2 and e^-8.
    let prior = TorquePrior(TorqueRules("goes right") { _ in [5] }, primitives: try primitives())
    let proposals = try prior.proposals(for: task().context(history: []))
    let (near, far) = (exp(-2.0), exp(-8.0))
    let expected = [
      "push +1": 1 / (1 + near + far), "push 0": near / (1 + near + far), "push -1": far / (1 + near + far),
    ]
    #expect(proposals.map(\.action) == ["push +1", "push 0", "push -1"])
    for (action, probability) in probabilities(proposals) {
      #expect(abs(probability - (expected[action] ?? 0)) < 1e-12, "\(action)")
    }
    #expect(prior.source == "rules of thumb: goes right")
  }

  @Test func rulesSeeTheObservation() throws {
    let prior = TorquePrior(TorqueRules("goes back") { [-Double($0[0])] }, primitives: try primitives())
    var task = try task()
    #expect(try prior.proposals(for: task.context(history: [])).first?.action == "push 0")
    _ = try task.step("push +1")
    #expect(try prior.proposals(for: task.context(history: ["push +1"])).first?.action == "push -1")
    for _ in 0..<5 { _ = try task.step("push 0") }
    #expect(task.actions.isEmpty)
    #expect(try prior.proposals(for: task.context(history: [])).isEmpty, "nothing is proposed after the end")
  }

  @Test func theUniformPriorIsEven() throws {
    let proposals = try UniformPrior().proposals(for: task(.five).context(history: []))
    #expect(proposals.map(\.probability) == [0.2, 0.2, 0.2, 0.2, 0.2])
  }

  @Test func aPolicysDensityIsItsNormalDistribution() throws {
    let policy = try TorquePolicy(checkpoint(), for: Self.entry, source: "base")
    let prior = TorquePrior(policy, primitives: try primitives())
    let task = try task(policy: policy)
    let density = try policy.density(at: task.row)
    // The settings begin with a deviation of e^-0.5.
    #expect(abs(density.deviations[0] - exp(-0.5)) < 1e-6)
    let found = probabilities(try prior.proposals(for: task.context(history: [])))
    #expect(abs(found.values.reduce(0, +) - 1) < 1e-12 && found.count == 3)
    let mean = density.means[0]
    let ratio = exp((-(1 - mean) * (1 - mean) + mean * mean) / (2 * exp(-1.0)))
    #expect(abs((found["push +1"] ?? 0) / (found["push 0"] ?? 1) - ratio) < 1e-4)
    #expect(prior.source == "base, 0 environment steps of training")
  }

  @Test func aPolicyActsByItselfAtEveryStep() throws {
    let policy = try TorquePolicy(checkpoint(), for: Self.entry, source: "base")
    var task = try task(.policy, hold: 3, policy: policy)
    #expect(task.actions == ["policy"] && task.words(for: "policy") == "let the policy act for 3 steps")
    let context = task.context(history: [])
    for prior in [UniformPrior() as any ActionPrior, TorquePrior(policy, primitives: try primitives(.policy))] {
      #expect(try prior.proposals(for: context) == [Proposal(action: "policy", probability: 1)])
    }
    var rail = Rail()
    var reward = Float(0)
    for _ in 0..<3 {
      var row = [UInt8](repeating: 0, count: 16)
      row.withUnsafeMutableBytes { bytes in
        if let base = bytes.baseAddress { rail.observe(into: base) }
      }
      let action = try policy.action(at: row)
      reward += try action.withUnsafeBufferPointer { rail.step(try #require($0.baseAddress)).reward }
    }
    let outcome = try task.step("policy")
    #expect(abs(outcome.reward - 0.5 * Double(reward)) < 1e-5)
    #expect(task.reading.measures == [Double(rail.place)] && task.reading.steps == 3)
  }

  @Test func policiesOfOtherShapesAreRefused() throws {
    let other = try checkpoint(of: ReachGame.entry())
    let error = try #require(throws: SafetensorsError.self) {
      try TorquePolicy(other, for: Self.entry, source: "base")
    }
    #expect(error.description.contains("a policy for Reach, not for Rail"))
  }
}
