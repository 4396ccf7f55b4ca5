import Experiments
import RLCore

/// Experiments that reports are written of.
enum ReportSample {
  /// A bootstrap that is quick; its intervals play no part in what is checked.
  static let bootstrap = StratifiedBootstrap(resamples: 50)

  /// Cells of one method on Hopper, seeds from 1.
  static func rows(
    _ method: String, _ means: [Double], environment: String = "Hopper-v5", base: String = "100k", setting: String = ""
  ) -> [ExperimentRow] {
    means.enumerated().map { run, mean in
      var row = ExperimentRow(
        ExperimentPlace(
          environment: environment, base: base, method: method, setting: setting, seed: UInt64(run + 1)))
      row.mean = mean
      row.environmentSteps = 1_000
      return row
    }
  }

  /// Ten means about `mean`, half above and half below: beside a flat baseline their p-value is known.
  static func means(_ mean: Double, spread: Double = 300) -> [Double] {
    (0..<10).map { mean + ($0 % 2 == 0 ? spread : -spread) }
  }

  /// A baseline and two methods, one of them swept, with curves; one cell failed.
  static var rows: [ExperimentRow] {
    var rows = rows("ppo", means(1_900, spread: 40))
    for alpha in ["α 0.01", "α 0.1", "α 1"] {
      rows += self.rows("ultra-r", means(2_212), setting: alpha).map(withGuidance)
    }
    rows += self.rows("jsrl", means(1_600))
    rows[0].mean = nil
    rows[0].error = "the environment failed"
    return rows.map(withCurve)
  }

  /// The report of the rows.
  static var report: ExperimentReport<ExperimentRow> {
    ExperimentReport(
      rows, baseline: "ppo", primary: PrimaryComparison("ultra-r, α 0.1"), bootstrap: bootstrap)
  }

  private static func withGuidance(_ row: ExperimentRow) -> ExperimentRow {
    var row = row
    row.guidanceSteps = 125
    row.hitRate = 0.05
    row.shapedShare = 0.3
    row.accepted = AcceptedEvidence(count: 18, meanDifference: 7.5, verified: 0.5)
    row.hits = [CurvePoint(step: 0, value: 0.1), CurvePoint(step: 1_000, value: 0.01)]
    return row
  }

  private static func withCurve(_ row: ExperimentRow) -> ExperimentRow {
    var row = row
    row.returns = (0...100).map { CurvePoint(step: Double($0 * 10), value: (row.mean ?? 0) * Double($0) / 100) }
    return row
  }
}
