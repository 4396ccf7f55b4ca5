import Glibc
public import RLCore
public import Threads

/// Studies of how priors, λ and exploration matter; each is a function of its arguments alone.
public enum PriorStudies {
  /// H log A: the divergence of the uniform policy from a deterministic one.
  public static func uniformDivergence(_ mdp: TabularMDP) -> Double {
    Double(mdp.horizon) * log(Double(max(2, mdp.actions)))
  }

  /// Priors from the optimal policy over the uniform one to an adversary that mostly takes the worst action.
  static func priors(
    _ mdp: TabularMDP
  ) -> [(name: String, divergence: Double, slip: TabularPriors.Slip)] {
    let uniform = uniformDivergence(mdp)
    return [
      ("optimal", 0, .uniform), ("good", uniform * 0.2, .uniform), ("fair", uniform * 0.5, .uniform),
      ("uniform", uniform, .uniform), ("misleading", uniform * 2, .worst), ("adversarial", uniform * 4, .worst),
    ]
  }

  /// Every method once for each seed, with a prior of one divergence; λ is `weight`, else ε / (2 KL).
  public static func comparison(
    _ settings: TabularStudySettings, divergence: Double, weight: Double?, methods: [TabularMethod], pool: WorkerPool
  ) throws -> TabularStudy {
    let prior = settings.prior(divergence)
    let rows = try methods.map { method in
      try settings.row(
        "KL \(Numerals.fixed(divergence, 2))", prior, divergence: divergence, method: method,
        weight: weight ?? settings.rule(divergence), isRule: weight == nil, pool: pool)
    }
    let optimum = DynamicProgramming.optimal(settings.mdp).startValue
    var table = TextTable(
      title: "\(settings.caption), optimum \(Numerals.fixed(optimum, 3)), eps = "
        + "\(Numerals.fixed(settings.accuracy, 3)), KL \(Numerals.fixed(divergence, 2))",
      columns: ["method", "episodes"] + TabularStudyRow.sampleColumns + TabularStudyRow.gapColumns)
    table.rows = rows.map { [$0.method, "\($0.episodes)"] + $0.sampleCells + $0.gapCells }
    return TabularStudy(rows: rows, table: table)
  }

  /// Recovery from bad priors: the gap V* - V^π that is left after all episodes, by method and prior.
  ///
  /// λ follows each prior's divergence.
  public static func recovery(
    _ settings: TabularStudySettings, methods: [TabularMethod] = TabularMethodCatalog.methods.entries, pool: WorkerPool
  ) throws -> TabularStudy {
    let optimum = DynamicProgramming.optimal(settings.mdp).startValue
    var table = TextTable(
      title: "Worst gap to the optimum \(Numerals.fixed(optimum, 2)) over the seeds, eps = "
        + "\(Numerals.fixed(settings.accuracy, 3)), " + settings.caption,
      columns: ["prior", "KL"] + methods.map(\.name) + ["linvit within eps"])
    var rows: [TabularStudyRow] = []
    for entry in priors(settings.mdp) {
      let prior = settings.prior(entry.divergence, slip: entry.slip)
      let found = try methods.map { method in
        try settings.row(
          entry.name, prior, divergence: entry.divergence, method: method, weight: settings.rule(entry.divergence),
          pool: pool)
      }
      let own = found.first { $0.method == "linvit" }
      table.rows.append(
        [entry.name, Numerals.fixed(entry.divergence, 2)] + found.map { Numerals.fixed($0.worstGap, 3) }
          + [own.map { $0.isWithinEpsilon ? "yes" : "no" } ?? "-"])
      rows += found
    }
    return TabularStudy(rows: rows, table: table)
  }

  /// λ sweep at one divergence, the rule λ = ε / (2 KL) included and marked.
  public static func weightSweep(
    _ settings: TabularStudySettings, divergence: Double, factors: [Double] = [0, 0.1, 0.3, 1, 3, 10, 30],
    pool: WorkerPool
  ) throws -> TabularStudy {
    let mdp = settings.mdp
    let method = try TabularMethodCatalog.methods.entry("linvit")
    let prior = settings.prior(divergence)
    let optimum = DynamicProgramming.optimal(mdp).startValue
    let rows = try factors.map { factor in
      let weight = settings.rule(divergence) * factor
      var row = try settings.row(
        "KL \(Numerals.fixed(divergence, 2))", prior, divergence: divergence, method: method, weight: weight,
        isRule: factor == 1, pool: pool)
      let exact = DynamicProgramming.regularised(mdp, prior: prior, weight: weight)
      row.bias = optimum - DynamicProgramming.evaluate(mdp, exact.policy).startValue
      return row
    }
    var table = TextTable(
      title: "Weight of the prior at KL \(Numerals.fixed(divergence, 2)), eps = "
        + "\(Numerals.fixed(settings.accuracy, 3)), " + settings.caption,
      columns: ["lambda", "", "bias"] + TabularStudyRow.sampleColumns + TabularStudyRow.gapColumns)
    table.rows = rows.map { row in
      [
        Numerals.fixed(row.weight, 4), row.isRule ? "eps/(2 KL)" : "",
        Numerals.fixed(row.bias ?? .nan, 4, missing: "-"),
      ] + row.sampleCells + row.gapCells
    }
    return TabularStudy(rows: rows, table: table)
  }

  /// Exploration by the gap against the optimistic policy and epsilon-greedy, all with the same λ and prior.
  public static func exploration(
    _ settings: TabularStudySettings, divergence: Double, pool: WorkerPool
  ) throws -> TabularStudy {
    let rows = try ["linvit", "linvit-ucb", "linvit-epsilon"].map { name in
      try settings.row(
        "KL \(Numerals.fixed(divergence, 2))", settings.prior(divergence), divergence: divergence,
        method: try TabularMethodCatalog.methods.entry(name), weight: settings.rule(divergence), pool: pool)
    }
    var table = TextTable(
      title: "Exploration at KL \(Numerals.fixed(divergence, 2)), lambda "
        + "\(Numerals.fixed(settings.rule(divergence), 4)), eps = "
        + "\(Numerals.fixed(settings.accuracy, 3)), " + settings.caption,
      columns: ["method"] + TabularStudyRow.sampleColumns + TabularStudyRow.gapColumns + ["bounds' gap at the end"])
    table.rows = rows.map { row in
      [row.method] + row.sampleCells + row.gapCells + [row.boundsGap.map { Numerals.fixed($0, 2) } ?? "-"]
    }
    return TabularStudy(rows: rows, table: table)
  }
}
