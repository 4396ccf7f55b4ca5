/// When something happened in a run, on every axis that a chart may have.
public struct RunMoment: Sendable, Equatable, Codable {
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
public struct MetricPoint: Sendable, Equatable, Codable {
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

  /// Reads what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    var numbers = try decoder.unkeyedContainer()
    moment = RunMoment(
      step: try numbers.decode(Double.self), wallSeconds: try numbers.decode(Double.self),
      processSeconds: try numbers.decode(Double.self), episodes: try numbers.decode(Double.self))
    value = try numbers.decode(Double.self)
    low = try numbers.decode(Double.self)
    high = try numbers.decode(Double.self)
    trend = .zero
    for index in trend.indices { trend[index] = try numbers.decode(Double.self) }
  }

  /// Writes plain numbers: curves have thousands of points, and names would outweigh them.
  public func encode(to encoder: any Encoder) throws {
    var numbers = encoder.unkeyedContainer()
    for number in [moment.step, moment.wallSeconds, moment.processSeconds, moment.episodes, value, low, high] {
      try numbers.encode(number)
    }
    for index in trend.indices { try numbers.encode(trend[index]) }
  }
}

extension [MetricPoint] {
  /// At most `count` points, neighbours merged so that extremes stay.
  func thinned(to count: Int) -> [MetricPoint] {
    guard count > 0, self.count > count else { return self }
    let width = (self.count + count - 1) / count
    return stride(from: 0, to: self.count, by: width).map { start in
      let part = self[start..<Swift.min(self.count, start + width)]
      var merged = part[part.endIndex - 1]
      merged.value = part.reduce(0) { $0 + $1.value } / Double(part.count)
      for point in part {
        merged.low = Swift.min(merged.low, point.low)
        merged.high = Swift.max(merged.high, point.high)
      }
      return merged
    }
  }
}

/// Something that happened in a run and belongs on its charts.
public struct RunMark: Sendable, Equatable, Codable {
  /// What happened.
  public enum Kind: Sendable, Equatable, Codable {
    /// α became this, and through what where that is known.
    case alpha(Double, cause: AlphaCause? = nil)
    /// A checkpoint was taken.
    case checkpoint
    /// The guidance table has this many entries from here on.
    case guidance(entries: Int)
    /// An alert of this title was raised.
    case alert(String)
    /// The run was taken back to here from that step.
    case rolledBack(from: Int)
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
