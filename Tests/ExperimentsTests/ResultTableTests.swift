import Experiments
import Foundation
import Testing

@Suite struct ResultTableTests {
  private struct Row: Encodable, Sendable {
    var method: String
    var steps: Int
    var mean: Double?
    var low: Double?
    var high: Double?
    var share: Double?
  }

  private var table: ResultTable<Row> {
    ResultTable(
      [
        Row(method: "ppo", steps: 1024, mean: 1.0625, low: 0.5, high: 1.5, share: nil),
        Row(method: "one, \"two\"", steps: 8, mean: nil, low: nil, high: nil, share: 0.125),
      ],
      columns: [
        .words("method") { $0.method }, .whole("steps", key: "environmentSteps") { $0.steps },
        .number("mean", decimals: 2) { $0.mean },
        .interval("95 % interval", decimals: 1, low: { $0.low }, high: { $0.high }),
        .percent("hits", key: "hitRate", decimals: 1) { $0.share },
      ])
  }

  @Test func peopleReadColumns() {
    #expect(
      table.lines == [
        "method      steps  mean  95 % interval    hits",
        "ppo          1024  1.06  [0.5, 1.5]          -",
        "one, \"two\"      8   nan  [nan, nan]     12.5 %",
      ])
  }

  @Test func pagesTakeMarkdown() {
    #expect(
      table.markdown.split(separator: "\n") == [
        "| method | steps | mean | 95 % interval | hits |", "| --- | ---: | ---: | --- | ---: |",
        "| ppo | 1024 | 1.06 | [0.5, 1.5] | - |", "| one, \"two\" | 8 | nan | [nan, nan] | 12.5 % |",
      ])
  }

  @Test func spreadsheetsTakeFullNumbers() {
    #expect(
      table.csv == """
        method,environmentSteps,mean,low,high,hitRate
        ppo,1024,1.0625,0.5,1.5,
        "one, ""two\""",8,,,,0.125

        """)
  }

  @Test func dataAreTheRowsThemselves() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(table), as: UTF8.self)
        == #"[{"high":1.5,"low":0.5,"mean":1.0625,"method":"ppo","steps":1024},{"method":"one, \"two\"","share":0.125,"steps":8}]"#
    )
  }
}
