import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// Laws that every screen of the catalog is held to; a new screen is covered without a new test.
@Suite("Laws of every screen")
struct ScreenLawTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var screen: Screen
    var width: Int
    var height: Int
    var isEmpty: Bool
    var name: String { "\(screen.name)-\(isEmpty ? "empty" : "typical")" }
    var testDescription: String { "\(name)-\(width)x\(height)" }
  }

  static let cases = WorkbenchParts.all.screens.entries.flatMap { screen in
    ScreenLaws.sizes.flatMap { size in
      [true, false].map { Case(screen: screen, width: size.0, height: size.1, isEmpty: $0) }
    }
  }

  @Test(arguments: cases)
  func golden(_ item: Case) {
    let model = ScreenLaws(screen: item.screen).model(width: item.width, height: item.height, isEmpty: item.isEmpty)
    GoldenCase(name: item.name, keys: "", width: item.width, height: item.height).check(model, item.screen.title)
  }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func isReached(_ name: String) throws { try laws(name).isReached() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func drawsNothingOutsideItsRectangle(_ name: String) throws { try laws(name).drawsNothingOutsideItsRectangle() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func rowsAreWholeAtEverySize(_ name: String) throws { try laws(name).rowsAreWholeAtEverySize() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func asciiIsASCII(_ name: String) throws { try laws(name).asciiIsASCII() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func noKeyTwiceInOneContext(_ name: String) throws { try laws(name).noKeyTwiceInOneContext() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func helpListsEveryBindingAndCommand(_ name: String) throws { try laws(name).helpListsEveryBindingAndCommand() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func everyKeyOfAReaderIsHarmless(_ name: String) throws { try laws(name).everyKeyOfAReaderIsHarmless() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func whatConcernsNobodyChangesNothing(_ name: String) throws { try laws(name).whatConcernsNobodyChangesNothing() }

  @Test(arguments: WorkbenchParts.all.screens.names)
  func theFooterAlwaysOffersHelp(_ name: String) throws { try laws(name).theFooterAlwaysOffersHelp() }

  private func laws(_ name: String) throws -> ScreenLaws {
    ScreenLaws(screen: try WorkbenchParts.all.screens.entry(name))
  }
}
