import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The comparison")
struct CompareTests {
  static let cases = [
    GoldenCase(name: "compare-large", keys: "4", width: 200, height: 60),
    GoldenCase(name: "compare-ascii", keys: "4", glyphs: .ascii),
    GoldenCase(name: "compare-curves", keys: "4z"),
    GoldenCase(name: "compare-methods", keys: "4zz"),
    GoldenCase(name: "compare-base", keys: "4g"),
    GoldenCase(name: "compare-outdated", keys: "3a4"),
    GoldenCase(name: "compare-outdated", keys: "3a4", width: 120, height: 40),
  ]

  @Test(arguments: cases) func golden(_ item: GoldenCase) { item.check("Compare") }

  @Test(
    arguments: (ScreenLaws.sizes + [(200, 60)]).map {
      GoldenCase(name: "compare-many", keys: "4gjjjj", width: $0.0, height: $0.1)
    })
  func goldenOfMany(_ item: GoldenCase) {
    var model = Fixtures.typical(width: item.width, height: item.height)
    _ = update(&model, .comparison(Fixtures.manyMethods(9), advice: Fixtures.advice))
    press(item.keys, &model)
    item.check(model, "Compare")
  }

  @Test func theSelectionStaysWithinTheRows() {
    var model = Fixtures.typical(width: 120, height: 40)
    press("4jjjj", &model)
    #expect(model.compare.selected == 2)
    #expect(view(model).text.contains("hit rate 3.4%") && view(model).text.contains("7 accepted, 1 edited"))
    #expect(
      view(model).text.contains("over ppo +9.35 [+6.40, +12.30]") && view(model).text.contains("above the baseline"))
    _ = update(&model, .comparison(Array(Fixtures.comparison.prefix(2))))
    #expect(model.compare.selected == 1)
    press("g", &model)
    #expect(model.compare.selected == 0)
    _ = update(&model, .comparison([]))
    press("Gj", &model)
    #expect(model.compare.selected == 0 && view(model).text.contains("No comparison yet."))
  }

  @Test func whatAPersonTurnedBearsAMark() {
    for (width, height) in [(80, 24), (120, 40)] {
      var model = Fixtures.typical(width: width, height: height)
      press("4", &model)
      #expect(!view(model).text.contains("✎"))
      var rows = Fixtures.comparison
      rows[2].isTurned = true
      _ = update(&model, .comparison(rows))
      let text = view(model).text
      #expect(text.contains("ultra-ra✎ ") && text.contains("✎ alpha turned by hand") && !text.contains("ppo✎"))
    }
    var long = Fixtures.comparison[2]
    (long.method, long.isTurned) = ("a-method-with-a-long-name", true)
    #expect(long.name(.unicode, within: 10) == "a-method…✎")
    #expect(long.name(.ascii) == "a-method-with-a-long-name@")
  }

  @Test func searchingGoesFromMatchToMatch() {
    var model = Fixtures.typical(width: 120, height: 40)
    _ = update(&model, .comparison(Fixtures.manyMethods(30)))
    press("4g/method 7", &model)
    #expect(model.compare.shown[model.compare.selected].method == "method-7")
    #expect(view(model).text.contains("with \"method 7\""))
    press("<enter>n", &model)
    #expect(model.compare.shown[model.compare.selected].method == "method-17")
    press("NN", &model)
    #expect(model.compare.shown[model.compare.selected].method == "method-27", "it goes round")
    press("/<c-u>no such method", &model)
    #expect(model.notice?.text == "no method holds these words")
    press("<esc><esc>", &model)
    #expect(!model.compare.search.isOn)
  }

  @Test func itBeginsAtWhatItIsAboutAndThenStaysAtWhatWasChosen() {
    var model = Fixtures.empty()
    let rows = Fixtures.comparison
    _ = update(&model, .comparison(Array(rows.prefix(2))))
    #expect(model.compare.selected == 0, "nothing is foremost")
    _ = update(&model, .comparison(rows))
    #expect(model.compare.selected == 2)
    press("4k", &model)
    #expect(model.compare.selected == 1)
    // The chosen method has another place now, and what is foremost does not matter any more.
    _ = update(&model, .comparison([rows[2], rows[0], rows[1]]))
    #expect(model.compare.selected == 2)
  }

  @Test func whatItMeansAndWhatNextAreOnScreen() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      var model = Fixtures.typical(width: width, height: height)
      press("4", &model)
      let words = view(model).text.split { " \n│".contains($0) }.joined(separator: " ")
      #expect(words.contains("ultra-ra is 9.35 points above ppo (95 % 6.40 to 12.30, 100 paired games)."))
      #expect(words.contains("One seed says little: 'sidecoach experiment' tells with more."))
      press("g", &model)
      #expect(view(model).text.contains("base is 6.30 points below ppo"))
      #expect(view(model).text.contains("before coaching  below the baseline"))
    }
    // Where there is no room for both the finding counts, whole.
    var small = Fixtures.typical(width: 60, height: 15)
    press("4", &small)
    let words = view(small).text.split { " \n│".contains($0) }.joined(separator: " ")
    #expect(words.contains("above ppo (95 % 6.40 to 12.30, 100 paired games).") && !words.contains("One seed"))
  }

  @Test func zoomGoesRound() {
    var model = Fixtures.typical()
    press("4", &model)
    #expect(view(model).text.contains("Return while training") && view(model).text.contains("method   "))
    press("z", &model)
    #expect(view(model).text.contains("Return while training") && !view(model).text.contains("method   "))
    press("z", &model)
    #expect(!view(model).text.contains("Return while training") && view(model).text.contains("method   "))
    press("z", &model)
    #expect(model.compare.zoom == .none)
  }

  @Test func differencesStandAroundTheLineOfNone() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    press("4g", &model)
    let grid = view(model)
    func row(_ method: String) throws -> Int {
      try #require((2..<36).last { grid.line($0).contains(" \(method) ") && grid.line($0).hasPrefix("║") })
    }
    let places = try ["base", "ppo", "ultra-ra"].map { method in
      let cells = Array(grid.line(try row(method)))
      return (bar: cells.lastIndex(of: "●"), zero: try #require(cells.lastIndex(of: "┊")))
    }
    #expect(Set(places.map(\.zero)).count == 1)
    let (below, above) = (try #require(places[0].bar), try #require(places[2].bar))
    #expect(below < places[0].zero && places[1].bar == nil && above > places[2].zero)
  }

  @Test func eachMethodHasALookOfItsOwn() {
    let looks = (0..<24).map { "\(StyleToken.curve($0))" + GlyphSet.unicode.curveMark($0) }
    #expect(Set(looks).count == 24)
    #expect(GlyphSet.ascii.curveMarks.allSatisfy { $0.utf8.count == 1 })
    #expect(GlyphSet.allCases.allSatisfy { Set($0.curveMarks).count == 8 })
    #expect(GlyphSet.unicode.curveMarks.allSatisfy { columnWidth(of: $0) == 1 })
  }

  @Test(
    arguments: [
      (60, 11, 3, true, .none, 0, 7), (80, 20, 3, true, .none, 8, 7), (80, 20, 5, true, .none, 7, 8),
      (80, 20, 12, true, .none, 7, 8), (80, 20, 3, true, .chart, 15, 0), (80, 20, 3, true, .table, 0, 15),
      (80, 20, 3, false, .none, 0, 15), (120, 36, 3, true, .none, 16, 13), (120, 36, 40, true, .none, 15, 14),
      (80, 20, 0, false, .none, 0, 20),
    ] as [(Int, Int, Int, Bool, CompareState.Zoom, Int, Int)])
  func panesShareTheRoom(
    width: Int, height: Int, rows: Int, hasCurves: Bool, zoom: CompareState.Zoom, chart: Int, table: Int
  ) {
    let layout = CompareLayout(width: width, height: height, rows: rows, hasCurves: hasCurves, zoom: zoom)
    #expect(layout.chart?.height ?? 0 == chart)
    #expect(layout.table?.height ?? 0 == table)
    let used = chart + table + (layout.meaning?.height ?? 0)
    #expect(used == height)
  }

  @Test(arguments: [
    (80, 20, 3, CompareState.Zoom.none, 1), (80, 20, 3, .table, 3), (120, 36, 3, .none, 3), (120, 36, 40, .none, 1),
    (120, 36, 6, .none, 1), (200, 56, 6, .none, 3),
  ])
  func aFewMethodsHaveRowsToSpare(width: Int, height: Int, rows: Int, zoom: CompareState.Zoom, expected: Int) {
    let layout = CompareLayout(width: width, height: height, rows: rows, hasCurves: true, zoom: zoom)
    #expect(layout.rowHeight == expected)
  }

  @Test func decisionsThatComeLaterPutItOutOfDate() {
    var model = Fixtures.typical(width: 120, height: 40)
    press("4", &model)
    #expect(!model.isComparisonOutdated && !view(model).text.contains("out of date"))
    // What does not guide changes nothing, neither rejected nor skipped.
    act("3xs", &model)
    #expect(!model.isComparisonOutdated)
    act("a", &model)
    #expect(model.isComparisonOutdated)
    press("4", &model)
    let text = view(model).text
    #expect(
      text.contains("! out of date: decisions changed since") && text.contains("R in the review (3) trains anew."))
    // What is taken back never was.
    act("3u", &model)
    #expect(!model.isComparisonOutdated)
    act("a", &model)
    _ = update(&model, .comparison(Fixtures.comparison))
    #expect(!model.isComparisonOutdated, "it was made with what is decided now")
    _ = update(&model, .comparison(Fixtures.comparison, isOutdated: true))
    #expect(model.isComparisonOutdated, "the session knows of decisions after the last refinement")
  }

  @Test func whatComesBeforeTheReviewQueueIsHeldAgainstIt() {
    var model = Fixtures.empty()
    _ = update(&model, .comparison(Fixtures.comparison))
    var items = Fixtures.items
    items[0].verdict = .accepted
    _ = update(&model, .reviewItems(items))
    #expect(!model.isComparisonOutdated)
    items[1].verdict = .accepted
    _ = update(&model, .reviewItems(items))
    #expect(model.isComparisonOutdated)
  }

  @Test func theBaseIsNeverOutOfDate() {
    var model = Fixtures.typical(width: 120, height: 40)
    _ = update(&model, .comparison(Fixtures.comparison, isOutdated: true))
    press("4g", &model)
    #expect(!view(model).text.contains("trains anew"))
  }

  @Test func aMethodWithoutAnIntervalIsDrawn() {
    var model = Fixtures.empty()
    var rows = Array(Fixtures.comparison.prefix(2))
    rows[0].difference = ComparisonDifference(value: -6.3, low: .nan, high: .nan)
    _ = update(&model, .comparison(rows))
    press("4", &model)
    #expect(view(model).text.contains("-6.30") && !view(model).text.contains("nan"))
    rows[0].difference = nil
    rows[0].mean = .nan
    _ = update(&model, .comparison([rows[0]]))
    #expect(view(model).text.contains("base"))
  }

  @Test func theEndOfTheStagesNamesItsKey() {
    var model = Fixtures.typical()
    _ = update(&model, .stagesDone)
    #expect(model.notice?.text == "all stages done: 4 shows the comparison")
    #expect(model.events.entries.last?.text == "all stages done: 4 shows the comparison")
  }

  /// An experiment of two tasks, the first of which has methods with long names.
  private static let experiment: ComparedExperiment = {
    var long = Fixtures.manyMethods(4)
    for index in long.indices { long[index].method += index == 1 ? "" : " random states, same actions" }
    for index in long.indices { (long[index].note, long[index].games, long[index].seed) = ("20 seeds", nil, nil) }
    var short = Fixtures.comparison
    for index in short.indices { short[index].curve = [] }
    func task(_ base: String, _ rows: [ComparisonRow]) -> ExperimentTask {
      ExperimentTask(
        title: "Pong, \(base)", scoreName: "interquartile mean of the mean return",
        remarks: ["Primary comparison on Pong, \(base): ultra-ra is ahead of ppo.", "12 of 12 cells finished."],
        rows: rows)
    }
    return ComparedExperiment(name: "pong-main", tasks: [task("steps:1", long), task("plateau:2", short)])
  }()

  @Test(arguments: ScreenLaws.sizes + [(200, 60)]) func goldenOfAnExperiment(_ width: Int, _ height: Int) {
    var model = Fixtures.typical(width: width, height: height)
    _ = update(&model, .experiment(Self.experiment))
    GoldenCase(name: "experiment", keys: "", width: width, height: height).check(model, "Compare")
  }

  @Test func anExperimentIsChosenFromAListAndTheSessionComesBack() {
    var model = Fixtures.typical(width: 120, height: 40)
    #expect(press("4e", &model) == [.feature(CompareEffect.listExperiments)])
    let items = ["pong-main", "hopper-100k"].map { ExperimentItem(name: $0, changed: "11-28 03:30") }
    _ = update(&model, .experiments(items))
    GoldenCase(name: "experiments", keys: "", width: 120, height: 40).check(model, "Compare")
    press("j", &model)
    #expect(press("<enter>", &model) == [.feature(CompareEffect.openExperiment("pong-main"))])
    #expect(model.compare.menu == nil)
    _ = update(&model, .experiment(Self.experiment))
    #expect(view(model).text.contains("pong-main: Pong, steps:1 (1 of 2)"))
    // Other rows of the session come meanwhile, and change nothing in view.
    _ = update(&model, .comparison(Fixtures.manyMethods(9), advice: Fixtures.advice))
    #expect(model.compare.shown.count == 7 && !view(model).text.contains("method-9"))
    press("]", &model)
    #expect(view(model).text.contains("pong-main: Pong, plateau:2 (2 of 2)"))
    // The same experiment again, with more cells: the same task stays in view.
    _ = update(&model, .experiment(Self.experiment))
    #expect(model.compare.experiment?.place == 1)
    press("]", &model)
    #expect(model.compare.experiment?.place == 0)
    press("[", &model)
    #expect(model.compare.experiment?.place == 1)
    // The list opens at what is in view; its first line is the session.
    _ = update(&model, .experiments(items))
    #expect(model.compare.menu?.selected == 1)
    press("g", &model)
    #expect(press("<enter>", &model).isEmpty)
    #expect(model.compare.experiment == nil && view(model).text.contains("Environment return, guidance off"))
    #expect(model.compare.shown.count == 12 && view(model).text.contains("method-2"))
  }

  @Test func anExperimentIsNamedOnTheCommandLine() {
    var model = Fixtures.typical(width: 120, height: 40)
    #expect(press(":experiment /a/b<enter>", &model) == [.feature(CompareEffect.openExperiment("/a/b"))])
    #expect(press(":experiment<enter>", &model) == [.feature(CompareEffect.listExperiments)])
    _ = update(&model, .experiments([]))
    #expect(model.screen == "compare" && view(model).text.contains("no experiment here yet"))
    press("q", &model)
    #expect(model.compare.menu == nil)
  }
}
