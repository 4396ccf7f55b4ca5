import Glibc
import RLCore

/// How much hangs on the steps that an identifier scores highest, for one K.
public struct Fidelity: Sendable, Equatable {
  /// K.
  public let share: Double
  /// Mean |ΔR| between an episode and the same one with random actions in its window.
  public let change: Double
  /// Mean share of an episode's steps that its window has: l / L.
  public let length: Double
  /// d_max: by what |ΔR| is divided.
  public let range: Double
  /// log(|ΔR| / d_max) − log(l / L): higher is better.
  public let score: Double
  /// The lower end of the score's 95 % interval over episodes.
  public let low: Double
  /// The upper end.
  public let high: Double
}

/// What the episodes of one K come to, before it is known over which range they are judged.
public struct FidelitySummary: Sendable, Equatable, Codable {
  /// K.
  public let share: Double
  /// Mean |ΔR|.
  public let change: Double
  /// Mean l / L.
  public let length: Double
  /// Half the width of the score's 95 % interval over episodes.
  public let halfWidth: Double

  /// The fidelity over `range`. A change below `floor` of the range counts as `floor`, also at the ends of the interval; d_max
  /// is taken as given.
  public func fidelity(range: Double, floor: Double) -> Fidelity {
    let least = log(floor) - log(length)
    let score = range > 0 && change > 0 ? log(change / range) - log(length) : least
    return Fidelity(
      share: share, change: change, length: length, range: range, score: max(least, score),
      low: max(least, score - halfWidth), high: max(least, score + halfWidth))
  }
}

/// What the fidelity for one K is worked from: how every episode changed, and how long its window was.
public struct FidelityRecord: Sendable, Equatable {
  /// K.
  public let share: Double
  /// |ΔR| between each episode and the same one with random actions in its window (episodes).
  public let changes: [Double]
  /// l / L of each (episodes).
  public let lengths: [Double]

  /// A record of episodes, as many changes as lengths.
  public init(share: Double, changes: [Double], lengths: [Double]) {
    self.share = share
    self.changes = changes
    self.lengths = lengths
  }

  /// The means, and how surely they are known; nil without an episode.
  ///
  /// The interval is the delta method's for the logarithm of a ratio of means c̄ / l̄ over n episodes, with Student's t:
  ///
  ///     log(c̄ / l̄) ± t · s / √n,   s² = Σ (c_i / c̄ − l_i / l̄)² / (n − 1)
  ///
  /// Of one episode, or where nothing changed, it has no width: nothing was seen to vary.
  public var summary: FidelitySummary? {
    guard !changes.isEmpty, changes.count == lengths.count else { return nil }
    let count = Double(changes.count)
    let (change, length) = (changes.reduce(0, +) / count, lengths.reduce(0, +) / count)
    var halfWidth = 0.0
    if changes.count > 1, change > 0 {
      let squares = zip(changes, lengths).reduce(0) { sum, one in
        let part = one.0 / change - one.1 / length
        return sum + part * part
      }
      halfWidth = studentQuantile(degrees: changes.count - 1) * (squares / (count - 1) / count).squareRoot()
    }
    return FidelitySummary(share: share, change: change, length: length, halfWidth: halfWidth)
  }
}
