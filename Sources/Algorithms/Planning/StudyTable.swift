/// The result of a study as text, ready for a terminal, Markdown or CSV.
public struct StudyTable: Sendable, Equatable, Codable {
  /// What was studied, with the settings that matter.
  public var title: String
  /// One name a column.
  public var columns: [String]
  /// One text a cell.
  public var rows: [[String]]
  /// What the table shows, in sentences.
  public var notes: [String]

  /// A table.
  public init(title: String, columns: [String], rows: [[String]] = [], notes: [String] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  /// A Markdown table with its title above and its notes below.
  public var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let head = [line(columns), line(columns.map { _ in "---" })]
    return (["**\(title)**", ""] + head + rows.map(line) + (notes.isEmpty ? [] : [""]) + notes)
      .joined(separator: "\n")
  }

  /// Columns of text for a terminal: words to the left, numbers to the right.
  public var plain: String {
    let cells = [columns] + rows
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let isNumeric = columns.indices.map { column in
      rows.contains { $0[column].first?.isNumber ?? false }
        && rows.allSatisfy { row in row[column] == "-" || row[column].contains(where: \.isNumber) }
    }
    let lines = cells.map { row in
      var line = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumeric[column] ? space + row[column] : row[column] + space
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return ([title, ""] + lines + (notes.isEmpty ? [] : [""]) + notes).joined(separator: "\n")
  }

  /// A number with `places` decimals, without the standard library's locale or exponent forms.
  public static func text(_ value: Double, places: Int = 2) -> String {
    guard value.isFinite else { return value.isNaN ? "-" : value > 0 ? "inf" : "-inf" }
    guard abs(value) < 1e15 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    let whole = Int((scaled / scale).rounded(.down))
    let rest = Int(scaled - Double(whole) * scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(whole)" }
    let digits = "\(rest)"
    return "\(sign)\(whole)." + String(repeating: "0", count: max(0, places - digits.count)) + digits
  }
}
