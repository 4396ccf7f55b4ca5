public import RLCore

/// One method on one task, in a report's table.
public struct MethodRow: Sendable, Encodable {
  /// What a row is there for.
  public enum Role: String, Sendable, Encodable {
    /// What the others are compared with.
    case baseline
    /// The comparison fixed beforehand.
    case primary
    /// One of the other comparisons, corrected as a family.
    case other
    /// The baseline beside itself on other seeds.
    case noiseFloor
  }

  /// The method.
  public let method: String
  /// What the row is there for.
  public let role: Role
  /// Finished cells; of a noise floor the differences or seeds that it stands on.
  public let seeds: Int
  /// Cells that failed.
  public let failed: Int
  /// Cells that were planned and have no row.
  public let missing: Int
  /// The interquartile mean of the scores, with a bootstrap over seeds.
  public let interquartileMean: Estimate
  /// Their mean, with Student's interval.
  public let mean: Estimate
  /// What it has over the baseline, seed by seed; of a noise floor what chance alone gives.
  public let difference: Estimate
  /// The chance that one of its runs is above one of the baseline.
  public let probabilityOfImprovement: Estimate
  /// The p-value, corrected unless the comparison is the primary one.
  @OrNull public internal(set) var correctedPValue: Double?
  /// What the comparison shows; null of the baseline and of the noise floor.
  @OrNull public internal(set) var verdict: PairedComparison.Verdict?
  /// The means of the measures by key; null where no cell has one.
  public internal(set) var measures: [String: Double?]
  /// The paired seeds that show the effect that is looked for with 80 % power, by the deviation seen here; null where nothing
  /// is known of that.
  @OrNull public internal(set) var seedsForEffect: Int?
  /// What the comparison shows, in one sentence without a full stop; empty of the baseline and of the noise floor.
  public internal(set) var sentence = ""

  private enum CodingKeys: String, CodingKey {
    case method, role, seeds, failed, missing, interquartileMean, mean, difference, probabilityOfImprovement
    case correctedPValue, verdict, measures, seedsForEffect
  }

  /// For people: the number of seeds and what is not among them.
  var seedsText: String {
    let rest = [failed > 0 ? "\(failed) failed" : "", missing > 0 ? "\(missing) missing" : ""].filter { !$0.isEmpty }
    return "\(seeds)" + (rest.isEmpty ? "" : " (\(rest.joined(separator: ", ")))")
  }

  /// For people: the method and what its row is there for.
  var methodText: String {
    switch role {
    case .baseline: return "\(method) (baseline)"
    case .primary: return "\(method) (primary)"
    case .noiseFloor: return "noise floor: \(method)"
    case .other: return method
    }
  }
}
