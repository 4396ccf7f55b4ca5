import Glibc
public import RLCore

extension PlanAlert {
  /// Successes below this share of the tasks are low.
  private static let lowSuccess = 0.5
  /// A prior is far from a plan whose actions it gives less than this, by their geometric mean.
  private static let farProbability = 0.2
  /// Tasks below which a share says nothing.
  private static let fewestTasks = 5

  /// Success is low while the prior is far from the policy of the plans that were found, so that little can be expected of
  /// following it: of planners that follow the prior's proposals.
  public static func prior(_ row: PlanComparison.Row) -> PlanAlert? {
    guard row.tasks >= fewestTasks, row.success < lowSuccess, let distance = row.priorDistance,
      distance > -log(farProbability)
    else { return nil }
    return PlanAlert(
      title: "low success, and a prior far from the plans",
      detail:
        "\(row.method) solves \(row.solved) of \(row.tasks) of \(row.group), and the prior gives the actions of its plans "
        + "\(Numerals.fixed(100 * exp(-distance), 0)) % each; more proposals a node (k), a wider beam or another prior may "
        + "help, and so may a smaller lambda where it is above 0.")
  }

  /// The bounds at the start are as far apart in the end as all that can be earned, so that they say nothing.
  public static func bounds(_ rows: [TabularStudyRow], optimum: Double) -> PlanAlert? {
    let open = rows.filter { ($0.boundsGap ?? 0) > optimum }
    guard let first = open.first else { return nil }
    let apart = range(open.compactMap(\.boundsGap))
    return PlanAlert(
      title: "bounds that do not close",
      detail: "after \(first.episodes) episodes those of \(names(open)) are \(apart) apart, more than the optimum of "
        + "\(Numerals.significant(optimum)); more episodes, or a smaller bonus (bonusScale), close them further.")
  }

  /// The policy got no better after the first third of the episodes, and is not within ε: alike ones are one alert.
  public static func plateaus(_ rows: [TabularStudyRow]) -> [PlanAlert] {
    let stuck = rows.compactMap { row in settled(row).map { (row: row, plateau: $0) } }
    return [true, false].compactMap { trustsPrior -> PlanAlert? in
      let own = stuck.filter { ($0.row.readsWeight && $0.row.weight > 0) == trustsPrior }
      guard let last = own.map(\.plateau.last).max() else { return nil }
      let since = range(own.map { Double($0.plateau.episode) }) { Numerals.fixed($0, 0) }
      let short = range(own.map(\.plateau.gap))
      let weight = trustsPrior ? "a smaller lambda trusts a bad prior less, and " : ""
      return PlanAlert(
        title: "an early plateau",
        detail:
          "\(names(own.map(\.row))) got no better after episode \(since) of \(last), \(short) short of the optimum; "
          + "\(weight)a bonus, or a larger one (bonusScale), explores longer.")
    }
  }

  /// The episode from which on nothing better than a tenth of ε was gained, where it is an early one; the last episode, and
  /// the gap then.
  private static func settled(_ row: TabularStudyRow) -> (episode: Int, last: Int, gap: Double)? {
    guard !row.isWithinEpsilon, let last = row.curve.last, last.gap > row.accuracy else { return nil }
    let best = row.curve.map(\.gap).min() ?? last.gap
    guard let settled = row.curve.first(where: { $0.gap <= best + row.accuracy / 10 }),
      3 * settled.episode <= last.episode,
      last.episode > 0
    else { return nil }
    return (settled.episode, last.episode, last.gap)
  }

  /// The methods of rows, each once, with the λ and the bonus's factor that each had, where it has one.
  private static func names(_ rows: [TabularStudyRow]) -> String {
    rows.map(\.method).distinct().map { method -> String in
      let own = rows.filter { $0.method == method }
      let weights = own.filter(\.readsWeight).map { Numerals.significant($0.weight) }.distinct()
      let factors = own.compactMap(\.bonusScale).map(Numerals.plain).distinct()
      let settings = [("lambda", weights), ("bonus factor", factors)].filter { !$0.1.isEmpty }
      let words = settings.map { "\($0.0) \($0.1.joined(separator: ", "))" }
      return words.isEmpty ? method : "\(method) (\(words.joined(separator: "; ")))"
    }.joined(separator: ", ")
  }

  /// From the least to the largest, or the number that both are written as.
  private static func range(_ values: [Double], as words: (Double) -> String = Numerals.significant) -> String {
    let (low, high) = (words(values.min() ?? 0), words(values.max() ?? 0))
    return low == high ? low : "\(low) to \(high)"
  }

  /// All of a study's or comparison's rows, methods that learn alone.
  public static func alerts(_ rows: [TabularStudyRow], optimum: Double) -> [PlanAlert] {
    let learning = rows.filter { $0.episodes > 0 }
    return [bounds(learning, optimum: optimum)].compactMap(\.self) + plateaus(learning)
  }

  /// Those of one run of a method that learns.
  public static func alerts(_ run: TabularRun, method: TabularMethod, accuracy: Double) -> [PlanAlert] {
    let settings = run.learner.configuration
    var row = TabularStudyRow(
      prior: "", method: method.name, divergence: 0, weight: settings.priorWeight, isRule: false, accuracy: accuracy,
      bias: nil, gaps: [], samples: [], boundsGap: nil, curve: [], episodes: settings.episodes)
    row.readsWeight = settings.backup == .regularised
    row.bonusScale = settings.bonus == .none ? nil : settings.bonusScale
    return alerts([row.measured([run], as: settings.output)], optimum: run.optimum)
  }
}

extension PlanReport {
  /// −log P_LLM of the plan's actions, their mean in nats, as far as the tree has them; nil without one or a plan.
  ///
  /// An action that the prior gave nothing counts as one in a thousand.
  var priorDistance: Double? {
    guard let tree, !plan.isEmpty else { return nil }
    let played = tree.nodes.filter { $0.isExecuted && $0.parent != nil }
    guard !played.isEmpty else { return nil }
    return played.reduce(0) { $0 - log(max($1.probability, 1e-3)) } / Double(played.count)
  }
}
