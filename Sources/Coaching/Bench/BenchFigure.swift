package import RLCore

/// One measured figure and the limit beside it.
package struct BenchFigure: Encodable, Sendable {
  /// What was measured.
  package let name: String
  /// What came out, in `unit`.
  @OrNull package private(set) var value: Double?
  /// The unit of value and limit.
  package let unit: String
  /// What it is compared against, where there is something.
  @OrNull package private(set) var limit: Double?
  /// Figure over limit.
  @OrNull package private(set) var ratio: Double?
  /// Where the limit comes from.
  package let against: String

  /// A figure in `unit` beside its limit.
  package init(name: String, value: Double, unit: String, limit: Double?, against: String) {
    self.name = name
    self.value = value
    self.unit = unit
    self.limit = limit
    self.against = against
    if let limit, limit > 0, value.isFinite { ratio = value / limit }
  }

  /// Figures in columns.
  package static func table(_ figures: [BenchFigure]) -> TextTable {
    var table = TextTable([
      ("what", .leading), ("ours", .trailing), ("limit", .trailing), ("ratio", .trailing), ("against", .leading),
    ])
    table.rows = figures.map { figure in
      [
        figure.name, "\(Numerals.significant(figure.value ?? .nan)) \(figure.unit)",
        figure.limit.map { "\(Numerals.significant($0)) \(figure.unit)" } ?? "-",
        figure.ratio.map { Numerals.fixed($0, $0 < 0.1 ? 4 : 2) } ?? "-", figure.against,
      ]
    }
    return table
  }
}
