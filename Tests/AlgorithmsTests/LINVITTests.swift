import Algorithms
import Environments
import Glibc
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// LINVIT and its planning, against closed forms, brute force and exact dynamic programming.
@Suite struct LINVITTests {
  private static func small(_ seed: UInt64) throws -> TabularMDP {
    try TabularMDP.random(states: 3, actions: 2, horizon: 2, branching: 2, seed: seed)
  }

  @Test func optimalValuesAgreeWithEveryPolicy() throws {
    for seed in UInt64(0)..<5 {
      let mdp = try Self.small(seed)
      var best = -Double.infinity
      // All 2^(H S) deterministic policies.
      for code in 0..<64 {
        var policy = TabularPolicy(uniformFor: mdp)
        for cell in 0..<6 {
          policy.set(cell / 3, cell % 3, code >> cell & 1 == 1 ? [0, 1] : [1, 0])
        }
        best = max(best, DynamicProgramming.evaluate(mdp, policy).startValue)
      }
      let solution = DynamicProgramming.optimal(mdp)
      #expect(solution.startValue.isApproximatelyEqual(to: best, absoluteTolerance: 1e-12))
      #expect(
        DynamicProgramming.evaluate(mdp, solution.policy).startValue.isApproximatelyEqual(
          to: best, absoluteTolerance: 1e-12))
    }
  }

  @Test func regularisedValueOfOneDecisionHasAClosedForm() throws {
    let mdp = try TabularMDP(
      name: "bandit", states: 1, actions: 2, horizon: 1, transitions: [1, 1], rewards: [0, 1], start: [1])
    var prior = TabularPolicy(uniformFor: mdp)
    prior.set(0, 0, [0.75, 0.25])
    let weight = 0.5
    let solution = DynamicProgramming.regularised(mdp, prior: prior, weight: weight)
    let sum = 0.75 + 0.25 * exp(2.0)
    #expect(solution.startValue.isApproximatelyEqual(to: weight * log(sum), absoluteTolerance: 1e-12))
    #expect(solution.policy.probabilities[1].isApproximatelyEqual(to: 0.25 * exp(2.0) / sum, absoluteTolerance: 1e-12))
  }

  @Test func regularisedPolicyMaximisesItsObjective() throws {
    let mdp = try Self.small(7)
    let prior = TabularPriors.diverging(mdp, by: 1.5)
    let weight = 0.3
    let solution = DynamicProgramming.regularised(mdp, prior: prior, weight: weight)
    func objective(_ policy: TabularPolicy) -> Double {
      DynamicProgramming.evaluate(mdp, policy).startValue
        - weight * DynamicProgramming.divergence(mdp, of: policy, from: prior)
    }
    #expect(objective(solution.policy).isApproximatelyEqual(to: solution.startValue, absoluteTolerance: 1e-10))
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<500 {
      var policy = solution.policy
      for cell in 0..<6 {
        let share = generator.uniform()
        policy.set(cell / 3, cell % 3, [share, 1 - share])
      }
      #expect(objective(policy) <= solution.startValue + 1e-10)
    }
  }

  @Test(arguments: [0.0, 1e-12, 1e-3, 1, 1e3, 1e9])
  func backupsAreStable(_ weight: Double) throws {
    let mdp = try TabularCatalog.processes.entry("TrapGrid").process()
    for divergence in [0.0, 5, 1e4] {
      let prior = TabularPriors.diverging(mdp, by: divergence, slip: .worst)
      let solution = DynamicProgramming.regularised(mdp, prior: prior, weight: weight)
      #expect(solution.values.allSatisfy { $0.isFinite && $0 >= -1e-9 && $0 <= Double(mdp.horizon) })
      for stage in 0..<mdp.horizon {
        for state in 0..<mdp.states {
          #expect(
            solution.policy.distribution(stage, state).reduce(0, +).isApproximatelyEqual(to: 1, absoluteTolerance: 1e-9)
          )
        }
      }
    }
  }

  @Test func limitsOfTheWeightAreTheOptimumAndThePrior() throws {
    let mdp = try TabularCatalog.processes.entry("RiverSwim").process()
    let prior = TabularPriors.diverging(mdp, by: 4)
    let optimum = DynamicProgramming.optimal(mdp).startValue
    #expect(
      DynamicProgramming.regularised(mdp, prior: prior, weight: 1e-7).startValue.isApproximatelyEqual(
        to: optimum, absoluteTolerance: 1e-4))
    let acting = DynamicProgramming.evaluate(mdp, prior).startValue
    #expect(
      DynamicProgramming.regularised(mdp, prior: prior, weight: 1e6).startValue.isApproximatelyEqual(
        to: acting, absoluteTolerance: 1e-4))
  }

  @Test func biasIsBoundedByTheDivergence() throws {
    for id in ["Chain", "RiverSwim", "TrapGrid"] {
      let mdp = try TabularCatalog.processes.entry(id).process()
      let optimum = DynamicProgramming.optimal(mdp).startValue
      for divergence in [0.5, 2, 8] {
        let prior = TabularPriors.diverging(mdp, by: divergence)
        for weight in [0.01, 0.1, 1] {
          let solution = DynamicProgramming.regularised(mdp, prior: prior, weight: weight)
          let value = DynamicProgramming.evaluate(mdp, solution.policy).startValue
          #expect(optimum - value <= weight * divergence + 1e-9, "\(id) \(divergence) \(weight)")
        }
      }
    }
  }

  @Test(arguments: TabularPriors.Slip.allCases)
  func priorsHaveTheDivergenceAskedFor(_ slip: TabularPriors.Slip) throws {
    let mdp = try TabularCatalog.processes.entry("RandomMDP").process(seed: 2)
    let optimal = DynamicProgramming.optimal(mdp).policy
    for divergence in [0.0, 0.3, 3, 30] {
      let prior = TabularPriors.diverging(mdp, by: divergence, slip: slip)
      #expect(
        DynamicProgramming.divergence(mdp, of: optimal, from: prior).isApproximatelyEqual(
          to: divergence, absoluteTolerance: 1e-6))
    }
    let uniform = TabularPriors.diverging(mdp, by: Double(mdp.horizon) * log(Double(mdp.actions)))
    for share in uniform.probabilities { #expect(share.isApproximatelyEqual(to: 0.25, absoluteTolerance: 1e-9)) }
  }

  @Test func cloningApproachesItsTeacher() throws {
    let mdp = try TabularCatalog.processes.entry("Chain").process()
    let teacher = TabularPriors.diverging(mdp, by: 0.5)
    let clone = TabularPriors.cloned(mdp, from: teacher, episodes: 20_000, seed: 1)
    let values = [teacher, clone].map { DynamicProgramming.evaluate(mdp, $0).startValue }
    #expect(values[0].isApproximatelyEqual(to: values[1], absoluteTolerance: 0.02))
  }

  /// optimistic >= true >= pessimistic, for all stages and states and all along a run, with bonuses of full size.
  @Test(arguments: [LINVITConfiguration.Bonus.hoeffding, .bernstein])
  func boundsHoldTheTruth(_ bonus: LINVITConfiguration.Bonus) throws {
    for seed in UInt64(0)..<4 {
      let mdp = try TabularMDP.random(states: 4, actions: 3, horizon: 4, seed: seed)
      let prior = TabularPriors.diverging(mdp, by: 2)
      var configuration = LINVITConfiguration()
      configuration.bonus = bonus
      configuration.bonusScale = 1
      let truth = DynamicProgramming.regularised(mdp, prior: prior, weight: configuration.priorWeight)
      var learner = try LINVIT(mdp, prior: prior, configuration: configuration, seed: seed)
      for _ in 0..<300 {
        learner.advance()
        for stage in 0..<mdp.horizon {
          for state in 0..<mdp.states {
            let value = truth.values[stage * mdp.states + state]
            #expect(learner.optimisticValue(stage, state) >= value - 1e-9)
            #expect(learner.pessimisticValue(stage, state) <= value + 1e-9)
            #expect(learner.gaps[stage * mdp.states + state] >= 0)
          }
        }
      }
      #expect(learner.records.count == 301)
      // Bonuses of full size stay at the values' range for the first few hundred visits.
      for _ in 0..<3_000 { learner.advance() }
      let (first, last) = (learner.records[0], learner.records[3_300])
      #expect(last.optimistic - last.pessimistic < first.optimistic - first.pessimistic)
    }
  }

  @Test(arguments: ["Chain", "RiverSwim", "TrapGrid", "RandomMDP"])
  func comesNearTheOptimumWhateverThePrior(_ id: String) throws {
    let mdp = try TabularCatalog.processes.entry(id).process(seed: 3)
    let accuracy = 0.15 * DynamicProgramming.optimal(mdp).startValue
    for (divergence, slip) in [(0.5, TabularPriors.Slip.uniform), (4, .uniform), (20, .worst)] {
      var configuration = LINVITConfiguration()
      configuration.priorWeight = LINVITConfiguration.weight(accuracy: accuracy, divergence: divergence)
      configuration.evaluationInterval = 100
      let run = try LINVIT.run(
        mdp, prior: TabularPriors.diverging(mdp, by: divergence, slip: slip), configuration: configuration, seed: 11)
      #expect(run.optimum - run.value <= accuracy, "KL \(divergence)")
      #expect(run.samples(within: accuracy) != nil)
    }
  }

  @Test func runsDependOnTheSeedAlone() throws {
    let mdp = try TabularCatalog.processes.entry("Chain").process()
    let prior = TabularPriors.diverging(mdp, by: 2)
    var configuration = LINVITConfiguration()
    configuration.episodes = 60
    func run(_ seed: UInt64) throws -> [LINVIT.Record] {
      try LINVIT.run(mdp, prior: prior, configuration: configuration, seed: seed).learner.records
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
    let settings = TabularStudySettings(mdp: mdp, accuracy: 0.1, seeds: 3, configuration: configuration)
    let tables = try [1, 2].map {
      try DivergenceStudy.run(settings, divergences: [0.5, 2], pool: WorkerPool(threads: $0)).table
    }
    #expect(tables[0] == tables[1])
  }

  @Test func stopsWhenTheBoundsMeet() throws {
    let mdp = try TabularCatalog.processes.entry("Chain").process()
    var configuration = LINVITConfiguration()
    configuration.targetGap = 0.5
    let run = try LINVIT.run(
      mdp, prior: TabularPriors.diverging(mdp, by: 1), configuration: configuration, seed: 1)
    #expect(run.learner.episodes < configuration.episodes && run.learner.hasConverged)
  }

  @Test func foreignPriorsAreRefused() throws {
    let prior = TabularPolicy(uniformFor: try TabularCatalog.processes.entry("Chain").process())
    let mdp = try TabularCatalog.processes.entry("RiverSwim").process()
    #expect(throws: TabularMismatchError.self) {
      try LINVIT(mdp, prior: prior, configuration: LINVITConfiguration(), seed: 1)
    }
  }
}
