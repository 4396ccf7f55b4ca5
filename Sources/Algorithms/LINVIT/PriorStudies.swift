import Glibc
public import Networks
import RLCore

/// Studies of how priors, λ and exploration matter; each is a function of its arguments alone.
public enum PriorStudies {
  /// Recovery from bad priors: the regret V* - V^π that is left after all episodes, by method and prior.
  ///
  /// Priors go from the optimal policy over the uniform one to an adversary that mostly takes the worst action. λ follows
  /// each prior's divergence.
  public static func recovery(
    _ settings: TabularStudySettings, methods: [TabularMethod] = TabularMethodCatalog.all, pool: WorkerPool
  ) throws -> StudyTable {
    let mdp = settings.mdp
    let uniform = Double(mdp.horizon) * log(Double(max(2, mdp.actions)))
    let priors: [(name: String, divergence: Double, slip: TabularPriors.Slip)] = [
      ("optimal", 0, .uniform), ("good", uniform * 0.2, .uniform), ("fair", uniform * 0.5, .uniform),
      ("uniform", uniform, .uniform), ("misleading", uniform * 2, .worst), ("adversarial", uniform * 4, .worst),
    ]
    let optimum = DynamicProgramming.optimal(mdp).startValue
    var table = StudyTable(
      title: "Regret left after \(settings.configuration.episodes) episodes, \(mdp.name), optimum "
        + "\(StudyTable.text(optimum)), \(settings.seeds) seeds",
      columns: ["prior", "KL"] + methods.map(\.name))
    for entry in priors {
      let prior = TabularPriors.diverging(mdp, by: entry.divergence, slip: entry.slip)
      var configuration = settings.configuration
      configuration.evaluationInterval = configuration.episodes
      configuration.priorWeight = LINVITConfiguration.weight(
        accuracy: settings.accuracy, divergence: entry.divergence)
      var cells = [entry.name, StudyTable.text(entry.divergence)]
      for method in methods {
        let values = try pool.map(settings.seeds) { seed in
          try method.finalValue(mdp, prior: prior, configuration: configuration, seed: UInt64(seed))
        }
        cells.append(StudyTable.text(optimum - values.reduce(0, +) / Double(max(1, values.count)), places: 3))
      }
      table.rows.append(cells)
    }
    return table
  }

  /// One λ of a sweep.
  public struct WeightRow: Sendable {
    /// λ.
    public var weight: Double
    /// It is ε / (2 KL).
    public var isRule: Bool
    /// V* - V^π_λ, the bias of the exactly regularised policy.
    public var bias: Double
    /// Mean regret after all episodes.
    public var regret: Double
    /// Mean episodes to ε; runs that were too short count as all episodes.
    public var samples: Double
    /// The share of runs that reached ε.
    public var reached: Double
  }

  /// λ sweep at one divergence, the rule λ = ε / (2 KL) included and marked.
  public static func weightSweep(
    _ settings: TabularStudySettings, divergence: Double, factors: [Double] = [0, 0.1, 0.3, 1, 3, 10, 30],
    pool: WorkerPool
  ) throws -> (rows: [WeightRow], table: StudyTable) {
    let mdp = settings.mdp
    let rule = LINVITConfiguration.weight(accuracy: settings.accuracy, divergence: divergence)
    let prior = TabularPriors.diverging(mdp, by: divergence)
    let optimum = DynamicProgramming.optimal(mdp).startValue
    let rows = try factors.map { factor in
      var configuration = settings.configuration
      configuration.priorWeight = rule * factor
      let runs = try settings.runs(prior: prior, configuration: configuration, pool: pool)
      let samples = runs.map { $0.samples(within: settings.accuracy) }
      let exact = DynamicProgramming.regularised(mdp, prior: prior, weight: configuration.priorWeight)
      let count = Double(max(1, runs.count))
      return WeightRow(
        weight: configuration.priorWeight, isRule: factor == 1,
        bias: optimum - DynamicProgramming.evaluate(mdp, exact.policy).startValue,
        regret: runs.reduce(0) { $0 + (optimum - $1.value) } / count,
        samples: samples.reduce(0) { $0 + Double($1 ?? configuration.episodes) } / count,
        reached: Double(samples.count { $0 != nil }) / count)
    }
    var table = StudyTable(
      title:
        "Weight of the prior at KL \(StudyTable.text(divergence)), accuracy \(StudyTable.text(settings.accuracy)), "
        + "\(mdp.name), \(settings.seeds) seeds",
      columns: ["lambda", "", "bias", "regret", "episodes", "reached"])
    table.rows = rows.map { row in
      [
        StudyTable.text(row.weight, places: 4), row.isRule ? "eps/(2 KL)" : "", StudyTable.text(row.bias, places: 3),
        StudyTable.text(row.regret, places: 3), StudyTable.text(row.samples, places: 0),
        "\(StudyTable.text(row.reached * 100, places: 0)) %",
      ]
    }
    return (rows, table)
  }

  /// Exploration by the gap against the optimistic policy and epsilon-greedy, all with the same λ and prior.
  public static func exploration(
    _ settings: TabularStudySettings, divergence: Double, pool: WorkerPool
  ) throws -> StudyTable {
    let prior = TabularPriors.diverging(settings.mdp, by: divergence)
    var table = StudyTable(
      title: "Exploration at KL \(StudyTable.text(divergence)), accuracy \(StudyTable.text(settings.accuracy)), "
        + "\(settings.mdp.name), \(settings.seeds) seeds",
      columns: ["method", "episodes to accuracy", "95 %", "reached", "regret at the end", "bounds' gap at the end"])
    for name in ["linvit", "linvit-ucb", "linvit-epsilon"] {
      var configuration = settings.configuration
      configuration.priorWeight = LINVITConfiguration.weight(accuracy: settings.accuracy, divergence: divergence)
      try TabularMethodCatalog.method(name).configure(&configuration)
      let runs = try settings.runs(prior: prior, configuration: configuration, pool: pool)
      let samples = runs.map { $0.samples(within: settings.accuracy) }
      let spread = meanInterval(samples.map { Double($0 ?? configuration.episodes) })
      let count = Double(max(1, runs.count))
      let gap = runs.reduce(0) { total, run in
        total + (run.learner.records.last.map { $0.optimistic - $0.pessimistic } ?? 0)
      }
      let hasBounds = configuration.bonus != .none
      table.rows.append([
        name, StudyTable.text(spread.mean, places: 0),
        "\(StudyTable.text(spread.low, places: 0)) to \(StudyTable.text(spread.high, places: 0))",
        "\(samples.count { $0 != nil })/\(samples.count)",
        StudyTable.text(runs.reduce(0) { $0 + ($1.optimum - $1.value) } / count, places: 3),
        hasBounds ? StudyTable.text(gap / count) : "-",
      ])
    }
    return table
  }
}
