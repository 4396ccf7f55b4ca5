/// What an experiment shows: tables by task, one primary sentence, and what did not come out.
///
/// Equal cells give an equal report, whatever their order. All comparisons of all tables but the primary one are one
/// family, corrected by Holm's procedure.
public struct ExperimentReport<Row: ReportedRow>: Sendable {
  /// A cell that failed.
  public struct Failure: Sendable, Equatable, Encodable {
    /// The cell, for people.
    public let cell: String
    /// Why.
    public let error: String
  }

  /// What stands above.
  public let title: String
  /// What the others are compared with.
  public let baseline: String
  /// The comparison fixed beforehand.
  public let primary: PrimaryComparison?
  /// The outcome of the primary comparison, or why there is none.
  public let sentence: String
  /// How many cells finished, failed and are missing; what keeps the report from showing anything; then what else was to be
  /// said.
  public let remarks: [String]
  /// A table for each task.
  public let sections: [ReportSection]
  /// The cells that failed.
  public let failed: [Failure]
  let cells: ReportCells<Row>
  let bootstrap: StratifiedBootstrap

  /// The rows, one a cell, in the order of the plan.
  public var rows: [Row] { cells.rows }
  /// The cells that were planned and have no row.
  public var missing: [Row.Place] { cells.missing }

  /// The report of `rows`.
  /// - Parameters:
  ///   - planned: all cells of the experiment; those without a row are listed as missing.
  ///   - floor: a method that was run again on the same bases. Without one the noise floor is worked from the spread of the
  ///     baseline's own seeds.
  ///   - aims: what the experiment is to show besides.
  ///   - further: sentences that the report is to say besides.
  public init(
    _ rows: [Row], planned: [Row.Place] = [], title: String = "Experiment", baseline: String,
    primary: PrimaryComparison? = nil, floor: RepeatedMethod? = nil, aims: ReportAims = ReportAims(),
    remarks further: [String] = [], bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) {
    let cells = ReportCells(rows, planned: planned)
    let judge = ReportJudge(cells, baseline: baseline, primary: primary, floor: floor, aims: aims, bootstrap: bootstrap)
    self.title = title.onOneLine
    self.baseline = judge.baseline
    self.primary = primary
    self.cells = cells
    self.bootstrap = bootstrap
    sections = cells.tasks.map(judge.section)
    sentence = judge.sentence
    failed = cells.rows.compactMap { row in row.failure.map { Failure(cell: row.place.label, error: $0) } }
    remarks = Self.remarks(cells, failed: failed.count) + further.map(\.onOneLine)
  }

  private static func remarks(_ cells: ReportCells<Row>, failed: Int) -> [String] {
    let finished = cells.rows.count - failed
    let total = cells.rows.count + cells.missing.count
    if total == 0 { return ["There is no cell: nothing was planned and nothing was run."] }
    var remarks = ["\(finished) of \(total) cells finished, \(failed) failed, \(cells.missing.count) missing."]
    if finished == 0 { remarks.append("No cell finished: nothing is known.") }
    if finished > 0, cells.names.all.count == 1 { remarks.append("There is one method alone: nothing is compared.") }
    return remarks
  }
}
