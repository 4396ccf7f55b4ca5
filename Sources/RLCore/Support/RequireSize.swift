/// Refuses a size outside `range`, such as a number of states that a family of processes cannot have.
///
/// - Throws: `InvalidSettingError` that names the range.
public func requireSize(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
  guard range.contains(value) else {
    throw InvalidSettingError(
      key: name, value: "\(value)", valid: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }
}
