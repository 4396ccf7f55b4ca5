public import RLCore

/// What came of one cell of a coaching experiment.
///
/// In JSON every key is always there but the two curves, which are where they were kept; what is unknown is null.
public struct ExperimentRow: Sendable, Equatable {
  /// The cell.
  public var place: ExperimentPlace
  /// The mean return of the games after it, guidance off.
  public var mean: Double?
  /// The lower end of the mean's 95 % interval over its games.
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// Steps of the budget, those of guidance included.
  public var environmentSteps = 0
  /// The steps of them that went into guidance: collecting, search, evidence, masks, restarts.
  public var guidanceSteps = 0
  /// The share of steps that matched guidance.
  public var hitRate: Double?
  /// |α r_LLM| over |r_env|.
  public var shapedShare: Double?
  /// What training used of the advice; nil where there was none.
  public var accepted: AcceptedEvidence?
  /// SHA-256 of the last checkpoint; empty without one.
  public var checkpointDigest = ""
  /// How long it took.
  public var seconds: Double?
  /// Why it failed; nil where it finished.
  public var error: String?
  /// The episodic return over steps.
  public var returns: [CurvePoint] = []
  /// The hit rate over steps.
  public var hits: [CurvePoint] = []

  /// A row of which nothing is known yet.
  public init(_ place: ExperimentPlace) { self.place = place }
}

extension ExperimentRow: ReportedRow {
  /// What methods are judged by.
  public var score: Double? { mean }

  /// The row without its curves.
  public var listed: ExperimentRow {
    var row = self
    (row.returns, row.hits) = ([], [])
    return row
  }

  /// The share of the budget spent on guidance; unknown without a step.
  public var guidanceShare: Double? {
    environmentSteps > 0 ? Double(guidanceSteps) / Double(environmentSteps) : nil
  }

  /// What the score is called on an axis.
  public static var scoreName: String { "mean return" }

  /// The columns of a list of cells.
  public static var columns: [ResultTable<ExperimentRow>.Column] {
    [
      .words("environment") { $0.place.environment }, .words("base") { $0.place.base },
      .words("identifier") { $0.place.identifier }, .words("advisor") { $0.place.advisor },
      .words("method") { $0.place.method }, .words("setting") { $0.place.setting },
      .words("seed") { "\($0.place.seed)" }, .number("mean", decimals: 2) { $0.mean },
      .interval("95 % interval", decimals: 2, low: { $0.low }, high: { $0.high }),
      .whole("steps", key: "environmentSteps") { $0.environmentSteps },
      .whole("guidance's", key: "guidanceSteps") { $0.guidanceSteps },
      .percent("hit rate", key: "hitRate", decimals: 2) { $0.hitRate },
      .number("|α r| / |r_env|", key: "shapedShare", decimals: 2, missing: "-") { $0.shapedShare },
      .number("accepted", decimals: 0, missing: "-") { $0.accepted.map { Double($0.count) } },
      .number("its evidence", key: "acceptedDifference", decimals: 2, missing: "-") { $0.accepted?.meanDifference },
      .percent("verified", key: "acceptedVerified", decimals: 0) { $0.accepted?.verified },
      .words("digest", key: "checkpointDigest") { $0.checkpointDigest },
      .number("seconds", decimals: 1, missing: "-") { $0.seconds }, .words("error") { $0.error?.onOneLine ?? "" },
    ]
  }

  /// What a table shows beside the statistics of the score.
  public static var measures: [ReportMeasure<ExperimentRow>] {
    [
      ReportMeasure("steps", key: "environmentSteps", form: .number(0)) { Double($0.environmentSteps) },
      ReportMeasure("for guidance", key: "guidanceShare", form: .percent(1)) { $0.guidanceShare },
      ReportMeasure("hit rate", key: "hitRate", form: .percent(2)) { $0.hitRate },
      ReportMeasure("|α r| / |r_env|", key: "shapedShare", form: .number(2)) { $0.shapedShare },
      ReportMeasure("accepted", key: "accepted", form: .number(1)) { $0.accepted.map { Double($0.count) } },
      ReportMeasure("its evidence", key: "acceptedDifference", form: .number(2)) { $0.accepted?.meanDifference },
      ReportMeasure("verified", key: "acceptedVerified", form: .percent(0)) { $0.accepted?.verified },
    ] + ReportMeasure.ofCurves
  }

  /// What is drawn over steps.
  public static var curves: [ReportCurve<ExperimentRow>] {
    [
      ReportCurve("episodic return", key: "curves") { $0.returns },
      ReportCurve("hit rate", key: "hits", isShare: true) { $0.hits },
    ]
  }
}
