package import Experiments
import RLCore

/// The comparisons of one or several seeds: what `demo --headless` prints.
package struct DemoReport: Printable {
  /// The environment's id.
  package let environment: String
  /// The rows of every seed, in order; each says whose it is.
  package let rows: [Comparison.Row]
  /// The digest of the last row's checkpoint, which stands for the whole.
  package let checkpointDigest: String

  private let comparisons: [Comparison]

  private enum CodingKeys: String, CodingKey { case environment, rows, checkpointDigest }

  package static var keys: String {
    "environment, rows (list of method, seed, mean, low, high, environmentSteps, hitRate, checkpointDigest), "
      + "checkpointDigest"
  }

  /// The report of one comparison a seed.
  package init(_ comparisons: [Comparison]) {
    environment = comparisons.last?.environment ?? ""
    self.comparisons = comparisons
    rows = comparisons.flatMap(\.rows)
    checkpointDigest = rows.last?.digest ?? ""
  }

  /// Every method over the seeds, beside the base policy.
  package var summary: SeedSummary {
    SeedSummary(
      rows.map { SeedSummary.Result(method: $0.method, seed: $0.seed, value: $0.mean ?? .nan) },
      reference: RunName.base.rawValue)
  }

  package var lines: [String] {
    guard comparisons.count > 1 else { return comparisons.flatMap(\.table.lines) }
    return comparisons.flatMap { ["seed \($0.rows.first.map { "\($0.seed)" } ?? "-")"] + $0.table.lines }
      + ["over \(comparisons.count) seeds"] + summary.table.lines
  }
}
