import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Pictures of the dashboard")
struct DashboardGoldenTests {
  /// What is looked at beside the typical and the empty session, which the laws of screens look at.
  enum Scene: String, CaseIterable, Sendable {
    case coached, zoomed, crosshair, menu, seeds, overflowing

    func model(width: Int, height: Int, glyphs: GlyphSet = .unicode) -> AppModel {
      var model = Fixtures.coached(width: width, height: height, glyphs: glyphs)
      switch self {
      case .coached: break
      case .zoomed: press("z~", &model)
      case .crosshair: press("c,,,", &model)
      case .menu: press("jm", &model)
      case .seeds:
        model = Fixtures.empty(width: width, height: height, glyphs: glyphs)
        _ = update(&model, .runCurves(Fixtures.seeds))
        press("z", &model)
      case .overflowing:
        // Many runs with long names, and a number that is far from the others.
        var runs = (1...9).map { number in
          Fixtures.curves(
            "a-method-with-a-long-name-\(number)",
            Fixtures.recorder(updates: 40 * number, from: -20, to: Double(number), salt: number))
        }
        runs[3].points[.valueLoss]?[2].high = 1e9
        _ = update(&model, .runCurves(runs))
      }
      model.notice = nil
      return model
    }
  }

  static let sizes = [(60, 15), (80, 24), (120, 40), (200, 60)]

  @Test(arguments: sizes) func coached(_ size: (Int, Int)) { check(.coached, size) }

  @Test(arguments: Scene.allCases.filter { $0 != .coached }) func scenes(_ scene: Scene) { check(scene, (100, 30)) }

  @Test func ascii() {
    GoldenCase(name: "dashboard-ascii", keys: "", width: 100, height: 30)
      .check(Scene.coached.model(width: 100, height: 30, glyphs: .ascii), "Dashboard")
  }

  @Test(arguments: [(60, 15), (200, 60)]) func nothingYet(_ size: (Int, Int)) {
    GoldenCase(name: "dashboard-nothing", keys: "", width: size.0, height: size.1)
      .check(Fixtures.empty(width: size.0, height: size.1), "Dashboard")
  }

  private func check(_ scene: Scene, _ size: (Int, Int)) {
    GoldenCase(name: "dashboard-\(scene.rawValue)", keys: "", width: size.0, height: size.1)
      .check(scene.model(width: size.0, height: size.1), "Dashboard")
  }
}
