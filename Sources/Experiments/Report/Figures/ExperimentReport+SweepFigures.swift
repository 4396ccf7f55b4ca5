import RLCore

extension ExperimentReport {
  /// The scores over a setting that is a number, for methods with at least two of them.
  func sweepDrawings(_ section: ReportSection) -> [Drawing] {
    let sweeps = sweeps(section)
    let names = sweeps.map(\.setting).distinct()
    return names.enumerated().map { index, name in
      let own = sweeps.filter { $0.setting == name }
      let setting = name.isEmpty ? "setting" : name
      let head = FigureHead(what: "\(Row.scoreName) by \(setting)", task: section.task.label)
      let level = section.rows.first?.interquartileMean ?? .mean(of: [])
      let figure = LineFigure(
        head: head,
        description:
          "Interquartile mean of the \(Row.scoreName) over seeds by \(setting), with 95 % bootstrap intervals; "
          + "\(baseline) is drawn across.",
        horizontal: setting, vertical: "interquartile mean",
        lines: own.enumerated().map { place, sweep in
          LineFigure.Line(name: sweep.name, style: FigureStyle(place), points: sweep.points)
        }, isSweep: true, level: (baseline, FigureStyle.baseline, level))
      return ("sweep" + (index > 0 ? "\(index + 1)" : ""), head, figure.text)
    }
  }

  private typealias Sweep = (name: String, setting: String, points: [(x: Double, estimate: Estimate)])

  /// The methods whose places differ in their setting's number alone.
  private func sweeps(_ section: ReportSection) -> [Sweep] {
    var sweeps: [Sweep] = []
    for row in section.rows where row.role != .noiseFloor {
      guard let place = cells.rows(of: row.method, on: section.task).first?.place,
        let setting = SweptSetting(place.setting), row.method.hasSuffix(", " + place.setting)
      else { continue }
      let name = String(row.method.dropLast(place.setting.count + 2))
      let index = sweeps.firstIndex { $0.name == name && $0.setting == setting.name } ?? sweeps.count
      if index == sweeps.count { sweeps.append((name, setting.name, [])) }
      sweeps[index].points.append((setting.value, row.interquartileMean))
    }
    return sweeps.map { ($0.name, $0.setting, $0.points.sorted { $0.x < $1.x }) }
      .filter { Set($0.points.map(\.x)).count > 1 }
  }
}
