/// Gathers the curves of one run from what its updates measure.
///
/// Live runs and those that are read anew go the same way, so that both look the same.
public struct RunRecorder: Sendable, Equatable {
  /// Marks kept at most.
  static let markLimit = 256

  /// The moment of the last record.
  public internal(set) var moment = RunMoment()
  /// What happened, oldest first.
  public internal(set) var marks: [RunMark] = []
  /// The latest value of each metric.
  public internal(set) var latest: [MetricName: Double] = [:]
  let budget: Int
  var curves: [MetricName: MetricCurve] = [:]
  var entries: Double?
  /// The clock's time at which the run began.
  var began: Double?

  /// A run of which nothing is known, with at most `budget` points a metric.
  public init(budget: Int = 512) {
    self.budget = budget
  }

  /// The curves.
  public var points: [MetricName: [MetricPoint]] { curves.mapValues(\.points) }

  /// Adds what was measured at `step`. A step that is not beyond the last one is on the curves already and left out.
  ///
  /// - Parameter time: seconds by a clock that goes on while nothing runs.
  public mutating func append(step: Double, time: Double, values: [MetricName: Double]) {
    guard curves.isEmpty || step > moment.step else { return }
    let taken = step - moment.step
    if let rate = values[.stepsPerSecond], rate > 0, rate.isFinite { moment.processSeconds += taken / rate }
    if let length = values[.episodicLength], length >= 1 { moment.episodes += taken / length }
    let start = began ?? time - moment.processSeconds
    began = start
    moment.step = step
    moment.wallSeconds = max(moment.wallSeconds, time - start)
    latest.merge(values) { $1 }
    for (name, value) in values { curves[name, default: MetricCurve(budget: budget)].append(value, at: moment) }
    if let count = values[.guidanceEntries], count.isFinite, count != entries {
      entries = count
      mark(.guidance(entries: Int(min(1e15, max(0, count)))))
    }
  }

  /// Notes that something happened now.
  public mutating func mark(_ kind: RunMark.Kind) { mark(RunMark(moment: moment, kind: kind)) }

  /// Notes that something happened at `step`, which is put between the records around it.
  public mutating func mark(_ kind: RunMark.Kind, step: Double) {
    let near = curves.values.lazy.compactMap { $0.points.first { $0.moment.step >= step }?.moment }
    var moment = near.min { $0.step < $1.step } ?? self.moment
    moment.step = step
    mark(RunMark(moment: moment, kind: kind))
  }

  private mutating func mark(_ mark: RunMark) {
    marks.append(mark)
    guard marks.count > Self.markLimit else { return }
    // Checkpoints come by the clock and are many; what people did stays longest.
    marks.remove(at: marks.firstIndex { $0.kind == .checkpoint } ?? 0)
  }
}
