import Algorithms
import Experiments
import Foundation
import LanguageModels
import RLCore

/// The tables of a fidelity experiment, for each environment and base: what identifiers score, and what they have over
/// chance.
///
/// Identifiers on one policy, that of one environment, base and seed, are judged over one range: the largest that any of
/// them has seen. Each over its own, one that disturbs less would look better.
struct FidelityTables {
  private let outcomes: [FidelityOutcome]
  /// A row for every identifier, policy and K.
  let rows: [ExperimentResults.FidelityRow]

  private struct Policy: Hashable {
    var task: Scores.Task
    var seed: UInt64
  }

  init(_ outcomes: [FidelityOutcome]) {
    self.outcomes = outcomes
    let ranges = Dictionary(
      outcomes.map { (Self.policy($0), $0.measurement.range) }, uniquingKeysWith: { max($0, $1) })
    rows = outcomes.flatMap { one in
      one.measurement.summaries.map { summary in
        let range = ranges[Self.policy(one)] ?? one.measurement.range
        return ExperimentResults.FidelityRow(one, summary.fidelity(range: range, floor: one.floor))
      }
    }
  }

  private static func policy(_ one: FidelityOutcome) -> Policy {
    Policy(task: .init(environment: one.environment, base: one.base), seed: one.seed)
  }

  /// An identifier over its seeds, with an estimate for each K.
  private struct Row: Encodable, Sendable {
    var identifier: String
    var seeds: Int
    var estimates: [Estimate]
  }

  private static let floor = Coach.fidelityFloor
  private static let legend = [
    "score = log(change / range) - log(window), mean over seeds with Student's interval; higher is better, and RICE's code "
      + "prints the negative of it",
    "the range is the largest that any identifier has seen on the same environment, base and seed",
  ]

  /// A place with its two tables.
  private struct Section {
    var title: String
    var shares: [Double]
    var scores: ResultTable<Row>
    var differences: ResultTable<Row>
  }

  private var sections: [Section] {
    let places = rows.map(\.place).distinct()
    return places.map { place in
      let own = rows.filter { $0.place == place }
      let shares = own.map(\.share).distinct()
      let methods = own.map(\.method).distinct()
      func scores(_ method: String, _ share: Double) -> [UInt64: Double] {
        Dictionary(
          own.filter { $0.method == method && $0.share == share }.map { ($0.seed, $0.score) },
          uniquingKeysWith: { first, _ in first })
      }
      func table(_ methods: [String], _ count: String, _ estimate: (String, Double) -> Estimate) -> ResultTable<Row> {
        let rows = methods.map { method in
          let estimates = shares.map { estimate(method, $0) }
          return Row(identifier: method, seeds: estimates.first?.count ?? 0, estimates: estimates)
        }
        return ResultTable(
          rows,
          columns: [.words("identifier") { $0.identifier }, .whole(count, key: "seeds") { $0.seeds }]
            + shares.enumerated().map { index, share in
              .estimate("K \(Numerals.fixed(100 * share, 0)) %", key: "score", decimals: 2) { $0.estimates[index] }
            })
      }
      return Section(
        title: "\(place.environment), \(place.base)", shares: shares,
        scores: table(methods, "seeds") { method, share in
          // In the order of the seeds, so that equal outcomes give equal sums.
          .mean(of: scores(method, share).sorted { $0.key < $1.key }.map(\.value))
        },
        differences: table(methods.filter { $0 != Self.floor }, "pairs") { method, share in
          .difference(scores(method, share), over: scores(Self.floor, share))
        })
    }
  }

  private static let beside = "Over \(floor), paired over seeds"

  var lines: [String] {
    let sections = sections
    guard !sections.isEmpty else { return [] }
    return sections.flatMap { section in
      [section.title] + section.scores.lines
        + (section.differences.rows.isEmpty ? [] : ["", Self.beside] + section.differences.lines) + [""]
    } + Self.legend
  }

  /// Each K of each place, as a screen compares identifiers.
  fileprivate var comparedTasks: [ComparedTask] {
    sections.flatMap { section in
      section.shares.enumerated().map { index, share in
        let over = Dictionary(
          section.differences.rows.map { ($0.identifier, $0.estimates[index]) }, uniquingKeysWith: { first, _ in first }
        )
        return ComparedTask(
          title: "\(section.title), K \(Numerals.fixed(100 * share, 0)) %", scoreName: "mean fidelity",
          remarks: Self.legend.map { $0 + "." },
          methods: section.scores.rows.map { row in
            var method = ComparedTask.Method(row.identifier, score: row.estimates[index])
            method.isBaseline = row.identifier == Self.floor
            method.difference = over[row.identifier].flatMap { $0.value == nil ? nil : $0 }
            method.note = "\(row.seeds) \(row.seeds == 1 ? "seed" : "seeds")"
            method.meaning = Self.meaning(of: method)
            return method
          })
      }
    }
  }

  private static func meaning(of method: ComparedTask.Method) -> String {
    if method.isBaseline { return "The others are compared with a window drawn by chance." }
    guard let difference = method.difference else { return "" }
    return "\(method.name) over a window drawn by chance: \(difference.text(2)), paired over \(difference.count) seeds."
  }

  /// The report.
  func pages(title: String, failures: [ExperimentResults.Failure]) -> FidelityPages {
    FidelityPages(tables: self, title: title, failures: failures)
  }

  /// The page.
  fileprivate func markdown(title: String, failures: [ExperimentResults.Failure]) -> String {
    var blocks = ["# \(title)"]
    for section in sections {
      blocks += ["## \(section.title)", section.scores.markdown]
      if !section.differences.rows.isEmpty { blocks += ["**\(Self.beside)**", section.differences.markdown] }
    }
    blocks += Self.legend
    if !failures.isEmpty {
      blocks += ["## Failed", failures.map { "- \($0.cell): \($0.reason)" }.joined(separator: "\n")]
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }
}

/// The report of an experiment of fidelity, which has no figures.
struct FidelityPages: ExperimentPages {
  fileprivate let tables: FidelityTables
  fileprivate let title: String
  fileprivate let failures: [ExperimentResults.Failure]

  /// What the data hold.
  private struct Kept: Encodable {
    var name: String
    var rows: [ExperimentResults.FidelityRow]
    var failures: [ExperimentResults.Failure]
  }

  var summary: [String] { tables.lines }
  var markdown: String { tables.markdown(title: title, failures: failures) }
  var csv: String { ResultTable(tables.rows, columns: ExperimentResults.FidelityRow.columns).csv }
  var mainFigure: ReportFigure? { nil }
  var comparedTasks: [ComparedTask] { tables.comparedTasks }

  func write(by write: WriteFile) throws {
    try write("cells.csv", Array(csv.utf8))
    try write(
      "report.json", [UInt8](JSONEncoder.sorted.encode(Kept(name: title, rows: tables.rows, failures: failures))))
    try write("report.md", Array(markdown.utf8))
  }
}

extension ExperimentResults {
  /// An identifier on one policy, for one K.
  package struct FidelityRow: Encodable, Sendable {
    package let environment: String
    package let base: String
    /// The identifier.
    package let method: String
    package let seed: UInt64
    package let share: Double
    package let score: Double
    package let low: Double
    package let high: Double
    package let change: Double
    package let length: Double
    package let range: Double
    /// Of the episodes of all K.
    package let environmentSteps: Int
    /// Of training a mask.
    package let identifierSteps: Int

    init(_ one: FidelityOutcome, _ found: Fidelity) {
      (environment, base, method, seed) = (one.environment, one.base, one.measurement.identifier, one.seed)
      (share, score, low, high) = (found.share, found.score, found.low, found.high)
      (change, length, range) = (found.change, found.length, found.range)
      (environmentSteps, identifierSteps) = (one.measurement.environmentSteps, one.measurement.identifierSteps)
    }

    /// Where it is compared.
    var place: Scores.Task { .init(environment: environment, base: base) }

    /// The columns of a list of cells.
    static var columns: [ResultTable<Self>.Column] {
      [
        .words("environment") { $0.environment }, .words("base") { $0.base }, .words("method") { $0.method },
        .words("seed") { "\($0.seed)" }, .number("share", decimals: 2) { $0.share },
        .number("score", decimals: 3) { $0.score },
        .interval("95 % interval", decimals: 3, low: { $0.low }, high: { $0.high }),
        .number("change", decimals: 3) { $0.change }, .number("length", decimals: 3) { $0.length },
        .number("range", decimals: 2) { $0.range }, .whole("environmentSteps") { $0.environmentSteps },
        .whole("identifierSteps") { $0.identifierSteps },
      ]
    }
  }
}
