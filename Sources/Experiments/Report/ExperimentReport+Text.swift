import RLCore

extension ExperimentReport {
  /// The report for a terminal: what was found first, then the tables, then what did not come out.
  public var lines: [String] {
    var lines = [title, ""] + summary
    if !failed.isEmpty { lines += ["", "Failed:"] + failed.map { "  \($0.cell): \($0.error)" } }
    if !missing.isEmpty { lines += ["", "Missing:"] + missing.map { "  \($0.label)" } }
    return lines
  }

  /// What was found, and the tables.
  public var summary: [String] {
    var lines = [sentence] + remarks
    for section in sections {
      lines += ["", section.task.label]
      for table in section.narrowTables(Row.measures) { lines += [""] + table.lines }
      lines += [""] + section.remarks
    }
    return lines
  }

  /// One row a cell, in full precision.
  public var csv: String { ResultTable(rows, columns: Row.columns).csv }
}
