import Algorithms
import Coaching
import Experiments
import RLCore
import SessionStore
import WorkbenchUI

extension Comparison {
  /// For the compare screen, with whether decisions of `store` changed after the last refinement that they guided began.
  func message(of store: SessionStore) -> AppMessage {
    // Whether it is out of date is a remark: a session of which that cannot be read shows the rest all the same.
    .comparison(rows.map(screenRow), advice: advice, isOutdated: (try? Self.isOutdated(in: store)) ?? false)
  }

  private static func isOutdated(in store: SessionStore) throws -> Bool {
    // A fork has the guidance of the run that it left, whenever it began.
    let branches = try store.branches()
    let guided = try store.runs().filter {
      $0.name != .base && branches[$0.name] == nil && MethodCatalog.methods[$0.method]?.needsGuidance ?? true
    }
    guard let last = guided.map(\.startedAt).max() else { return false }
    var (then, now): ([Int: Verdict], [Int: Verdict]) = ([:], [:])
    for record in try store.decisions() {
      let guiding = record.decision.verdict.flatMap { $0.guides ? $0 : nil }
      now[record.decision.suggestion] = guiding
      if record.time <= last { then[record.decision.suggestion] = guiding }
    }
    return then != now
  }

  private func screenRow(_ row: Row) -> ComparisonRow {
    var shown = ComparisonRow(
      method: row.method, mean: row.mean ?? .nan, low: row.low ?? .nan, high: row.high ?? .nan,
      environmentSteps: row.environmentSteps, hitRate: row.hitRate, note: row.note)
    (shown.isBaseline, shown.isForemost) = (row.method == baseline, row.method == foremost)
    shown.difference = row.difference.flatMap { ComparisonDifference($0.difference) }
    (shown.guidanceShare, shown.shapedShare, shown.curve) = (row.guidanceShare, row.shapedShare, row.curve)
    shown.isTurned = row.alpha?.isTurned ?? false
    (shown.games, shown.seed) = (row.games.returns.count, row.seed)
    shown.meaning = meaning(of: row)
    return shown
  }
}

extension ComparisonDifference {
  /// An estimated difference; nil where there is none.
  fileprivate init?(_ estimate: Estimate) {
    guard let value = estimate.value else { return nil }
    self.init(value: value, low: estimate.low ?? .nan, high: estimate.high ?? .nan)
  }
}

extension ComparedExperiment {
  /// For the compare screen.
  init(name: String, _ tasks: [ComparedTask]) {
    self.init(name: name, tasks: tasks.map(ExperimentTask.init))
  }
}

extension ExperimentTask {
  fileprivate init(_ task: ComparedTask) {
    self.init(
      title: task.title, scoreName: task.scoreName, remarks: task.remarks,
      rows: task.methods.map(ComparisonRow.init))
  }
}

extension ComparisonRow {
  fileprivate init(_ method: ComparedTask.Method) {
    self.init(
      method: method.name, mean: method.score.value ?? .nan, low: method.score.low ?? .nan,
      high: method.score.high ?? .nan, environmentSteps: Int(method.steps ?? 0), hitRate: method.hitRate,
      note: method.note)
    (isBaseline, isForemost, meaning) = (method.isBaseline, method.isPrimary, method.meaning)
    difference = method.difference.flatMap(ComparisonDifference.init)
    (guidanceShare, shapedShare, curve) = (method.guidanceShare, method.shapedShare, method.curve)
  }
}
