/// What was measured of the suggestions that training used.
public struct AcceptedEvidence: Sendable, Equatable, Codable {
  /// Accepted and edited suggestions.
  public var count: Int
  /// The mean difference in return over those with evidence.
  public var meanDifference: Double?
  /// The share of them whose evidence is positive with its whole interval.
  public var verified: Double?

  /// What was measured.
  public init(count: Int, meanDifference: Double? = nil, verified: Double? = nil) {
    self.count = count
    self.meanDifference = meanDifference
    self.verified = verified
  }

  private enum CodingKeys: String, CodingKey { case count, meanDifference, verified }

  /// Writes every key; numbers that JSON cannot hold are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encodeKnown(meanDifference, forKey: .meanDifference)
    try container.encodeKnown(verified, forKey: .verified)
  }
}

extension KeyedEncodingContainer {
  /// Writes a number, and null where there is none or none that JSON can hold.
  mutating func encodeKnown(_ number: Double?, forKey key: Key) throws {
    try encode(number.flatMap { $0.isFinite ? $0 : nil }, forKey: key)
  }
}
