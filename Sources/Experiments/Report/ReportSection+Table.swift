import RLCore

extension ReportSection {
  /// As a table, with `measures` beside the statistics.
  func table<Row>(_ measures: [ReportMeasure<Row>]) -> ResultTable<MethodRow> {
    ResultTable(rows, columns: statistics + columns(measures))
  }

  /// As two tables, which a terminal has room for: the statistics, and the measures if there are any.
  func narrowTables<Row>(_ measures: [ReportMeasure<Row>]) -> [ResultTable<MethodRow>] {
    let columns = columns(measures)
    let own = ResultTable(rows.filter { $0.role != .noiseFloor }, columns: [method] + columns)
    return [ResultTable(rows, columns: statistics)] + (columns.isEmpty ? [] : [own])
  }

  /// Columns that no row has a number for are left out.
  private func columns<Row>(_ measures: [ReportMeasure<Row>]) -> [ResultTable<MethodRow>.Column] {
    measures.filter { measure in rows.contains { Self.value(measure.key, $0) != nil } }.map(Self.column)
  }

  private var method: ResultTable<MethodRow>.Column { .words("method") { $0.methodText } }

  private var statistics: [ResultTable<MethodRow>.Column] {
    let decimals = decimals
    func estimate(
      _ head: String, key: String, decimals: Int, _ value: @escaping @Sendable (MethodRow) -> Estimate
    ) -> ResultTable<MethodRow>.Column {
      // An estimate of nothing is a dash.
      let column = ResultTable<MethodRow>.Column.estimate(head, key: key, decimals: decimals, value)
      return ResultTable.Column(
        head: head, alignment: .leading, text: { value($0).count > 0 ? column.text($0) : "-" }, fields: column.fields)
    }
    return [
      method, .words("seeds") { $0.seedsText },
      estimate("interquartile mean", key: "interquartileMean", decimals: decimals) { $0.interquartileMean },
      .number("mean", decimals: decimals, missing: "-") { $0.mean.value },
      estimate("over \(baseline), paired", key: "difference", decimals: decimals) { $0.difference },
      estimate("P(above \(baseline))", key: "probabilityOfImprovement", decimals: 2) { $0.probabilityOfImprovement },
      .words("p (Holm)", key: "correctedPValue") {
        $0.correctedPValue.map { PairedComparison.figure(pValue: $0) } ?? "-"
      },
      .words("verdict") { $0.verdict?.rawValue ?? "-" },
      .words("seeds it takes", key: "seedsForEffect") { $0.seedsForEffect.map { "\($0)" } ?? "-" },
    ]
  }

  private static func column<Row>(_ measure: ReportMeasure<Row>) -> ResultTable<MethodRow>.Column {
    let key = measure.key
    return ResultTable.Column(
      head: measure.head, alignment: .trailing, text: { measure.text(value(key, $0)) },
      fields: [.number(key) { value(key, $0) }])
  }

  private static func value(_ key: String, _ row: MethodRow) -> Double? { row.measures[key] ?? nil }
}
