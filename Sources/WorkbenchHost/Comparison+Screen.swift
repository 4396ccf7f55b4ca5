import Coaching
import Experiments
import RLCore
import WorkbenchUI

extension Comparison {
  /// For the compare screen.
  var message: AppMessage { .comparison(rows.map(screenRow), advice: advice) }

  private func screenRow(_ row: Row) -> ComparisonRow {
    var shown = ComparisonRow(
      method: row.method, mean: row.mean ?? .nan, low: row.low ?? .nan, high: row.high ?? .nan,
      environmentSteps: row.environmentSteps, hitRate: row.hitRate, note: row.note)
    (shown.isBaseline, shown.isForemost) = (row.method == baseline, row.method == foremost)
    shown.difference = row.difference.map { $0.difference }.flatMap { estimate in
      estimate.value.map {
        ComparisonDifference(value: $0, low: estimate.low ?? .nan, high: estimate.high ?? .nan)
      }
    }
    (shown.guidanceShare, shown.shapedShare, shown.curve) = (row.guidanceShare, row.shapedShare, row.curve)
    shown.meaning = meaning(of: row)
    return shown
  }
}
