import Advisors
import Environments
import Testing

@Suite struct NarrationWindowTests {
  /// A rally of `length` lines of 30 characters that ends as `ending` says.
  private func rally(_ first: Int, _ length: Int, _ ending: String) -> [String] {
    (0..<length).map { index in
      let line = "t=\(first + index) " + (index == length - 1 ? "-> I \(ending) the point" : "")
      return line + String(repeating: ".", count: max(30 - line.count, 0))
    }
  }

  @Test func keepsAShortEpisodeWhole() {
    let lines = rally(5, 4, "lost") + rally(9, 4, "won")
    #expect(
      NarrationWindows(PongInterpreter().parts).split(lines, first: 5, count: 1, maximumCharacters: 1_000)
        == [NarrationWindow(lines: lines, firstStep: 5, lastStep: 12)])
  }

  @Test func sharesRalliesOutInOrder() {
    let lines = (0..<12).flatMap { rally($0 * 5, 5, $0 % 2 == 0 ? "lost" : "won") }
    let windows = NarrationWindows(PongInterpreter().parts).split(lines, count: 4, maximumCharacters: 1_000)
    #expect(windows.map(\.firstStep) == [0, 15, 30, 45])
    #expect(windows.map(\.lastStep) == [14, 29, 44, 59])
    #expect(windows.flatMap(\.lines) == lines)
    #expect(windows.allSatisfy { $0.cut.isEmpty })
  }

  @Test func keepsLostRalliesFirstInTimeOrderAndStatesTheCut() {
    let lines = rally(0, 5, "won") + rally(5, 5, "lost") + rally(10, 5, "won") + rally(15, 5, "lost")
    let windows = NarrationWindows(PongInterpreter().parts).split(lines, count: 1, maximumCharacters: 340)
    #expect(windows.count == 1)
    #expect(windows[0].lines == Array(lines[5..<10]) + ["..."] + Array(lines[15..<20]))
    #expect(windows[0].cut == "2 of 4 rallies (0 lost, 2 won, 0 unfinished), marked by ...")
    #expect((windows[0].firstStep, windows[0].lastStep) == (5, 19))
  }

  @Test func keepsTheEndOfARallyThatIsTooLong() {
    let windows = NarrationWindows(PongInterpreter().parts).split(
      rally(0, 50, "lost"), count: 3, maximumCharacters: 310)
    #expect(windows.count == 1)
    #expect(windows[0].lines.count == 10)
    #expect((windows[0].firstStep, windows[0].lastStep) == (40, 49))
    #expect(windows[0].cut == "the beginning of this rally (steps 0 to 39)")
  }

  @Test func readsAnEpisodeWithoutRalliesAsOne() {
    let lines = (0..<6).map { "t=\($0) torso 1.2, did [0.1]" }
    #expect(
      NarrationWindows(PongInterpreter().parts).split(lines, count: 4, maximumCharacters: 500)
        == [NarrationWindow(lines: lines, firstStep: 0, lastStep: 5)])
    #expect(NarrationWindows(PongInterpreter().parts).split([], count: 4, maximumCharacters: 500).isEmpty)
  }

  @Test func foldsLongQuietRunsOnly() {
    let lines = [
      "t=7 a", "t=8 b (quiet)", "t=9 c (quiet)", "t=10 d (quiet)", "t=11 e (quiet)", "t=12 f (quiet)", "t=13 g",
    ]
    #expect(
      NarrationWindows.folded(lines, first: 7)
        == ["t=7 a", "t=8 b (quiet)", "t=9-11 (3 quiet steps left out)", "t=12 f (quiet)", "t=13 g"])
    let short = Array(lines[0..<4]) + ["t=11 e"]
    #expect(NarrationWindows.folded(short, first: 7) == short)
  }

  @Test func cutsLinesOutAroundSteps() {
    let lines = (10..<40).map { "t=\($0) x" }
    let window = NarrationWindows.excerpt(
      lines, first: 10, around: [12, 30], before: 1, after: 1, maximumCharacters: 500)
    #expect(window.lines == ["t=11 x", "t=12 x", "t=13 x", "...", "t=29 x", "t=30 x", "t=31 x"])
    let tight = NarrationWindows.excerpt(lines, first: 10, around: [12, 30], maximumCharacters: 30)
    #expect(tight.lines.joined(separator: "\n").count < 30)
    #expect(tight.cut.contains("did not fit"))
  }
}
