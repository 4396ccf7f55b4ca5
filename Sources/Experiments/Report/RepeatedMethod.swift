/// A method that was run again on the same bases, with other seeds: what the noise floor stands on.
public struct RepeatedMethod: Sendable, Equatable {
  /// The method.
  public var method: String
  /// What its repetitions are called, the first one first.
  public var again: [String]

  /// A method with its repetitions.
  public init(_ method: String, again: [String]) {
    self.method = method
    self.again = again
  }
}
