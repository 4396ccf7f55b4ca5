/// A figure of a report.
public struct ReportFigure: Sendable, Equatable {
  /// The name of its file, for instance `curves-hopper-v5-100k.svg`.
  public let name: String
  /// What it shows.
  public let title: String
  /// The task that it is about.
  public let task: Scores.Task
  /// The file.
  public let svg: String
}

extension ExperimentReport {
  /// The figures, task by task; what has nothing to show is left out. Cost: bootstraps at each point of each curve.
  public var figures: [ReportFigure] {
    let words = sections.map { Self.fileWord($0.task) }
    // Tasks whose names differ in signs alone have files of their own.
    let isNumbered = Set(words).count < words.count || words.contains("")
    return sections.enumerated().flatMap { place, section in
      let word = (isNumbered ? "-\(place + 1)" : "") + words[place]
      let drawings = curveDrawings(section) + scoreDrawings(section) + sweepDrawings(section)
      return drawings.compactMap { drawing in
        drawing.svg.map {
          ReportFigure(name: drawing.key + word + ".svg", title: drawing.head.text, task: section.task, svg: $0)
        }
      }
    }
  }

  /// The figure that says most: of the primary comparison's task, or else of the first one that has any, its learning
  /// curves where the cells have some, and the differences otherwise; nil where there is nothing to draw.
  public var mainFigure: ReportFigure? {
    let figures = figures
    let task = sections.first { section in section.rows.contains { $0.role == .primary } }?.task
    return figures.first { $0.task == task } ?? figures.first
  }

  /// A figure before it has a file's name.
  typealias Drawing = (key: String, head: FigureHead, svg: String?)

  /// The methods of a section as they are drawn, the baseline first.
  func methods(in section: ReportSection) -> [String] {
    let methods = cells.methods(on: section.task)
    return methods.filter { $0 == baseline } + methods.filter { $0 != baseline }
  }

  /// The looks of a method.
  func style(of method: String) -> FigureStyle {
    let others = cells.names.all.filter { $0 != baseline }
    return method == baseline ? .baseline : FigureStyle(others.firstIndex(of: method) ?? others.count)
  }

  /// A line of a method, which is named as its row is.
  func line(
    of method: String, in section: ReportSection, _ points: [(x: Double, estimate: Estimate)]
  ) -> LineFigure.Line {
    let row = section.rows.first { $0.method == method && $0.role != .noiseFloor }
    return LineFigure.Line(
      name: row?.methodText ?? method, style: style(of: method), points: points,
      isForemost: row?.role == .baseline || row?.role == .primary)
  }

  /// A task's name with what a file's name can hold, after a dash.
  private static func fileWord(_ task: Scores.Task) -> String {
    let words = "\(task.environment) \(task.base)".lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.map { "-" + $0 }.joined().prefix(80).description
  }
}
