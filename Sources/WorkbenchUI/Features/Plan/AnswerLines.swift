import Canvas
import RLCore

/// What an environment sent back, as lines of a certain width: tables in columns, other text as it was printed.
struct AnswerLines {
  let glyphs: GlyphSet
  /// Columns of a line.
  let width: Int
  /// Lines or rows at most; what is left out is counted.
  let most: Int

  private static let gap = 2
  private static let leastColumn = 4
  private static let mostColumns = 64
  private static let tab = 8

  /// The lines of a response.
  func lines(_ response: TextResponse) -> [[TableCell]] {
    var lines: [[TableCell]] = []
    if response.isFailure { lines.append([TableCell("\(glyphs.cross) failed", .rejected)]) }
    if let table = response.table { return lines + rows(of: table) }
    if response.text.allSatisfy(\.isNewline) { return lines + [[TableCell("(nothing was printed)", .muted)]] }
    return lines + printed(response.text, hidden: response.hiddenLines)
  }

  /// The lines of what was printed; blanks stay, since programs align with them.
  func printed(_ text: String, hidden: Int = 0) -> [[TableCell]] {
    var all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while all.last?.isEmpty == true { all.removeLast() }
    let lines = all.prefix(most).flatMap { folded(expanded($0)) }.map { [TableCell($0, .text)] }
    let left = all.count - min(all.count, most) + hidden
    guard left > 0 else { return lines }
    return lines + [[TableCell("\(glyphs.ellipsis) \(left) more line\(left == 1 ? "" : "s")", .muted)]]
  }

  /// A line with blanks for its tabs, made safe.
  private func expanded(_ line: Substring) -> String {
    guard line.contains("\t") else { return sanitised(String(line)) }
    var text = ""
    for part in line.split(separator: "\t", omittingEmptySubsequences: false) {
      if !text.isEmpty || part.startIndex != line.startIndex {
        let used = columnWidth(of: text)
        text += String(repeating: " ", count: Self.tab - used % Self.tab)
      }
      text += sanitised(String(part))
    }
    return text
  }

  /// A line broken wherever the width ends.
  private func folded(_ text: String) -> [String] {
    guard columnWidth(of: text) > max(2, width) else { return [text] }
    var (lines, line, used): ([String], String, Int) = ([], "", 0)
    for character in text {
      let next = columnWidth(of: character)
      if used + next > max(2, width) {
        lines.append(line)
        (line, used) = ("", 0)
      }
      line.append(character)
      used += next
    }
    return lines + [line]
  }

  // MARK: Tables

  private func rows(of table: TextResponse.Table) -> [[TableCell]] {
    let shown = table.rows.prefix(most).map { $0.map(sanitised) }
    let heads = table.columns.map(sanitised)
    var widths = heads.map { columnWidth(of: $0) }
    for row in shown {
      for (column, cell) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], columnWidth(of: cell))
      }
    }
    widths = fitted(widths)
    let kept = widths.count
    let isNumber = (0..<kept).map { column in
      !shown.isEmpty && shown.allSatisfy { $0.count > column && ($0[column] == "NULL" || Double($0[column]) != nil) }
    }
    func line(_ cells: [String]) -> String {
      (0..<kept).map { column in
        padded(
          cells.count > column ? cells[column] : "", to: widths[column], isNumber[column] ? .trailing : .leading,
          ellipsis: glyphs.ellipsis)
      }.joined(separator: String(repeating: " ", count: Self.gap))
    }
    var lines: [[TableCell]] = []
    if kept > 0 {
      lines.append([TableCell(line(heads), .title)])
      let rule = widths.map { String(repeating: glyphs.pick("─", "-"), count: $0) }
      lines.append([TableCell(rule.joined(separator: String(repeating: " ", count: Self.gap)), .border)])
    }
    lines += shown.map { [TableCell(line($0), .text)] }
    return lines + [[TableCell(count(table, shown: shown.count, columns: kept), .muted)]]
  }

  /// The widths at which columns fit, the widest made narrower first; fewer where even narrow ones do not.
  private func fitted(_ widths: [Int]) -> [Int] {
    for kept in stride(from: min(widths.count, Self.mostColumns), to: 0, by: -1) {
      let wanted = widths.prefix(kept).map { min($0, max(0, width)) }
      let room = width - Self.gap * (kept - 1)
      var level = wanted.max() ?? 0
      while level > Self.leastColumn, wanted.reduce(0, { $0 + min($1, level) }) > room { level -= 1 }
      let fitted = wanted.map { min($0, level) }
      if fitted.reduce(0, +) <= room { return fitted }
    }
    return []
  }

  private func count(_ table: TextResponse.Table, shown: Int, columns: Int) -> String {
    var words = table.count == 1 ? "1 row" : "\(table.count) rows"
    if shown < table.count { words = "\(glyphs.ellipsis) first \(shown) of \(words)" }
    let hidden = table.columns.count - columns
    return hidden > 0 ? words + ", \(hidden) more column\(hidden == 1 ? "" : "s")" : words
  }
}

/// Files that are not as they were at the start, each with a sign of its own, so that colour is never the only one.
struct ChangedFiles {
  let glyphs: GlyphSet
  let width: Int

  /// The lines of a response's changes; none where its world has no files.
  func lines(_ response: TextResponse) -> [[TableCell]] {
    guard let changes = response.changes else { return [] }
    guard !changes.isEmpty else { return [[TableCell("No file changed since the start", .muted)]] }
    var lines = [[TableCell("Changed since the start", .muted)]]
    lines += changes.map { change in
      let path = truncated(sanitised(change.path), to: max(1, width - 2), ellipsis: glyphs.ellipsis)
      return [TableCell(sign(change.kind) + " " + path, style(change.kind))]
    }
    let left = response.changeCount - changes.count
    if left > 0 { lines.append([TableCell("\(glyphs.ellipsis) \(left) more", .muted)]) }
    return lines
  }

  private func sign(_ kind: TextResponse.Change.Kind) -> String {
    switch kind {
    case .added: "+"
    case .removed: "-"
    case .modified: "M"
    }
  }

  private func style(_ kind: TextResponse.Change.Kind) -> StyleToken {
    switch kind {
    case .added: .accepted
    case .removed: .rejected
    case .modified: .pending
    }
  }
}
