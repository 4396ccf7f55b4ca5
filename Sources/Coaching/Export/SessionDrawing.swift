import Experiments
import RLCore
import SessionStore

/// A session's runs in one figure.
enum SessionDrawing {
  /// The file of the figure; `leaveOut` is told of a run that cannot be read.
  ///
  /// - Throws: `ExportError.nothingTrained` where no run has a curve.
  static func svg(of store: SessionStore, leavingOut leaveOut: @escaping LeaveOut) throws -> String {
    let curves = try SessionCurves(store, leavingOut: leaveOut)
    let runs = curves.lines.map(\.run.rawValue)
    let baseline = runs.contains(Comparison.continued) ? Comparison.continued : RunName.base.rawValue
    let figure = curves.figure(of: store.info.environment, baseline: baseline)
    guard let svg = figure.svg else { throw ExportError.nothingTrained(store.info.path) }
    return svg
  }
}
