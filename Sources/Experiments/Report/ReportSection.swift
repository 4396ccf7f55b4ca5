import RLCore

/// All methods on one task: a table and what is to be said about it.
public struct ReportSection: Sendable, Encodable {
  /// The task.
  public let task: Scores.Task
  /// The method that the others are compared with, as its row names it.
  let baseline: String
  /// The baseline's row, those of the other methods, and the noise floor's, which is always the last.
  public let rows: [MethodRow]
  /// What two runs of one method differ by; without a number below two.
  public let floor: NoiseFloor
  /// What a reader has to know of the table, in sentences.
  public let remarks: [String]

  private enum CodingKeys: String, CodingKey { case environment, base, rows, floor, remarks }

  /// Writes the task as two keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(task.environment, forKey: .environment)
    try container.encode(task.base, forKey: .base)
    try container.encode(rows, forKey: .rows)
    try container.encode(floor, forKey: .floor)
    try container.encode(remarks, forKey: .remarks)
  }

  /// Decimals for scores: three digits of the largest in the table.
  var decimals: Int {
    let numbers = rows.flatMap { [$0.mean.value, $0.difference.value] }.compactMap { $0.map(abs) }
    let size = numbers.max() ?? 0
    return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  }
}

extension Estimate {
  /// A mean difference that is chance alone: what a method would show over itself, on as many other seeds.
  ///
  /// 0 ± t √2 s / √n, with the deviation s of its n scores; unknown below two.
  static func chance(of scores: [Double]) -> Estimate {
    guard let deviation = sampleDeviation(scores) else { return .mean(of: []) }
    let half = studentQuantile(degrees: scores.count - 1) * deviation * (2 / Double(scores.count)).squareRoot()
    return Estimate(value: 0, low: -half, high: half, count: scores.count)
  }
}
