import Experiments
import RLCore

/// A form in which an experiment comes out: one line of the catalog.
struct ExperimentFormat: CatalogEntry {
  /// The name on the command line.
  let name: String
  /// One sentence for help.
  let summary: String
  /// The report as text; nil where there is nothing to show.
  let text: @Sendable (any ExperimentPages) -> String?

  init(_ name: String, _ summary: String, text: @escaping @Sendable (any ExperimentPages) -> String?) {
    self.name = name
    self.summary = summary
    self.text = text
  }
}

/// The forms of an experiment.
enum ExperimentFormats {
  /// Every format, one line each.
  static let all = Catalog(
    "export format of an experiment",
    [
      ExperimentFormat("csv", "a row for each cell") { $0.csv },
      ExperimentFormat("markdown", "the report, without its figures") { $0.markdown },
      ExperimentFormat("svg", "its main figure") { $0.mainFigure?.svg },
    ])

  /// The experiment in `folder` as text.
  static func text(of folder: ExperimentFolder, as name: String, baseline: String? = nil) throws -> String {
    let format = try all.entry(name)
    guard let text = format.text(try folder.pages(baseline: baseline)) else {
      throw ExportError.nothingFinished(folder.path)
    }
    return text
  }
}
