import RLCore

/// One flat object, the place's keys beside the others: the rows of `experiment --json`.
extension ExperimentRow: Codable {
  private enum CodingKeys: String, CodingKey {
    case mean, low, high, environmentSteps, guidanceSteps, hitRate, shapedShare, accepted, checkpointDigest, seconds
    case error, returns, hits
  }

  /// Writes one flat object; numbers that JSON cannot hold are null.
  public func encode(to encoder: any Encoder) throws {
    try place.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeKnown(mean, forKey: .mean)
    try container.encodeKnown(low, forKey: .low)
    try container.encodeKnown(high, forKey: .high)
    try container.encode(environmentSteps, forKey: .environmentSteps)
    try container.encode(guidanceSteps, forKey: .guidanceSteps)
    try container.encodeKnown(hitRate, forKey: .hitRate)
    try container.encodeKnown(shapedShare, forKey: .shapedShare)
    try container.encode(accepted, forKey: .accepted)
    try container.encode(checkpointDigest, forKey: .checkpointDigest)
    try container.encodeKnown(seconds, forKey: .seconds)
    try container.encode(error, forKey: .error)
    if !returns.isEmpty { try container.encode(Self.known(returns), forKey: .returns) }
    if !hits.isEmpty { try container.encode(Self.known(hits), forKey: .hits) }
  }

  /// Reads what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try ExperimentPlace(from: decoder))
    mean = try container.decodeIfPresent(Double.self, forKey: .mean)
    low = try container.decodeIfPresent(Double.self, forKey: .low)
    high = try container.decodeIfPresent(Double.self, forKey: .high)
    environmentSteps = try container.decode(Int.self, forKey: .environmentSteps)
    guidanceSteps = try container.decode(Int.self, forKey: .guidanceSteps)
    hitRate = try container.decodeIfPresent(Double.self, forKey: .hitRate)
    shapedShare = try container.decodeIfPresent(Double.self, forKey: .shapedShare)
    accepted = try container.decodeIfPresent(AcceptedEvidence.self, forKey: .accepted)
    checkpointDigest = try container.decode(String.self, forKey: .checkpointDigest)
    seconds = try container.decodeIfPresent(Double.self, forKey: .seconds)
    error = try container.decodeIfPresent(String.self, forKey: .error)
    returns = try container.decodeIfPresent([CurvePoint].self, forKey: .returns) ?? []
    hits = try container.decodeIfPresent([CurvePoint].self, forKey: .hits) ?? []
  }

  private static func known(_ points: [CurvePoint]) -> [CurvePoint] {
    points.filter { $0.step.isFinite && $0.value.isFinite }
  }
}
