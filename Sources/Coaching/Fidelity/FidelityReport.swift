import Algorithms
import Experiments
import RLCore

/// How much hangs on the steps that identifiers score highest: what `fidelity` prints.
package struct FidelityReport: Printable {
  /// One identifier for one K.
  package struct Row: Encodable, Sendable, Equatable {
    /// The identifier.
    package let identifier: String
    /// K.
    package let share: Double
    /// log(change / range) − log(length): higher is better.
    package let score: Double
    /// The lower end of its 95 % interval over episodes.
    package let low: Double
    /// The upper end.
    package let high: Double
    /// Mean |ΔR|.
    package let change: Double
    /// Mean share of an episode's steps that its window has.
    package let length: Double
  }

  /// The environment's id.
  package let environment: String
  /// Episodes for each identifier.
  package let episodes: Int
  /// d_max: the largest range of returns that any of the identifiers has seen.
  package let range: Double
  /// The share of the range that the least change counts as.
  package let floor: Double
  /// Environment steps of the episodes.
  package let environmentSteps: Int
  /// Environment steps of training masks and of searches.
  package let identifierSteps: Int
  /// The identifiers in the order of their catalog, each for every K.
  package let rows: [Row]

  package static let keys = """
    environment, episodes, range, floor, environmentSteps, identifierSteps, rows (list of identifier, share, score, low, \
    high, change, length)
    """

  /// The report of measurements on one policy, all over one range.
  package init(environment: String, _ measurements: [FidelityMeasurement], floor: Double) {
    let range = measurements.map(\.range).max() ?? 0
    self.environment = environment
    self.range = range
    self.floor = floor
    episodes = measurements.first?.episodes ?? 0
    environmentSteps = measurements.reduce(0) { $0 + $1.environmentSteps }
    identifierSteps = measurements.reduce(0) { $0 + $1.identifierSteps }
    rows = measurements.flatMap { measurement in
      measurement.summaries.map { summary in
        let found = summary.fidelity(range: range, floor: floor)
        return Row(
          identifier: measurement.identifier, share: found.share, score: found.score, low: found.low, high: found.high,
          change: found.change, length: found.length)
      }
    }
  }

  package var lines: [String] {
    let table = ResultTable(
      rows,
      columns: [
        .words("identifier") { $0.identifier }, .percent("K", key: "share", decimals: 0) { $0.share },
        .number("score", decimals: 3) { $0.score },
        .interval("95 % interval", decimals: 3, low: { $0.low }, high: { $0.high }),
        .number("change", decimals: 3) { $0.change }, .percent("window", key: "length", decimals: 1) { $0.length },
      ])
    return ["fidelity on the base policy of \(environment) over \(episodes) episodes"] + table.lines + [
      "score = log(change / range) - log(window), higher is better; RICE's code prints the negative of it",
      "range of returns \(Numerals.fixed(range, 2)), the largest that any of them has seen; a change below "
        + "\(Numerals.plain(floor)) of it counts as that",
      "\(environmentSteps) environment steps of episodes, \(identifierSteps) of training masks and of searches",
    ]
  }
}
