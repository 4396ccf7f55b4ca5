import Coaching
import RLCore
import WorkbenchUI

extension Comparison {
  /// For the compare screen.
  var screenRows: [ComparisonRow] {
    rows.map {
      ComparisonRow(
        method: $0.method, mean: $0.mean ?? .nan, low: $0.low ?? .nan, high: $0.high ?? .nan,
        environmentSteps: $0.environmentSteps, hitRate: $0.hitRate,
        note: $0.method == RunName.base.rawValue ? "before" : "")
    }
  }
}
