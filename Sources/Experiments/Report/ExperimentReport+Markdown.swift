import RLCore

extension ExperimentReport {
  /// The report as a page without figures.
  public var markdown: String { markdown(figures: []) }

  /// The report as a page that shows `figures`, which lie beside it.
  func markdown(figures: [ReportFigure]) -> String {
    var blocks = ["# \(title.escapedForMarkdown)", "**\(sentence.escapedForMarkdown)**"]
    blocks.append(remarks.map(\.escapedForMarkdown).joined(separator: "\n"))
    for section in sections {
      blocks.append("## \(section.task.label.escapedForMarkdown)")
      var table = section.table(Row.measures).table
      table.heads = table.heads.map(\.escapedForMarkdown)
      table.rows = table.rows.map { $0.map(\.escapedForMarkdown) }
      blocks.append(table.markdown)
      blocks += section.remarks.map(\.escapedForMarkdown)
      blocks += figures.filter { $0.task == section.task }.map { "![\($0.title.escapedForMarkdown)](\($0.name))" }
    }
    if !failed.isEmpty {
      let items = failed.map { "- \($0.cell.escapedForMarkdown): \($0.error.escapedForMarkdown)" }
      blocks.append((["## Failed", ""] + items).joined(separator: "\n"))
    }
    if !missing.isEmpty {
      let items = missing.map { "- \($0.label.escapedForMarkdown)" }
      blocks.append((["## Missing", ""] + items).joined(separator: "\n"))
    }
    blocks.append(Self.legend)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static var legend: String {
    """
    ## How to read this

    Every number in brackets is a 95 % interval. The interquartile mean has a bootstrap over seeds; the difference is the
    mean over paired seeds with Student's interval. P(above) is the chance that a run is above one of the baseline. p is
    Holm's over all comparisons of this page but the primary one, whose p stands by itself. "Not worse" means that the
    difference lies above minus a tenth of the baseline's mean, "not resolved" that nothing is shown. A difference within the
    noise floor's interval is one that seeds alone may give. "Seeds it takes" would show the difference that is looked for (a
    tenth of the baseline's mean unless the experiment names one) with 80 % power. The area is the mean height of the
    learning curve over the steps that all methods have: of training's own episodes, overrides and other starts in them.
    """
  }
}

extension String {
  /// On one line, with what Markdown would read as markup or as the end of a table's cell made plain.
  package var escapedForMarkdown: String {
    String(onOneLine.flatMap { "\\`*_{}[]<>#|".contains($0) ? ["\\", $0] : [$0] })
  }
}
