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

  /// Makes a row.
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

/// What the comparison is told.
enum CompareMessage: FeatureMessage {
  case rows([ComparisonRow])
  case stagesDone
}

extension AppMessage {
  /// The comparison of methods.
  public static func comparison(_ rows: [ComparisonRow]) -> AppMessage { .feature(CompareMessage.rows(rows)) }

  /// Every stage is done, and there is a comparison to look at.
  public static var stagesDone: AppMessage { .feature(CompareMessage.stagesDone) }
}
