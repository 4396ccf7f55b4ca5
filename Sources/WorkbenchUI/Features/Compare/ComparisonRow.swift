public import RLCore

/// What one method has over another, and the 95 % interval of that.
public struct ComparisonDifference: Sendable, Equatable {
  /// The difference of the mean returns.
  public var value: Double
  /// The interval's lower end; not a number where it is unknown.
  public var low: Double
  /// The interval's upper end.
  public var high: Double

  /// Makes a difference.
  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// One method in the comparison, evaluated with guidance off.
public struct ComparisonRow: Sendable, Equatable {
  /// The method, for instance `ultra-ra`.
  public var method: String
  /// Mean environment return.
  public var mean: Double
  /// Lower end of its 95 % interval.
  public var low: Double
  /// Upper end of its 95 % interval.
  public var high: Double
  /// Environment steps used.
  public var environmentSteps: Int
  /// Share of training steps that matched the guidance, where there was any.
  public var hitRate: Double?
  /// A few words, for instance `before`.
  public var note: String
  /// Whether it is what the others are compared with.
  public var isBaseline = false
  /// Whether it is the one that the comparison is about.
  public var isForemost = false
  /// What it has over the baseline; nil for the baseline itself.
  public var difference: ComparisonDifference?
  /// Share of the environment steps that went into guidance, where any did.
  public var guidanceShare: Double?
  /// |α r_LLM| / |r_env| over the run.
  public var shapedShare: Double?
  /// The mean return of the latest episodes while training, by step.
  public var curve: [CurvePoint] = []
  /// Whether a person turned its α.
  public var isTurned = false
  /// Games that the mean is of, where it is known.
  public var games: Int?
  /// The seed of its training, where it is known.
  public var seed: UInt64?
  /// What its numbers mean, in a sentence.
  public var meaning = ""

  /// Makes a row of what every method has.
  public init(
    method: String, mean: Double, low: Double, high: Double, environmentSteps: Int, hitRate: Double?, note: String
  ) {
    self.method = method
    self.mean = mean
    self.low = low
    self.high = high
    self.environmentSteps = environmentSteps
    self.hitRate = hitRate
    self.note = note
  }
}
