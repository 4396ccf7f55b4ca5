import RLCore
import Testing

@Suite struct RunRecorderBytesTests {
  private func values(_ step: Int) -> [MetricName: Double] {
    var values: [MetricName: Double] = [
      .episodicReturn: Double(step % 37) - 9, .stepsPerSecond: 1_000, .episodicLength: 40,
      .guidanceEntries: Double(step / 700), .alpha: .nan,
    ]
    if step % 3 == 0 { values[.valueLoss] = 1 / Double(step) }
    return values
  }

  private func record(_ steps: ClosedRange<Int>, into recorder: inout RunRecorder) {
    for step in steps { recorder.append(step: Double(step), time: 1_000 + Double(step), values: values(step)) }
  }

  /// Also where points are merged already, and the last one is not full.
  @Test(arguments: [0, 1, 7, 512, 513, 3_001]) func whatWasGatheredGoesOnAsIfItHadNeverBeenPutAway(cut: Int) throws {
    var whole = RunRecorder(budget: 512)
    record(1...4_000, into: &whole)
    var part = RunRecorder(budget: 512)
    if cut > 0 { record(1...cut, into: &part) }
    var again = try #require(RunRecorder(bytes: part.bytes))
    #expect(again.points == part.points && again.marks == part.marks && again.moment == part.moment)
    record((cut + 1)...4_000, into: &again)
    // Numbers that are none are not equal to themselves.
    #expect(again.points == whole.points && again.moment == whole.moment && again.marks == whole.marks)
    #expect(again.latest.filter { $0.key != .alpha } == whole.latest.filter { $0.key != .alpha })
    #expect(again.latest[.alpha]?.isNaN == true)
    #expect(again.bytes == whole.bytes)
  }

  @Test func whatIsNoRecorderIsNone() {
    var recorder = RunRecorder()
    record(1...900, into: &recorder)
    let bytes = recorder.bytes
    #expect(RunRecorder(bytes: bytes) != nil)
    #expect(RunRecorder(bytes: []) == nil && RunRecorder(bytes: bytes + [0]) == nil)
    for length in stride(from: 1, to: bytes.count, by: 997) {
      #expect(RunRecorder(bytes: Array(bytes[..<length])) == nil)
    }
    var other = bytes
    other[0] = 2
    #expect(RunRecorder(bytes: other) == nil)
    // A count that nobody would believe.
    other = bytes
    other.replaceSubrange(5..<9, with: [255, 255, 255, 255])
    #expect(RunRecorder(bytes: other) == nil)
  }
}
