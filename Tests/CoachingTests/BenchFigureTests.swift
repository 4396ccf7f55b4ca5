import Coaching
import Foundation
import RLCore
import Testing

@Suite struct BenchFigureTests {
  private let figures = [
    BenchFigure(name: "steps", value: 1234, unit: "K/s", limit: 2000, against: "raw"),
    BenchFigure(name: "little", value: 0.5, unit: "M/s", limit: 10, against: "target"),
    BenchFigure(name: "alone", value: .nan, unit: "K/s", limit: nil, against: "-"),
  ]

  @Test func figuresStandInColumns() {
    #expect(
      BenchFigure.table(figures).lines == [
        "what        ours     limit   ratio  against",
        "steps   1234 K/s  2000 K/s    0.62  raw",
        "little  0.50 M/s  10.0 M/s  0.0500  target",
        "alone    nan K/s         -       -  -",
      ])
  }

  @Test func whatIsMissingIsNull() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = try figures.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    #expect(
      text[0] == #"{"against":"raw","limit":2000,"name":"steps","ratio":0.617,"unit":"K/s","value":1234}"#)
    #expect(text[2] == #"{"against":"-","limit":null,"name":"alone","ratio":null,"unit":"K/s","value":null}"#)
  }
}
