import Canvas
import RLCore

/// What charts are drawn over.
enum ChartAxis: String, Sendable, CaseIterable {
  case step, wall, process, episode

  /// What a number on the axis counts.
  var unit: String {
    switch self {
    case .step: "env steps"
    case .wall: "wall time"
    case .process: "working time"
    case .episode: "episodes"
    }
  }

  /// Labels are lengths of time.
  var countsSeconds: Bool { self == .wall || self == .process }

  /// The place of a moment.
  func place(_ moment: RunMoment) -> Double {
    switch self {
    case .step: moment.step
    case .wall: moment.wallSeconds
    case .process: moment.processSeconds
    case .episode: moment.episodes
    }
  }

  /// A place in words.
  func words(_ value: Double) -> String {
    switch self {
    case .step: abbreviated(value) + " steps"
    case .wall, .process: duration(value)
    case .episode: "episode " + abbreviated(value.rounded())
    }
  }
}

/// What is in view of the horizontal axis: all, or a length of it that ends somewhere.
struct ChartWindow: Sendable, Equatable {
  /// How much is in view; nil for all.
  private(set) var span: Double?
  /// Where it ends; nil where it follows the newest point.
  private(set) var end: Double?

  /// What is in view of `whole`.
  func range(in whole: ClosedRange<Double>) -> ClosedRange<Double> {
    guard let span, span < whole.upperBound - whole.lowerBound else { return whole }
    let last = min(whole.upperBound, max(whole.lowerBound + span, end ?? whole.upperBound))
    return (last - span)...last
  }

  /// Shows `factor` times as much, with `anchor` where it stands, or else the end where it is.
  mutating func zoom(by factor: Double, around anchor: Double?, in whole: ClosedRange<Double>) {
    let length = whole.upperBound - whole.lowerBound
    guard length > 0 else { return }
    let now = range(in: whole)
    let shown = now.upperBound - now.lowerBound
    let next = max(length / 4_096, shown * factor)
    guard next < length * 0.999 else {
      self = ChartWindow()
      return
    }
    let fixed = anchor.map { min(now.upperBound, max(now.lowerBound, $0)) } ?? now.upperBound
    let share = (fixed - now.lowerBound) / shown
    settle(span: next, end: fixed - share * next + next, in: whole)
  }

  /// Moves by `share` of what is in view.
  mutating func pan(by share: Double, in whole: ClosedRange<Double>) {
    guard let span else { return }
    let now = range(in: whole)
    settle(span: span, end: now.upperBound + share * span, in: whole)
  }

  private mutating func settle(span: Double, end: Double, in whole: ClosedRange<Double>) {
    self.span = span
    let held = max(whole.lowerBound + span, end)
    // A window that reaches the newest point goes on with it.
    self.end = held >= whole.upperBound - span * 1e-6 ? nil : held
  }
}
