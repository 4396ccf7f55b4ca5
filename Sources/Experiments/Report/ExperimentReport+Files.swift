extension ExperimentReport {
  /// Writes the report as files: the figures, `cells.csv`, `report.json` and, last, `report.md`, which shows them.
  ///
  /// - Parameter write: writes one file whole or not at all; told its name and its bytes.
  public func write(by write: (_ name: String, _ bytes: [UInt8]) throws -> Void) throws {
    let figures = figures
    for figure in figures { try write(figure.name, Array(figure.svg.utf8)) }
    try write("cells.csv", Array(csv.utf8))
    try write("report.json", json)
    try write("report.md", Array(markdown(figures: figures).utf8))
  }
}
