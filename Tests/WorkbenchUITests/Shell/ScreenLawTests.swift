import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// Laws that every screen of the catalog is held to; a new screen is covered without a new test.
@Suite("Laws of every screen")
struct ScreenLawTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var screen: String
    var title: String
    var width: Int
    var height: Int
    var isEmpty: Bool
    var testDescription: String { name }
    var name: String { "\(screen)-\(isEmpty ? "empty" : "typical")-\(width)x\(height)" }
  }

  static let sizes = [(60, 15), (80, 24), (120, 40)]

  static let cases = ScreenCatalog.screens.flatMap { screen in
    sizes.flatMap { size in
      [true, false].map { Case(screen: screen.id, title: screen.title, width: size.0, height: size.1, isEmpty: $0) }
    }
  }

  static func model(_ screen: String, width: Int, height: Int, isEmpty: Bool, glyphs: GlyphSet = .unicode) -> AppModel {
    var model =
      isEmpty
      ? Fixtures.empty(width: width, height: height, glyphs: glyphs)
      : Fixtures.typical(width: width, height: height, glyphs: glyphs)
    model.screen = screen
    return model
  }

  @Test(arguments: cases)
  func golden(_ item: Case) {
    let model = Self.model(item.screen, width: item.width, height: item.height, isEmpty: item.isEmpty)
    let mismatch = goldenMismatch(view(model), "\(item.title)/\(item.name)")
    #expect(mismatch == nil, "\(mismatch ?? "")")
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func drawsNothingOutsideItsRectangle(_ id: String) throws {
    let screen = try #require(ScreenCatalog.screens.first { $0.id == id })
    for size in [(60, 11), (80, 20), (120, 36), (200, 60), (3, 3), (1, 40), (0, 0)] {
      for isEmpty in [true, false] {
        let model = Self.model(id, width: size.0, height: size.1 + 4, isEmpty: isEmpty)
        var grid = Grid(width: size.0 + 6, height: size.1 + 6)
        grid.fill(grid.bounds, glyph: "#", style: .mark)
        let inner = Rect(x: 3, y: 3, width: size.0, height: size.1)
        grid.draw(in: inner) { part in
          part.fill(part.bounds)
          screen.draw(model, &part)
        }
        for y in 0..<grid.height {
          for x in 0..<grid.width
          where x < 3 || y < 3 || x >= 3 + size.0 || y >= 3 + size.1 {
            #expect(grid[x, y] == Cell(glyph: "#", style: .mark))
          }
        }
      }
    }
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func rowsAreWholeAtEverySize(_ id: String) {
    for width in stride(from: 60, through: 210, by: 25) {
      for height in [15, 18, 33, 61] {
        let grid = view(Self.model(id, width: width, height: height, isEmpty: false))
        #expect(grid.width == width && grid.height == height)
        for y in 0..<height { #expect(columnWidth(of: grid.line(y)) == width) }
      }
    }
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func asciiIsASCII(_ id: String) {
    let grid = view(Self.model(id, width: 100, height: 30, isEmpty: false, glyphs: .ascii))
    #expect(grid.text.utf8.allSatisfy { $0 == 10 || ($0 >= 0x20 && $0 < 0x7F) })
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func noKeyTwiceInOneContext(_ id: String) throws {
    let screen = try #require(ScreenCatalog.screens.first { $0.id == id })
    let everywhere = BindingContext.everywhere.bindings + BindingContext.always.bindings
    // What a modal context does not bind goes no further.
    var places = screen.contexts.map {
      ($0.title, $0.bindings + ($0.isModal ? BindingContext.always.bindings : everywhere))
    }
    places += [BindingContext.confirmation, .help, .commandLine, .editForm].map {
      ($0.title, $0.bindings + BindingContext.always.bindings)
    }
    for (title, bindings) in places {
      var seen: Set<Key> = []
      for key in bindings.flatMap(\.keys) {
        #expect(seen.insert(key).inserted, "\(key.label) is bound twice in \(title)")
      }
    }
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func helpListsEveryBindingAndCommand(_ id: String) throws {
    let screen = try #require(ScreenCatalog.screens.first { $0.id == id })
    var model = Self.model(id, width: 120, height: 200, isEmpty: false)
    press("?", &model)
    let text = view(model).text
    for binding in (screen.contexts + BindingContext.shared).flatMap(\.bindings) {
      #expect(text.contains("  " + binding.label), "\(binding.label) is not in the help")
      #expect(text.contains(binding.description), "\(binding.description) is not in the help")
      #expect(!binding.description.isEmpty && !binding.keys.isEmpty)
    }
    for command in Command.all { #expect(text.contains(":" + command.name)) }
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func everyKeyOfAReadOnlySessionIsHarmless(_ id: String) throws {
    let screen = try #require(ScreenCatalog.screens.first { $0.id == id })
    var start = Fixtures.typical(isReadOnly: true)
    start.screen = id
    for key in (screen.contexts + [.everywhere, .always]).flatMap(\.bindings).flatMap(\.keys) {
      var model = start
      var effects = update(&model, .key(key))
      effects += update(&model, .key(.enter))
      #expect(!effects.contains(where: changesSomething), "\(key.label) got through")
      #expect(model.review.items == start.review.items)
    }
    for command in Command.all {
      var model = start
      let effects = press(":\(command.name) 0.3<enter>", &model)
      #expect(!effects.contains(where: changesSomething), ":\(command.name) got through")
    }
  }

  private func changesSomething(_ effect: Effect) -> Bool {
    switch effect {
    case .send, .decide, .finishReview, .rerunCall, .ask, .stopAsking, .amendPlan: true
    case .loadReviewDetail, .loadTrajectory, .loadCalls, .loadCall, .loadAdvisors, .loadModels, .replan,
      .loadPlanChoices, .savePlan, .saveScreen, .suspend,
      .quit:
      false
    }
  }

  @Test(arguments: ScreenCatalog.screens.map(\.id))
  func theFooterAlwaysOffersHelp(_ id: String) {
    for (width, height) in Self.sizes {
      let grid = view(Self.model(id, width: width, height: height, isEmpty: true))
      #expect(grid.line(height - 1).contains("? help"))
    }
  }
}
