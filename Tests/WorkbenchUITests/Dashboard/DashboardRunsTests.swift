import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Runs on the dashboard")
struct DashboardRunsTests {
  /// Work of another kind than training, which has begun.
  private var verifying: EngineSnapshot {
    var snapshot = EngineSnapshot()
    snapshot.run = "verify"
    snapshot.totalSteps = 256
    snapshot.metrics = [.stepsPerSecond: 642]
    return snapshot
  }

  @Test func theDashboardNeverBlanks() throws {
    var model = Fixtures.coached(width: 120, height: 40)
    let before = view(model).text.split(separator: "\n")
    _ = update(&model, .snapshot(verifying))
    let after = view(model).text.split(separator: "\n")
    // The header tells of the work; charts, picture and metrics stay to the last cell.
    #expect(before.dropFirst(4).dropLast(2) == after.dropFirst(4).dropLast(2))
    // So it is when the next run has begun and measured nothing yet.
    var next = EngineSnapshot()
    next.run = "coach-ra"
    _ = update(&model, .snapshot(next))
    #expect(model.dashboard.current?.run == "ultra-ra" && model.dashboard.frame != nil)
    _ = update(&model, .snapshot(Fixtures.snapshot(of: "coach-ra", Fixtures.recorder(updates: 3, from: 0, to: 1))))
    #expect(model.dashboard.current?.run == "coach-ra")
    #expect(view(model).line(4).contains("◇ coach-ra") && view(model).line(4).contains("◆ ultra-ra"))
  }

  @Test func playingIsNoRun() {
    var model = Fixtures.empty()
    var snapshot = EngineSnapshot()
    snapshot.run = "evaluate base"
    snapshot.metrics = [.episodicReturn: 3, .stepsPerSecond: 10]
    snapshot.environmentReturn = [CurvePoint(step: 20, value: 3)]
    snapshot.frame = Fixtures.frame(1)
    _ = update(&model, .snapshot(snapshot))
    #expect(model.dashboard.runs.isEmpty && model.dashboard.frameRun == "evaluate base")
  }

  @Test func runsKeepTheirPlacesAndColours() {
    var model = Fixtures.coached(width: 120, height: 40)
    #expect(model.dashboard.runs.map(\.run) == ["base", "ppo", "ultra-ra"])
    // What is recalled late comes before what is under way, and the longer curve of a run stays.
    var late = Fixtures.empty(width: 120, height: 40)
    let long = Fixtures.recorder(updates: 50, from: 0, to: 1)
    _ = update(&late, .snapshot(Fixtures.snapshot(of: "ppo", long)))
    _ = update(
      &late,
      .runCurves([
        Fixtures.curves("base", Fixtures.recorder(updates: 9, from: 0, to: 1)),
        Fixtures.curves("ppo", Fixtures.recorder(updates: 20, from: 0, to: 1)),
      ]))
    #expect(late.dashboard.runs.map(\.run) == ["base", "ppo"] && late.dashboard.current?.run == "ppo")
    #expect(late.dashboard.runs[1].points[.entropy]?.count == 50)
    // A run that is taken up again comes to the front in its own colour.
    _ = update(&model, .snapshot(Fixtures.snapshot(of: "base", long)))
    #expect(model.dashboard.front == 0 && model.dashboard.runs.count == 3)
  }

  @Test func aRunThatWasRolledBackIsShownAsItIsNow() throws {
    var model = Fixtures.coached(width: 120, height: 40)
    var recorder = Fixtures.recorder(updates: 50, from: -12, to: -3)
    recorder.mark(.rolledBack(from: 400_000), step: 102_400)
    let base = try #require(model.dashboard.runs.first)
    _ = update(&model, .replacedCurves([base, Fixtures.curves("ultra-ra", recorder)]))
    #expect(model.dashboard.runs.map(\.run) == ["base", "ultra-ra"] && model.dashboard.current?.run == "ultra-ra")
    #expect(model.dashboard.current?.points[.entropy]?.last?.moment.step == 102_400)
    let entry = try #require(ChartEntry.named("return"))
    let chart = RunChart(entry, state: model.dashboard, colours: model.runColours, glyphs: .unicode, isWide: true).chart
    #expect(chart.marks.contains { $0.label == "back from 400K" })
  }

  @Test func aChartThatRepeatsAnotherIsLeftOut() {
    let plain = Fixtures.curves("ppo", Fixtures.recorder(updates: 30, from: 0, to: 1))
    let guided = Fixtures.curves("ultra-ra", Fixtures.recorder(updates: 30, from: 0, to: 1, isGuided: true))
    let shaped = ChartEntry.named("shaped")
    #expect(shaped?.hasData(in: plain) == false && shaped?.hasData(in: guided) == true)
    #expect(ChartEntry.named("hits")?.hasData(in: plain) == false)
    #expect(ChartEntry.named("no such chart") == nil)
  }

  @Test func whereTheTimeGoesIsShownWhereItIsKnown() {
    var recorder = RunRecorder()
    for step in 1...40 {
      recorder.append(
        step: Double(step), time: Double(step),
        values: [.learningRate: 1, .playingShare: 0.5, .learningShare: 0.25, .otherShare: 0.25])
    }
    let told = Fixtures.curves("base", recorder)
    let untold = Fixtures.curves("base", Fixtures.recorder(updates: 30, from: 0, to: 1))
    let chart = ChartEntry.named("time")
    #expect(chart?.hasData(in: told) == true && chart?.hasData(in: untold) == false)
    var model = Fixtures.empty(width: 120, height: 40)
    _ = update(&model, .runCurves([told]))
    let text = view(model).text
    #expect(text.contains("playing") && text.contains("50 %"))
    #expect(text.contains("other time") && text.contains("25 %"))
  }

  @Test func catalogNamesAreUniqueAndEveryMetricHasARow() {
    #expect(Set(ChartEntry.catalog.map(\.name)).count == ChartEntry.catalog.count)
    #expect(Set(MetricRow.all.map(\.metric)) == Set(MetricName.allCases))
    #expect(MetricRow.all.count == MetricName.allCases.count)
    for metric in MetricName.allCases {
      #expect(columnWidth(of: MetricRow.row(of: metric).label) <= 11)
      #expect(ChartEntry.named(metric.rawValue)?.lines.count == 1)
    }
  }

  @Test func aRatioDividesWhatWasMeasuredTogether() throws {
    let run = Fixtures.curves("ultra-ra", Fixtures.recorder(updates: 700, from: 0, to: 1, isGuided: true))
    let points = ChartEntry.Value.ratio(.shapedRewardSize, .environmentRewardSize).points(in: run)
    #expect(points.count == run.points[.shapedRewardSize]?.count && points.count > 200)
    let (last, top) = (try #require(points.last), try #require(run.points[.shapedRewardSize]?.last))
    #expect((last.value - top.value / 0.01).magnitude < 1e-9)
  }

  @Test func spikesAreDrawnThoughCurvesAreThinnedOut() {
    var recorder = RunRecorder(budget: 64)
    for step in 1...4_000 {
      recorder.append(step: Double(step), time: 0, values: [.valueLoss: step == 1_777 ? 50 : 1, .learningRate: 1])
    }
    var model = Fixtures.empty(width: 120, height: 40)
    _ = update(&model, .runCurves([Fixtures.curves("base", recorder)]))
    model.dashboard.focus = .chart("value-loss")
    press("z", &model)
    let grid = view(model)
    let rows = Set(
      grid.cells.indices.filter {
        grid.cells[$0].style == .muted && grid.cells[$0].glyph.unicodeScalars.contains { $0.value >= 0x2800 }
      }.map { $0 / grid.width })
    #expect(rows.count >= 20, "the spike goes through the whole plot")
  }

  @Test func whatWasTurnedBeforeTheFirstUpdateIsMarkedToo() {
    var recorder = RunRecorder()
    recorder.mark(.alpha(0.85, cause: .carriedOver), step: 0)
    for step in 1...40 {
      recorder.append(step: Double(step * 2_048), time: 0, values: [.episodicReturn: Double(step), .valueLoss: 1])
    }
    var model = Fixtures.empty(width: 120, height: 40)
    _ = update(&model, .runCurves([Fixtures.curves("ultra-r", recorder)]))
    #expect(view(model).text.contains("α 0.85 carried over"))
    // Not so what is out of view because a part of the axis is looked at.
    press("]", &model)
    #expect(!view(model).text.contains("α 0.85"))
  }

  @Test func whatAPersonTurnedBearsAMark() {
    let legend = view(Fixtures.coached(width: 120, height: 40)).line(4)
    #expect(legend.contains("◆ ultra-ra✎ ") && legend.contains("○ ppo ") && !legend.contains("ppo✎"))
    #expect(view(Fixtures.coached(width: 120, height: 40, glyphs: .ascii)).line(4).contains("# ultra-ra@ "))
  }

  @Test func seedsOfOneMethodAreOneBand() {
    var model = Fixtures.empty(width: 120, height: 40)
    _ = update(&model, .runCurves(Fixtures.seeds))
    let entry = ChartEntry.catalog[0]
    let chart = RunChart(entry, state: model.dashboard, colours: model.runColours, glyphs: .unicode, isWide: true)
    // Two seeds stay two curves; five become one, with its interval.
    #expect(chart.legend.map(\.name) == ["coach-ra", "95 % of seeds", "ppo seed 1", "ppo seed 2"])
    #expect(chart.chart.series.count { !$0.band.isEmpty } == 1 && chart.chart.series.count == 3)
  }

  @Test(arguments: [(AlphaTarget.rewards, "rewards"), (.actions, "actions"), (.potential, "states' potential")])
  func theMetricsSayWhatAlphaActsOn(target: AlphaTarget, words: String) {
    var model = Fixtures.typical()
    #expect(!view(model).text.contains("r_LLM on"))
    model.engine.snapshot?.alphaTarget = target
    let rows = view(model).text.split(separator: "\n")
    #expect(rows.contains { $0.contains("r_LLM on") && $0.contains(words) })
  }

  @Test func oneSentenceTellsHowItGoes() {
    let model = Fixtures.coached(width: 120, height: 40)
    let sentence = RunSummary.sentence(model.dashboard) ?? ""
    #expect(sentence.hasPrefix("ultra-ra earns ") && sentence.contains(", up ") && sentence.hasSuffix("end of ppo."))
    #expect(view(model).line(3).contains(sentence))
    var flat = DashboardState()
    flat.recall([Fixtures.curves("base", Fixtures.recorder(updates: 40, from: 3, to: 3, salt: 4))])
    #expect(RunSummary.sentence(flat)?.contains("about as") == true)
    #expect(RunSummary.sentence(DashboardState()) == nil)
  }
}
