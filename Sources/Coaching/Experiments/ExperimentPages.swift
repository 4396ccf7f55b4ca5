import Experiments
import Foundation
import RLCore
import SessionStore

/// Writes a file of a report: its name and its bytes.
typealias WriteFile = (_ name: String, _ bytes: [UInt8]) throws -> Void

/// A report of either kind of experiment, in the forms that it has.
protocol ExperimentPages: Sendable {
  /// Tables and what is to be said of them, for a terminal.
  var summary: [String] { get }
  /// As a page without figures.
  var markdown: String { get }
  /// A row for each cell.
  var csv: String { get }
  /// The figure that says most; nil where there is nothing to draw.
  var mainFigure: ReportFigure? { get }
  /// Every task with its methods, as a screen compares them.
  var comparedTasks: [ComparedTask] { get }
  /// Writes the page with its figures, and the cells as data.
  func write(by write: WriteFile) throws
}

extension ExperimentReport: ExperimentPages {}

extension CoachingGrid {
  /// The report of what is finished; `errors` has why a cell failed, by its key.
  ///
  /// Seeds whose base PPO still improves are no part of a regime of plateaus: they are said, and neither failed nor missing.
  func pages(
    _ outcomes: [String: ExperimentOutcome], errors: [String: String], title: String
  ) -> any ExperimentPages {
    let unfit = cells.filter { $0.stage == .base && ExperimentFailures.isNotStuck(errors[$0.key]) }
    let shown = cells.filter { cell in
      (cell.stage == .base || cell.stage == .refinement)
        && !unfit.contains {
          $0.seed == cell.seed && $0.base == cell.base && $0.environment.place == cell.environment.place
        }
    }
    let rows = shown.compactMap { cell -> ExperimentRow? in
      var row = ExperimentRow(place(cell))
      row.error = errors[cell.key]
      guard let one = outcomes[cell.key]?.coaching else { return row.error == nil ? nil : row }
      (row.mean, row.low, row.high) = (one.mean, one.low, one.high)
      (row.environmentSteps, row.guidanceSteps) = (one.environmentSteps, one.guidanceSteps)
      (row.hitRate, row.shapedShare, row.seconds) = (one.hitRate, one.shapedShare, one.seconds)
      row.accepted = one.accepted.map {
        AcceptedEvidence(count: $0, meanDifference: one.acceptedMeanEvidence, verified: one.acceptedVerifiedShare)
      }
      // Where a base policy came from is another axis than what became of it.
      if cell.stage == .refinement { (row.returns, row.hits) = (one.learningCurve, one.hitRateCurve) }
      row.checkpointDigest = one.checkpointDigest
      return row
    }
    return ExperimentReport(
      rows, planned: shown.map(place), title: title, baseline: baseline, primary: primary, floor: repeated(shown),
      aims: aims, remarks: remarks(outcomes, errors: errors))
  }

  /// The baseline where it is run again, else the first method that is.
  private func repeated(_ cells: [CoachingCell]) -> RepeatedMethod? {
    let most = cells.reduce(into: [String: Int]()) { $0[$1.method] = max($0[$1.method] ?? 0, $1.replicate) }
    guard let method = ([baseline] + cells.map(\.method)).first(where: { most[$0, default: 0] > 0 }) else { return nil }
    return RepeatedMethod(method, again: (1...most[method, default: 1]).map { method + Self.again($0) })
  }

  /// Repetitions are rows of their own: the same method on the same base, with other seeds.
  private func place(_ cell: CoachingCell) -> ExperimentPlace {
    ExperimentPlace(
      environment: cell.environment.id, base: cell.base.name, identifier: cell.guidance?.identifier ?? "",
      advisor: cell.guidance?.advisor ?? "", method: cell.method + Self.again(cell.replicate),
      setting: cell.setting.name, seed: cell.seed)
  }

  private static func again(_ replicate: Int) -> String {
    switch replicate {
    case 0: ""
    case 1: ", again"
    default: ", again \(replicate)"
    }
  }
}

extension PlanningExperimentGrid {
  /// The same for plans.
  func pages(
    _ outcomes: [String: ExperimentOutcome], errors: [String: String], title: String
  ) -> any ExperimentPages {
    let rows = cells.compactMap { cell -> PlanningRow? in
      var row = PlanningRow(place(cell))
      row.error = errors[cell.key]
      guard let one = outcomes[cell.key]?.planning else { return row.error == nil ? nil : row }
      (row.success, row.low, row.high, row.seconds) = (one.success, one.low, one.high, one.seconds)
      (row.actions, row.priorDistance) = (one.actions, one.priorDistance)
      (row.outcomes, row.peakMemoryBytes) = (one.outcomes, one.peakMemoryBytes)
      row.transitions = Int(one.transitions.rounded())
      row.calls = Int(one.modelCalls.rounded())
      return row
    }
    return ExperimentReport(
      rows, planned: cells.map(place), title: title, baseline: baseline, primary: primary, aims: aims)
  }

  func place(_ cell: PlanningCell) -> PlanningPlace {
    PlanningPlace(
      environment: cell.environment, taskSet: cell.tasks, prior: cell.prior, planner: cell.method,
      setting: cell.setting, seed: cell.seed)
  }
}

extension ExperimentRun {
  /// A writer of files into `directory`, which is made where it is not there; each file is there whole or not at all.
  static func files(in directory: String) throws -> WriteFile {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw SessionStoreError.cannotWrite(path: directory, reason: (error as NSError).localizedDescription)
    }
    guard access(directory, W_OK) == 0 else {
      throw SessionStoreError.cannotWrite(path: directory, reason: String(cString: strerror(errno)))
    }
    return { try AtomicFile.write($1, to: directory + "/" + $0) }
  }
}
