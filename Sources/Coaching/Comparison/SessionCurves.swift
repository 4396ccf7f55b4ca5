import Algorithms
package import Experiments
package import RLCore
package import SessionStore

/// The learning curves of a session's runs on one axis that counts every step: refinements begin where the base policy
/// ended, those with guidance later by what that cost, and forks where they left the run that they were forked from.
package struct SessionCurves: Sendable {
  /// One run.
  package struct Line: Sendable, Equatable {
    /// The run.
    package var run: RunName
    /// The mean return of the latest finished episodes, by step.
    package var points: [CurvePoint]
  }

  /// The lines, in the order in which their runs began.
  package private(set) var lines: [Line] = []

  /// Reads the curves; those of runs that others took the place of are left out.
  ///
  /// - Parameter leaveOut: told of a run that cannot be read; where nobody is, that is an error.
  package init(_ store: SessionStore, leavingOut leaveOut: LeaveOut? = nil) throws {
    let runs = try store.runs().filter { !$0.name.isSuperseded }
    let end = runs.first { $0.name == .base }?.step ?? 0
    for run in runs {
      do {
        let points = try store.series(MetricName.episodicReturn.rawValue, of: run.name)
        guard !points.steps.isEmpty else { continue }
        // A fork goes on over the steps of the run that it left.
        let start =
          try store.root(of: run.name) == .base || !(MethodCatalog.methods[run.method]?.startsFromBase ?? true)
          ? 0 : end + (try store.charges(of: run.name).values.reduce(0, +))
        lines.append(
          Line(
            run: run.name,
            points: zip(points.steps, points.values).map { CurvePoint(step: Double(start + $0), value: $1) }))
      } catch {
        guard let leaveOut else { throw error }
        leaveOut("the curve of run '\(run.name)': \(error)")
      }
    }
  }

  /// The curves as a screen can show them, by run: few points each, and of the base policy no more than as many steps as
  /// the longest refinement took, which would be a corner of the picture otherwise.
  package var shown: [RunName: [CurvePoint]] {
    func width(_ line: Line) -> Double { (line.points.last?.step ?? 0) - (line.points.first?.step ?? 0) }
    let widest = lines.filter { $0.run != .base }.map(width).max()
    var shown: [RunName: [CurvePoint]] = [:]
    for line in lines {
      let from =
        line.run == .base ? widest.map { (line.points.last?.step ?? 0) - max($0, 1) } ?? -.infinity : -.infinity
      var curve = Curve()
      for point in line.points where point.step >= from { curve.append(step: point.step, value: point.value) }
      shown[line.run] = curve.points
    }
    return shown
  }

  /// The figure of all runs, of an environment's session whose others are compared with `baseline`.
  package func figure(of environment: String, baseline: String) -> RunsFigure {
    RunsFigure(
      task: environment, horizontal: "environment steps, those of guidance counted", baseline: baseline,
      runs: lines.map { RunsFigure.Run($0.run.rawValue, points: $0.points) })
  }
}
