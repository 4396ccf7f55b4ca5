public import RLCore

/// Every method beside one baseline: one primary comparison, fixed beforehand, and the others as a family.
///
/// The primary one keeps its p-value; those of the others are corrected by Holm's procedure, so that the more of them
/// there are the more each has to show. Intervals are never corrected.
public struct ComparisonTable: Sendable, Encodable {
  /// One method.
  public struct Row: Sendable, Encodable {
    /// The comparison with the baseline.
    public let comparison: PairedComparison
    /// Whether it is the primary one.
    public let isPrimary: Bool
    /// The p-value, corrected where it is one of the family.
    @OrNull public private(set) var correctedPValue: Double?
    /// What the comparison shows as one of its family: ahead and worse only with a corrected p-value below 0.05.
    public let verdict: PairedComparison.Verdict
    /// The chance that the method's run is above one of the baseline on the same task.
    public let probabilityOfImprovement: Estimate

    init(
      _ comparison: PairedComparison, isPrimary: Bool, correctedPValue: Double?, probabilityOfImprovement: Estimate
    ) {
      self.comparison = comparison
      self.isPrimary = isPrimary
      self.probabilityOfImprovement = probabilityOfImprovement
      // What is ahead without the correction is at least not worse with it.
      let isShown = isPrimary || correctedPValue.map { $0 < 0.05 } == true
      switch comparison.verdict {
      case .ahead: verdict = isShown ? .ahead : .notWorse
      case .worse: verdict = isShown ? .worse : .notResolved
      case .notWorse, .notResolved: verdict = comparison.verdict
      }
      self.correctedPValue = correctedPValue
    }
  }

  /// What the methods are compared with.
  public let baseline: String
  /// A row for each other method, in the order in which they come.
  public let rows: [Row]

  /// The comparisons of `scores` with `baseline`; without a primary one all of them are the family.
  public init(
    _ scores: Scores, baseline: String, primary: String? = nil,
    by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) {
    self.baseline = baseline
    let comparisons = scores.methods.filter { $0 != baseline }.map {
      PairedComparison(of: $0, with: baseline, in: scores, by: bootstrap)
    }
    let family = comparisons.filter { $0.method != primary }
    let corrected = Dictionary(
      zip(family.map(\.method), holmCorrection(family.map(\.pValue))), uniquingKeysWith: { first, _ in first })
    rows = comparisons.map { comparison in
      let tasks = scores.tasks(sharedBy: [comparison.method, baseline])
      return Row(
        comparison, isPrimary: comparison.method == primary,
        correctedPValue: corrected[comparison.method] ?? comparison.pValue,
        probabilityOfImprovement: .probabilityOfImprovement(
          of: scores.matrix(of: comparison.method, on: tasks), over: scores.matrix(of: baseline, on: tasks),
          by: bootstrap))
    }
  }

  /// The outcome of the primary comparison in one sentence; none without one.
  public var sentence: String? { rows.first(where: \.isPrimary)?.comparison.sentence }

  /// As a table.
  public var table: ResultTable<Row> {
    ResultTable(
      rows,
      columns: [
        .words("method") { $0.comparison.method }, .whole("pairs") { $0.comparison.pairs },
        .estimate("over \(baseline), paired", key: "difference", decimals: 2) { $0.comparison.difference },
        .estimate("interquartile mean", key: "interquartileMean", decimals: 2) { $0.comparison.interquartileMean },
        .estimate("P(above \(baseline))", key: "probabilityOfImprovement", decimals: 2) {
          $0.probabilityOfImprovement
        },
        .number("p", key: "correctedPValue", decimals: 4) { $0.correctedPValue },
        .words("verdict") { $0.verdict.rawValue },
      ])
  }
}
