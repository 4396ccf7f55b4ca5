import Canvas

/// One measured figure and the limit beside it.
struct BenchFigure {
  /// What was measured.
  var name: String
  /// What came out, in `unit`.
  var value: Double
  /// The unit of value and limit.
  var unit: String
  /// What it is compared against, where there is something.
  var limit: Double?
  /// Where the limit comes from.
  var against: String

  /// Figure over limit.
  var ratio: Double? {
    guard let limit, limit > 0, value.isFinite else { return nil }
    return value / limit
  }

  /// The figure as the members of a JSON object.
  var object: [String: Any] {
    [
      "name": name, "value": Output.number(value), "unit": unit, "limit": Output.number(limit), "against": against,
      "ratio": Output.number(ratio),
    ]
  }
}

/// Prints figures in columns.
enum BenchTable {
  /// The lines of a table, headings first.
  static func lines(_ figures: [BenchFigure]) -> [String] {
    let headings = ["what", "ours", "limit", "ratio", "against"]
    let rows = [headings] + figures.map(cells)
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 || column == 4 ? text + space : space + text
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func cells(_ figure: BenchFigure) -> [String] {
    [
      figure.name, "\(digits(figure.value)) \(figure.unit)",
      figure.limit.map { "\(digits($0)) \(figure.unit)" } ?? "-",
      figure.ratio.map { fixed($0, $0 < 0.1 ? 4 : 2) } ?? "-", figure.against,
    ]
  }

  /// Prints the table.
  static func show(_ figures: [BenchFigure]) {
    for line in lines(figures) { print(line) }
  }

  /// A number with three significant digits or, from a thousand on, none after the point.
  static func digits(_ value: Double) -> String {
    let size = abs(value)
    return fixed(value, size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 5)
  }
}
