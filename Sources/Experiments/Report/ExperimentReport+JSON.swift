import Foundation

/// The keys of `experiment --json`, and those of the report beside them.
extension ExperimentReport: Encodable {
  private enum CodingKeys: String, CodingKey {
    case title, environment, rows, baseline, primary, sentence, remarks, sections, failed, missing
  }

  /// Writes rows without their curves, and what was found.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    try container.encode(environment, forKey: .environment)
    try container.encode(rows.map(\.listed), forKey: .rows)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(primary, forKey: .primary)
    try container.encode(sentence, forKey: .sentence)
    try container.encode(remarks, forKey: .remarks)
    try container.encode(sections, forKey: .sections)
    try container.encode(failed, forKey: .failed)
    try container.encode(missing, forKey: .missing)
  }

  /// The environment's id; of several all of them, with commas.
  public var environment: String {
    cells.tasks.map(\.environment).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }.joined(separator: ", ")
  }

  /// The report as JSON, keys in order.
  public var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
  }
}
