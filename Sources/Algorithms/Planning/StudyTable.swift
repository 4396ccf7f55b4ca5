import RLCore

/// The result of a study as text, ready for a terminal.
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

  /// Columns of text for a terminal: words to the left, numbers to the right.
  public var plain: String {
    var table = TextTable(
      columns.indices.map { column in
        let isNumeric =
          rows.contains { $0[column].first?.isNumber ?? false }
          && rows.allSatisfy { row in row[column] == "-" || row[column].contains(where: \.isNumber) }
        return (columns[column], isNumeric ? .trailing : .leading)
      })
    table.rows = rows
    return ([title, ""] + table.lines + (notes.isEmpty ? [] : [""]) + notes).joined(separator: "\n")
  }

  /// A number with `places` decimals; a dash where there is none.
  public static func text(_ value: Double, places: Int = 2) -> String { Numerals.fixed(value, places, missing: "-") }
}
