/// A table of plain text, as commands and studies print it: columns as wide as their widest cell, two spaces apart.
public struct TextTable: Sendable, Equatable {
  /// Where the cells of a column stand.
  public enum Alignment: Sendable {
    /// At the left, for words.
    case leading
    /// At the right, for numbers.
    case trailing
    /// At the right where every cell has a digit or is a dash, and one begins with a digit.
    case byContent
  }

  /// What the table is about, with the settings that matter; empty for a table that speaks for itself.
  public var title = ""
  /// The heads of the columns.
  public var heads: [String]
  /// How each column is aligned.
  public var alignments: [Alignment]
  /// The rows, each with a cell per column.
  public var rows: [[String]] = []
  /// What the table shows, in sentences.
  public var notes: [String] = []

  /// A table without rows.
  public init(_ columns: [(head: String, alignment: Alignment)]) {
    heads = columns.map(\.head)
    alignments = columns.map(\.alignment)
  }

  /// A table of a study, whose columns stand by what is in them.
  public init(title: String, columns: [String], rows: [[String]] = []) {
    self.title = title
    heads = columns
    alignments = columns.map { _ in .byContent }
    self.rows = rows
  }

  /// The lines: title, heads, rows and notes; nothing trails.
  public var lines: [String] {
    let all = [heads] + rows
    let widths = heads.indices.map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    let isTrailing = heads.indices.map(isTrailing)
    let body = all.map { row in
      var line = ""
      for (column, width) in widths.enumerated() {
        let cell = column < row.count ? row[column] : ""
        let space = String(repeating: " ", count: width - cell.count)
        line += (column > 0 ? "  " : "") + (isTrailing[column] ? space + cell : cell + space)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    return framed(title, body)
  }

  /// The lines as one text.
  public var text: String { lines.joined(separator: "\n") }

  /// The table in Markdown, the title in bold.
  public var markdown: String {
    let rules = heads.indices.map { isTrailing($0) ? "---:" : "---" }
    let body = ([heads, rules] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    return framed(title.isEmpty ? "" : "**\(title)**", body).joined(separator: "\n")
  }

  private func framed(_ title: String, _ body: [String]) -> [String] {
    (title.isEmpty ? [] : [title, ""]) + body + (notes.isEmpty ? [] : [""] + notes)
  }

  private func isTrailing(_ column: Int) -> Bool {
    switch alignments[column] {
    case .leading: return false
    case .trailing: return true
    case .byContent:
      let cells = rows.map { column < $0.count ? $0[column] : "" }
      return cells.contains { $0.first?.isNumber ?? false }
        && cells.allSatisfy { $0 == "-" || $0.contains(where: \.isNumber) }
    }
  }
}
