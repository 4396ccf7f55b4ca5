import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Colours of runs")
struct RunColoursTests {
  @Test func whoIsHeardOfFirstKeepsItsPlace() {
    var colours = RunColours()
    #expect(colours.place(of: "base") == 0 && colours.place(of: "ppo") == 1)
    colours.add(["ultra-ra", "base"])
    colours.add(["coach-ra", "ultra-ra"])
    #expect(["base", "ppo", "ultra-ra", "coach-ra"].map(colours.place) == [0, 1, 2, 3])
    // What others took the place of comes last of those that are new together.
    colours.add(["ppo~1", "late"])
    #expect(colours.place(of: "late") == 4 && colours.place(of: "ppo~1") == 5 && colours.place(of: "unknown") == 6)
  }

  @Test func noTwoLookAlikeBesideEachOther() {
    #expect(RunColours.apart([0, 1, 2]) == [0, 1, 2])
    #expect(RunColours.apart([1, 1, 2]) == [1, 2, 3])
    // 25 looks like 1.
    #expect(RunColours.apart([1, 25]) == [1, 26])
    let looks = Set((0..<24).map { "\(StyleToken.curve($0))\(GlyphSet.unicode.curveMark($0))" })
    #expect(looks.count == 24)
    #expect(RunColours.apart(Array(repeating: 0, count: 30)).count == 30)
  }

  /// The colours in which a run's mark is drawn anywhere on the screen.
  private func styles(of name: String, _ model: AppModel) -> Set<StyleToken> {
    let grid = view(model)
    let mark = GlyphSet.unicode.curveMark(model.runColours.place(of: name))
    return Set(grid.cells.filter { $0.glyph == mark && StyleToken.runs.contains($0.style) }.map(\.style))
  }

  @Test func dashboardComparisonAndRunsAgree() {
    var model = Fixtures.coached(width: 120, height: 40)
    // The comparison has a method that the dashboard does not know, before those that it knows.
    var other = Fixtures.comparison[2]
    other.method = "coach-ra"
    _ = update(&model, .comparison([other] + Fixtures.comparison))
    _ = update(&model, .sessions(Fixtures.sessionList))
    let place = model.runColours.place(of: "ultra-ra")
    #expect(place == 2 && model.runColours.place(of: "coach-ra") == 3)
    for screen in ["dashboard", "compare", "runs"] {
      _ = update(&model, .show(screen))
      #expect(styles(of: "ultra-ra", model).contains(.curve(place)), "\(screen)")
    }
  }

  @Test func aRunMoreChangesNoColour() {
    var model = Fixtures.coached(width: 120, height: 40)
    let before = ["base", "ppo", "ultra-ra"].map(model.runColours.place)
    let early = Fixtures.curves("first", Fixtures.recorder(updates: 20, from: 0, to: 1))
    _ = update(&model, .replacedCurves([early] + model.dashboard.runs))
    #expect(model.dashboard.runs.map(\.run) == ["first", "base", "ppo", "ultra-ra"])
    #expect(["base", "ppo", "ultra-ra"].map(model.runColours.place) == before)
    #expect(model.runColours.place(of: "first") == 3)
  }

  @Test func runsOfAnotherSessionAreToldApartFromThoseOfThisOne() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    let list = try #require(model.runs.list)
    let own = try #require(list.sessions.first { $0.use == .here })
    let other = try #require(list.sessions.first { $0.name == "hopper-7" })
    #expect(model.colourPlace(of: RunRow(session: own, run: own.runs[2])) == model.runColours.place(of: "ultra-ra"))
    #expect(model.colourPlace(of: RunRow(session: other, run: other.runs[1])) == 2)
    // Both bases are the first of their session; beside each other they look different.
    let places = [own, other].map { model.colourPlace(of: RunRow(session: $0, run: $0.runs[0])) }
    #expect(places == [0, 0] && RunColours.apart(places) == [0, 1])
    _ = update(&model, .show("runs"))
    #expect(view(model).text.contains("ultra-ra"))
  }
}
