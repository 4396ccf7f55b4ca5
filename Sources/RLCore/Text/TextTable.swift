/// A table of plain text, as commands print it: columns as wide as their widest cell, two spaces apart.
public struct TextTable: Sendable, Equatable {
  /// Where the cells of a column stand.
  public enum Alignment: Sendable {
    /// At the left, for words.
    case leading
    /// At the right, for numbers.
    case trailing
  }

  /// The heads of the columns.
  public var heads: [String]
  /// How each column is aligned.
  public var alignments: [Alignment]
  /// The rows, each with a cell per column.
  public var rows: [[String]] = []

  /// A table without rows.
  public init(_ columns: [(head: String, alignment: Alignment)]) {
    heads = columns.map(\.head)
    alignments = columns.map(\.alignment)
  }

  /// The lines, the heads first; nothing trails.
  public var lines: [String] {
    let all = [heads] + rows
    let widths = heads.indices.map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, width) in widths.enumerated() {
        let cell = column < row.count ? row[column] : ""
        let space = String(repeating: " ", count: width - cell.count)
        line += (column > 0 ? "  " : "") + (alignments[column] == .leading ? cell + space : space + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines as one text.
  public var text: String { lines.joined(separator: "\n") }

  /// The table in Markdown.
  public var markdown: String {
    let rules = alignments.map { $0 == .leading ? "---" : "---:" }
    return ([heads, rules] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}
