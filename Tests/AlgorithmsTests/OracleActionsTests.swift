import Networks
import RLCore
import Testing
import Threads

@testable import Algorithms

/// A teacher acts in the policy's place, and whoever is no teacher is refused.
@Suite struct OracleActionsTests {
  private func settings(
    _ probability: Double, _ stored: GuidanceConfiguration.StoredAction = .imitation
  ) -> PPOConfiguration {
    .small {
      $0.oracle.probability = probability
      $0.oracle.until = 0.5
      $0.oracle.storedAction = stored
    }
  }

  @Test func theProbabilityFallsToNoneAtItsShareOfTheRun() {
    var settings = OracleConfiguration()
    settings.probability = 0.8
    settings.until = 0.5
    #expect([0, 0.25, 0.5, 0.75].map(settings.probability(at:)) == [0.8, 0.4, 0, 0])
    settings.until = 0
    #expect(settings.probability(at: 0) == 0)
  }

  @Test func theTeacherActsEverMoreRarely() throws {
    let run = try OracleFixture.run("oracle-actions", try OracleFixture.material(), settings(1))
    var counts: [Int] = []
    while !run.isFinished {
      let rate = try run.advance()[.overrideRate]
      counts.append((0..<run.rollout.count).count { run.rollout.hasOwnLoss[$0] != 0 })
      #expect(rate == Double(counts[counts.count - 1]) / 128)
    }
    #expect(counts.count == 8 && counts[0] == 128 && counts[4...].allSatisfy { $0 == 0 })
    for (update, expected) in [(1, 96.0), (2, 64), (3, 32)] {
      // Four deviations of 128 draws are at most 23.
      #expect(abs(Double(counts[update]) - expected) < 23, "\(counts)")
    }
  }

  @Test(arguments: GuidanceConfiguration.StoredAction.allCases)
  func theBatchHoldsWhatTheModeOfStorageSays(mode: GuidanceConfiguration.StoredAction) throws {
    let teacher = try OracleFixture.trained()
    let right = try OracleFixture.actions(teacher)
    let plain = try contextRun(.small())
    let run = try OracleFixture.run("oracle-actions", try OracleFixture.material(teacher), settings(1, mode))
    _ = try plain.advance()
    let metrics = try run.advance()
    #expect(run.contexts == plain.contexts && metrics[.overrideRate] == 1)
    for (sample, context) in run.contexts.enumerated() {
      let action = right[context]
      #expect(run.rollout.rewards.base[sample] == (action == context ? 1 : 0), "the environment got it in every mode")
      #expect(run.storedActions[sample] == (mode == .sampled ? plain.storedActions[sample] : action))
      #expect((run.rollout.hasOwnLoss[sample] != 0) == (mode == .imitation))
    }
    #expect((metrics[.imitationLoss] != nil) == (mode == .imitation))
  }

  @Test func ofAGaussianTeacherItIsTheMeanWithinTheBounds() throws {
    let settings = PPOConfiguration.small {
      $0.hidden = [16, 16]
      $0.sharesTrunk = false
      $0.initialLogDeviation = -0.5
      $0.oracle.probability = 1
    }
    let teacher = try PPO(
      name: "base", entry: ReachGame.entry(), configuration: settings, seed: 7, pool: .init(threads: 1)
    ).policy()
    // So narrow that the small means of a policy that has learnt nothing do not fit.
    let entry = ReachGame.entry { $0.bound = 0.001 }
    let material = OracleMaterial(teacher: try OracleTeacher(teacher, digest: "", for: entry))
    let run = try OracleFixture.run("oracle-actions", material, entry: entry, settings)
    _ = try run.advance()
    let network = try teacher.makeNetwork()
    let workspace = Workspace(network: network, capacity: 1)
    var cut = 0
    for sample in 0..<run.rollout.count {
      network.forward(
        RowBatch(base: run.rollout.rows.row(sample), rowBytes: run.rollout.rows.rowBytes, indices: nil, count: 1),
        workspace)
      for component in 0..<2 {
        let mean = workspace.policy[component]
        if abs(mean) > 0.001 { cut += 1 }
        #expect(run.rollout.actions.base[sample * 2 + component] == min(max(mean, -0.001), 0.001))
      }
    }
    #expect(cut > 0)
  }

  @Test(arguments: ["oracle-actions", "oracle-potential", "oracle-imitation"])
  func whoeverIsNotNamedCannotBeAsked(name: String) throws {
    let method = try MethodCatalog.methods.entry(name)
    #expect(method.needsTeacher && !method.needsGuidance && method.summary.hasPrefix("oracle"))
    let error = #expect(throws: InvalidSettingError.self) {
      try method.guide(GuidanceTable(), entry: ContextGame.entry(), configuration: .small())
    }
    #expect(error?.key == "oracle.teacher" && error?.description.contains(name) == true)
  }

  @Test func onlyOraclesAskATeacher() {
    for method in MethodCatalog.methods.entries {
      #expect(method.needsTeacher == method.name.hasPrefix("oracle"), "\(method.name)")
    }
  }

  @Test func aPolicyOfAnotherKindIsNoTeacher() throws {
    let reach = try PPO(
      name: "base", entry: ReachGame.entry(), configuration: .small { $0.initialLogDeviation = -0.5 }, seed: 1,
      pool: .init(threads: 1)
    ).policy()
    #expect(throws: SafetensorsError.self) { try OracleTeacher(reach, digest: "", for: ContextGame.entry()) }
    let sparse = try contextRun(.small()) { $0.isSparse = true }.policy()
    #expect(throws: SafetensorsError.self) { try OracleTeacher(sparse, digest: "", for: ContextGame.entry()) }
    let wide = try contextRun(.small { $0.hidden = [32, 8] }).policy()
    #expect(throws: Never.self) { try OracleTeacher(wide, digest: "", for: ContextGame.entry()) }
  }

  @Test func aTeacherIsKeptWithoutItsTraining() throws {
    let policy = try OracleFixture.trained()
    let teacher = try OracleTeacher(policy, digest: "ab12", for: ContextGame.entry())
    #expect(teacher.digest == "ab12" && teacher.step == 1_024 && teacher.valueUnit == 1)
    let network = try teacher.makeNetwork(in: ContextGame.entry())
    #expect(Fingerprint(network.parameters.array) == Fingerprint(try policy.makeNetwork().parameters.array))
  }

  @Test(arguments: ["oracle-actions", "oracle-potential", "oracle-imitation"])
  func whatIsUnderWayGoesOnBitForBit(name: String) throws {
    let start = try contextRun(.small(), seed: 5).policy()
    let material = try OracleFixture.material()
    func fresh(_ threads: Int) throws -> PPO {
      // Episodes of eight steps are under way when it stops.
      try OracleFixture.run(name, material, start: start, threads: threads, .small { $0.stepsPerUpdate = 20 })
    }
    let (whole, first) = (try fresh(1), try fresh(3))
    for _ in 0..<4 { _ = try whole.advance() }
    _ = try first.advance()
    let second = try PPO.resume(try first.policy(), entry: ContextGame.entry(), pool: .init(threads: 2))
    #expect(second.fingerprint == first.fingerprint)
    for _ in 0..<3 { _ = try second.advance() }
    #expect(second.fingerprint == whole.fingerprint)
  }
}
