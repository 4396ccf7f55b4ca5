import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// Another program's training on screen.
@Suite struct WatchTests {
  private func watching(width: Int = 100, height: Int = 40) -> AppModel {
    var model = AppModel.watcher(title: "runs", themes: [.monochrome], glyphs: .unicode)
    _ = update(&model, .resized(width: width, height: height))
    return model
  }

  /// A run with a return alone, as a log of episodes tells of it.
  private func curves(_ name: String, _ values: [Double]) -> RunCurves {
    var curve = MetricCurve()
    for (index, value) in values.enumerated() { curve.append(value, at: RunMoment(step: Double(index + 1) * 100)) }
    return RunCurves(run: name, points: [.episodicReturn: curve.points], metrics: [.episodicReturn: values.last ?? 0])
  }

  @Test func nothingIsClaimedBeforeALogIsThere() {
    var model = watching()
    _ = update(&model, .watched([], latest: nil, words: "No log in runs yet."))
    let text = view(model).text
    #expect(text.contains("Nothing was recorded yet.") && text.contains("No log in runs yet."))
    #expect(!text.contains("advisor") && !text.contains("no picture"))
  }

  @Test func runsAreDrawnWithoutLossesToo() {
    var model = watching()
    _ = update(&model, .watched([curves("CartPole_1", [10, 20, 30])], latest: 0, words: "1 run."))
    #expect(model.dashboard.current?.run == "CartPole_1")
    let text = view(model).text
    #expect(text.contains("CartPole_1 earns 30") && text.contains("1 run."))
    #expect(model.dashboardPanes == [.chart("return"), .metrics])
  }

  /// Two that train side by side do not take turns in front; one that begins does come there.
  @Test func theOneInFrontStaysThereUntilAnotherBegins() {
    var model = watching()
    let (one, two) = (curves("one", [1, 2]), curves("two", [3]))
    _ = update(&model, .watched([one], latest: 0, words: ""))
    _ = update(&model, .watched([one, two], latest: 1, words: ""))
    #expect(model.dashboard.current?.run == "two")
    _ = update(&model, .watched([one, two], latest: 0, words: ""))
    #expect(model.dashboard.current?.run == "two" && model.dashboard.runs.count == 2)
  }

  @Test func nothingOfASessionIsThere() {
    let model = watching()
    #expect(model.screens.map(\.name) == ["watch"] && !model.hasStagesToRun)
    var leaving = model
    #expect(!update(&leaving, .key(.character("q"))).isEmpty && !leaving.isRunning)
  }

  @Test func wordsFromOutsideDoNothingToTheTerminal() {
    var model = watching()
    _ = update(&model, .watched([curves("a\u{1B}[31mb", [1, 2])], latest: 0, words: "x\u{1B}[2Jy"))
    #expect(!view(model).text.contains("\u{1B}"))
  }
}
