import Glibc
import RLCore

/// A sign that planning does not work as it should, with what may be done about it.
public struct PlanAlert: Sendable, Equatable, Encodable {
  /// What it is, in a few words.
  public let title: String
  /// What was seen and what to try, in sentences.
  public let detail: String

  /// An alert.
  package init(title: String, detail: String) {
    self.title = title
    self.detail = detail
  }

  /// On a line.
  public var line: String { "alert: \(title): \(detail)" }
}

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
        + "\(Numerals.fixed(100 * exp(-distance), 0)) % each; more proposals a node (k), a wider beam, a smaller lambda or another "
        + "prior may help.")
  }

  /// The bounds at the start are as far apart in the end as all that can be earned, so that they say nothing.
  public static func bounds(_ rows: [TabularStudyRow], optimum: Double) -> PlanAlert? {
    let open = rows.filter { ($0.boundsGap ?? 0) > optimum }
    let gaps = open.compactMap(\.boundsGap)
    guard let first = open.first, let low = gaps.min(), let high = gaps.max() else { return nil }
    let apart =
      low == high ? Numerals.significant(low) : "\(Numerals.significant(low)) to \(Numerals.significant(high))"
    return PlanAlert(
      title: "bounds that do not close",
      detail: "after \(first.episodes) episodes those of \(names(open)) are \(apart) apart, more than the optimum of "
        + "\(Numerals.significant(optimum)); more episodes, or a smaller bonus (bonusScale), close them further.")
  }

  /// The methods of rows, each once.
  private static func names(_ rows: [TabularStudyRow]) -> String {
    rows.map(\.method).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", ")
  }

  /// The policy got no better after the first third of the episodes, and is not within ε.
  public static func plateau(_ row: TabularStudyRow) -> PlanAlert? {
    guard !row.isWithinEpsilon, let last = row.curve.last, last.gap > row.accuracy else { return nil }
    // The first time from which on nothing better than a tenth of ε was gained.
    let best = row.curve.map(\.gap).min() ?? last.gap
    guard let settled = row.curve.first(where: { $0.gap <= best + row.accuracy / 10 }),
      3 * settled.episode <= last.episode,
      last.episode > 0
    else { return nil }
    return PlanAlert(
      title: "an early plateau",
      detail: "\(row.method) got no better after episode \(settled.episode) of \(last.episode), and is "
        + "\(Numerals.significant(last.gap)) short of the optimum; a smaller lambda trusts a bad prior less, and a bonus explores."
    )
  }

  /// All of a study's or comparison's rows, methods that learn alone.
  public static func alerts(_ rows: [TabularStudyRow], optimum: Double) -> [PlanAlert] {
    let learning = rows.filter { $0.episodes > 0 }
    return [bounds(learning, optimum: optimum)].compactMap(\.self) + learning.compactMap(plateau)
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
