/// What an environment declares of the numbers that it shows, as Gymnasium's `Box` does: who loads a policy compares it.
public struct ObservationBounds: Sendable, Equatable {
  /// The least of each number; infinite where there is none.
  public var low: [Double]
  /// The greatest of each number.
  public var high: [Double]
  /// Whether they are double-precision numbers there; here they are single ones in any case.
  public var isDouble: Bool

  /// Describes the numbers of an observation.
  public init(low: [Double], high: [Double], isDouble: Bool = false) {
    self.low = low
    self.high = high
    self.isDouble = isDouble
  }

  /// `count` numbers of any size.
  public static func unbounded(_ count: Int, isDouble: Bool = false) -> ObservationBounds {
    let limit = [Double](repeating: .infinity, count: count)
    return ObservationBounds(low: limit.map { -$0 }, high: limit, isDouble: isDouble)
  }
}
