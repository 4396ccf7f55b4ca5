/// What an experiment is to show, beside which method is ahead.
public struct ReportAims: Sendable, Equatable {
  /// A score that is good enough, by environment: how soon runs reach it, and how far they end below it.
  public var targets: [String: Double]
  /// The difference that the number of seeds is worked out for, in units of the score; nil: a tenth of the baseline's mean.
  public var effect: Double?

  /// No aims of its own.
  public init(targets: [String: Double] = [:], effect: Double? = nil) {
    self.targets = targets
    self.effect = effect
  }
}
