/// When something happened in a run, on every axis that a chart may have.
public struct RunMoment: Sendable, Equatable {
  /// Environment steps of the run.
  public var step: Double
  /// Seconds since the run began, those in which nothing worked on it included.
  public var wallSeconds: Double
  /// Seconds of work on the run.
  public var processSeconds: Double
  /// Episodes finished, estimated by their mean length.
  public var episodes: Double

  /// A moment; what is not known is 0.
  public init(step: Double = 0, wallSeconds: Double = 0, processSeconds: Double = 0, episodes: Double = 0) {
    self.step = step
    self.wallSeconds = wallSeconds
    self.processSeconds = processSeconds
    self.episodes = episodes
  }
}

/// A point of a metric's curve: one value, or several neighbours of which the extremes are kept.
public struct MetricPoint: Sendable, Equatable {
  /// When the last of its values was recorded.
  public var moment: RunMoment
  /// The mean of its values.
  public var value: Double
  /// The least of its values.
  public var low: Double
  /// The greatest of its values.
  public var high: Double
  /// Moving averages over everything recorded until then, one for each of `MetricCurve.weights`.
  public var trend: SIMD4<Double>

  /// A point of a single value.
  public init(moment: RunMoment, value: Double, trend: SIMD4<Double>) {
    self.moment = moment
    self.value = value
    self.trend = trend
    low = value
    high = value
  }
}

/// Something that happened in a run and belongs on its charts.
public struct RunMark: Sendable, Equatable {
  /// What happened.
  public enum Kind: Sendable, Equatable {
    /// α became this.
    case alpha(Double)
    /// A checkpoint was taken.
    case checkpoint
    /// The guidance table has this many entries from here on.
    case guidance(entries: Int)
    /// An alert of this title was raised.
    case alert(String)
  }

  /// When.
  public var moment: RunMoment
  /// What.
  public var kind: Kind

  /// A mark.
  public init(moment: RunMoment, kind: Kind) {
    self.moment = moment
    self.kind = kind
  }
}
