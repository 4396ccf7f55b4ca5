import Canvas
public import RLCore

/// What a pane of the dashboard shows.
enum PaneContent: Sendable, Hashable {
  /// The chart of that name; see `ChartEntry.named`.
  case chart(String)
  /// One environment as it is played.
  case picture
  /// Every metric in a row of its own.
  case metrics
}

extension PaneContent {
  /// What stands for it where an arrangement is stored.
  var name: String {
    switch self {
    case .chart(let name): name
    case .picture: "picture"
    case .metrics: "metrics"
    }
  }

  /// What a name stands for; nil where there is nothing of that name.
  init?(name: String) {
    switch name {
    case "picture": self = .picture
    case "metrics": self = .metrics
    default:
      guard ChartEntry.named(name) != nil else { return nil }
      self = .chart(name)
    }
  }
}

/// Which other runs are drawn behind the one that is looked at.
enum Overlay: String, Sendable, CaseIterable {
  case all, pinned, none
}

/// What the dashboard remembers.
struct DashboardState: FeatureState {
  /// The runs that have something to show, in the order in which they began.
  private(set) var runs: [RunCurves] = []
  /// The run that is drawn in front: the latest that has data.
  private(set) var front: Int?
  /// The latest picture, which stays until there is another one.
  private(set) var frame: Frame?
  /// What the picture is of.
  private(set) var frameRun = ""

  /// The panes that a person arranged; nil while they follow from what there is to show.
  var panes: [PaneContent]?
  /// The pane that keys act on.
  var focus = PaneContent.chart("return")
  /// The pane in focus fills the screen.
  var isZoomed = false
  /// What charts are drawn over.
  var axis = ChartAxis.step
  /// What is in view of the horizontal axis.
  var window = ChartWindow()
  /// Vertical axes go by powers of ten.
  var isLogarithmic = false
  /// Which of `smoothings` holds.
  var smoothing = 1
  /// Where the crosshair stands on the horizontal axis, while it is on.
  var cursor: Double?
  /// Which other runs are drawn.
  var overlay = Overlay.all
  /// The runs that `Overlay.pinned` draws, by name.
  var pinned: Set<String> = []
  /// The menu, while it is open.
  var menu: DashboardMenu?

  /// The weights of the moving average; 0 shows the points as they are.
  static let smoothings = [0.0] + (0..<4).map { MetricCurve.weights[$0] }

  /// The weight that lies nearest to a number.
  static func place(ofSmoothing weight: Double) -> Int {
    let distances = smoothings.map { ($0 - weight).magnitude }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }

  /// The panes of an arrangement as it is stored; nil where one of them is none, or comes twice.
  static func panes(named text: String) -> [PaneContent]? {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.split(separator: " ") }
    let panes = names.compactMap { $0.count == 1 ? PaneContent(name: String($0[0])) : nil }
    return panes.count == names.count && Set(panes).count == panes.count ? panes : nil
  }

  /// The panes that a person arranged, as they are stored; empty while they follow from what there is to show.
  var arrangement: String { (panes ?? []).map(\.name).joined(separator: ",") }

  /// Puts the panes and the moving average where a person left them.
  mutating func take(_ preferences: WorkbenchPreferences) {
    smoothing = Self.place(ofSmoothing: preferences.smoothing)
    panes = Self.panes(named: preferences.charts)
    if let panes, !panes.contains(focus), let first = panes.first { focus = first }
  }

  /// The weight in force.
  var weight: Double { Self.smoothings[smoothing] }

  /// The run in front.
  var current: RunCurves? { front.flatMap { runs.indices.contains($0) ? runs[$0] : nil } }

  /// Takes up what the engine shows. Work in which nothing is learned leaves the curves as they are.
  mutating func take(_ snapshot: EngineSnapshot) {
    if let picture = snapshot.frame {
      frame = picture
      frameRun = snapshot.run
    }
    let curves = snapshot.runCurves
    guard curves.isTraining else { return }
    if let index = runs.firstIndex(where: { $0.run == curves.run && $0.seed == nil }) {
      runs[index] = curves
      front = index
    } else {
      runs.append(curves)
      front = runs.count - 1
    }
  }

  /// Takes up runs of an earlier time, in the order in which they began; what is known of them by now stays.
  mutating func recall(_ earlier: [RunCurves]) {
    let shown = current
    var all = earlier.filter(\.isTraining)
    for known in runs {
      if let index = all.firstIndex(where: { $0.run == known.run && $0.seed == known.seed }) {
        if known.lastStep >= all[index].lastStep { all[index] = known }
      } else {
        all.append(known)
      }
    }
    runs = all
    front = all.firstIndex { $0.run == shown?.run && $0.seed == shown?.seed } ?? (all.isEmpty ? nil : all.count - 1)
  }

  /// Takes up the runs as they are now, whatever was known of them: one of them was rolled back.
  mutating func replace(_ all: [RunCurves]) {
    let shown = current?.run
    runs = all.filter(\.isTraining)
    front = runs.firstIndex { $0.run == shown } ?? (runs.isEmpty ? nil : runs.count - 1)
  }

  /// Takes up another program's runs as they are now, also where they say nothing of what is learned. The one in front stays
  /// there, unless `latest`, which recorded something last, was not known before.
  mutating func watch(_ all: [RunCurves], latest: Int?) {
    let (shown, known) = (current?.run, Set(runs.map(\.run)))
    runs = all
    let newest = latest.flatMap { all.indices.contains($0) && !known.contains(all[$0].run) ? $0 : nil }
    front = newest ?? all.firstIndex { $0.run == shown } ?? (all.isEmpty ? nil : 0)
  }

  /// The runs behind the one in front that are drawn, by their numbers.
  var behind: [Int] {
    runs.indices.filter { index in
      guard index != front, runs[index].run != current?.run else { return false }
      switch overlay {
      case .all: return true
      case .pinned: return pinned.contains(runs[index].run)
      case .none: return false
      }
    }
  }

  /// From the first to the last place on the axis of what is drawn; nil where there is nothing.
  var extent: ClosedRange<Double>? {
    let moments = ([front].compactMap(\.self) + behind).flatMap { index in
      runs[index].points.values.flatMap { [$0.first, $0.last].compactMap { $0?.moment } }
    }
    let places = moments.map { axis.place($0) }
    guard let low = places.min(), let high = places.max(), low < high else { return nil }
    return low...high
  }

  /// What is in view of the axis; nil where there is nothing.
  var view: ClosedRange<Double>? { extent.map { window.range(in: $0) } }
}

extension RunCurves {
  /// What its colour goes by.
  var colourName: String { sanitised(run) + (seed.map { " seed \($0)" } ?? "") }

  /// The last step that something was recorded at.
  fileprivate var lastStep: Double { points.values.compactMap { $0.last?.moment.step }.max() ?? 0 }
}

extension AppModel {
  var dashboard: DashboardState {
    get { self[DashboardState.self] }
    _modify { yield &self[DashboardState.self] }
  }
}

/// What the dashboard is told.
public enum DashboardMessage: FeatureMessage {
  /// The curves of runs that a session has behind it, in the order in which they began.
  case runs([RunCurves])
  /// The same, in the place of all that is known of them.
  case replaced([RunCurves])
}

extension AppMessage {
  /// The curves of runs that a session has behind it, in the order in which they began.
  public static func runCurves(_ runs: [RunCurves]) -> AppMessage { .feature(DashboardMessage.runs(runs)) }

  /// The same, in the place of all that is known of them.
  public static func replacedCurves(_ runs: [RunCurves]) -> AppMessage { .feature(DashboardMessage.replaced(runs)) }
}
