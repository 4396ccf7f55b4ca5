import Canvas
import RLCore

/// How the run in front does, in one sentence.
enum RunSummary {
  /// The sentence about the run in front of `state`, or nil where nothing was measured yet.
  static func sentence(_ state: DashboardState) -> String? {
    guard let run = state.current, let points = run.points[.episodicReturn], let last = points.last else { return nil }
    let earned = run.metrics[.episodicReturn] ?? last.value
    var sentence = "\(sanitised(run.run)) earns \(significant(earned)) an episode"
    // A quarter of the way back is far enough to see a trend and near enough to be of now.
    let back = last.moment.step - (last.moment.step - (points.first?.moment.step ?? 0)) / 4
    if points.count >= 8, let earlier = points.last(where: { $0.moment.step <= back }) {
      let spread = (points.map(\.high).max() ?? 0) - (points.map(\.low).min() ?? 0)
      // Moving averages, so that a single lucky episode is not called a trend.
      let change = last.trend[1] - earlier.trend[1]
      let length = abbreviated(last.moment.step - earlier.moment.step)
      sentence +=
        change.magnitude < 0.03 * spread
        ? ", about as \(length) steps ago"
        : ", \(change > 0 ? "up" : "down") \(significant(change.magnitude)) in the latest \(length) steps"
    }
    if let other = reference(state), let value = other.metrics[.episodicReturn] {
      let difference = earned - value
      let name = sanitised(other.run)
      sentence +=
        difference == 0
        ? "; \(name) earned as much at its end"
        : "; \(significant(difference.magnitude)) \(difference > 0 ? "above" : "below") the end of \(name)"
    }
    return sentence + "."
  }

  /// What the run is compared with: plain PPO where there is such a run, else the one before.
  private static func reference(_ state: DashboardState) -> RunCurves? {
    let others = state.runs.filter { $0.run != state.current?.run }
    return others.last { $0.run == "ppo" } ?? others.last
  }
}
