import RLCore

/// What has to be said of a table, lest its numbers be taken for more than they are.
struct SectionRemarks {
  let rows: [MethodRow]
  let comparisons: [PairedComparison]
  let baseline: String
  /// The floor's method was run again on the same bases.
  let isRepeated: Bool
  let floor: NoiseFloor

  /// The sentences.
  var sentences: [String] {
    baselineSentences + seedSentences + pairSentences + floorSentences + oracleSentences
  }

  private var baselineSentences: [String] {
    guard let row = rows.first(where: { $0.role == .baseline }), row.seeds == 0 else { return [] }
    return ["The baseline \(baseline) has no finished cell here: no difference is known."]
  }

  private var seedSentences: [String] {
    let counts = rows.filter { $0.role != .noiseFloor }.map(\.seeds)
    guard let most = counts.max(), most > 0 else { return ["No cell finished here."] }
    guard comparisons.contains(where: { $0.pairing == .tasks }) else {
      return most == 1 ? ["No method has more than one seed: no interval has a width and nothing is resolved."] : []
    }
    return [
      most == 1
        ? "Differences are paired over the tasks of the set, by McNemar's exact test. There is one seed each, so that no other interval has a width."
        : "Differences are paired over the tasks of the set, each the mean over the seeds that both have."
    ]
  }

  private var pairSentences: [String] {
    let left = comparisons.filter { $0.unpaired > 0 && $0.pairs > 0 }
    guard !left.isEmpty else { return [] }
    let names = left.map { "\($0.method) (\($0.unpaired))" }.joined(separator: ", ")
    return ["Scores on seeds that only one of the two has play no part in a difference: \(names)."]
  }

  private var floorSentences: [String] {
    guard let typical = floor.meanDifference, let bound = floor.quantile95 else {
      return ["The noise floor is unknown: \(baseline) has fewer than two seeds."]
    }
    let runs =
      "differ by \(Numerals.significant(typical)) on average, 95 % of the pairs by at most "
      + "\(Numerals.significant(bound)) (\(floor.runs) runs)"
    guard !isRepeated else {
      return [
        "Two runs of \(floor.method) on one base \(runs). The noise floor is \(floor.method) run again with other seeds."
      ]
    }
    return [
      "Two runs of \(baseline), on whatever base each has, \(runs)"
        + ". The noise floor is what \(baseline) would show over itself on as many other seeds; where every seed has a "
        + "base of its own, the bases' spread is in both."
    ]
  }

  private var oracleSentences: [String] {
    let names = rows.filter { $0.method.hasPrefix("oracle") }.map(\.method)
    guard !names.isEmpty else { return [] }
    return [
      "Upper bounds, and no methods, as they ask a policy whose training is not charged: \(names.joined(separator: ", "))."
    ]
  }
}
