import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// What every screen is held to.
struct ScreenLaws: Sendable {
  /// The sizes at which screens are looked at.
  static let sizes = [(60, 15), (80, 24), (120, 40)]

  let screen: Screen
  /// The workbench that the screen is a part of.
  var parts = WorkbenchParts.all

  /// A workbench with the screen in view, opened on something where the screen is available.
  func model(
    width: Int = 80, height: Int = 24, isEmpty: Bool = false, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false
  ) -> AppModel {
    let make = isEmpty ? Fixtures.empty : Fixtures.typical
    var model = make(width, height, glyphs, isReadOnly, .session, parts)
    if !screen.isAvailable(model) { model = make(width, height, glyphs, isReadOnly, .planning, parts) }
    _ = update(&model, .show(screen.name))
    return model
  }

  /// Every law but the goldens.
  func check() {
    isReached()
    drawsNothingOutsideItsRectangle()
    rowsAreWholeAtEverySize()
    asciiIsASCII()
    noKeyTwiceInOneContext()
    helpListsEveryBindingAndCommand()
    everyKeyOfAReaderIsHarmless()
    whatConcernsNobodyChangesNothing()
    theFooterAlwaysOffersHelp()
  }

  /// Its number and its name lead to it, and its tab says so.
  func isReached() {
    #expect(!screen.name.isEmpty && !screen.title.isEmpty && screen.summary.hasSuffix("."))
    #expect(screen.contexts.contains { $0.title == screen.context(model()).title })
    for keys in [model().number(of: screen), ":screen \(screen.name)<enter>"] {
      var model = model(width: 200)
      model.screen = ""
      press(keys, &model)
      #expect(model.screen == screen.name, "\(keys) does not lead to \(screen.name)")
      let badge = screen.badge(model).map { " " + $0.text } ?? ""
      #expect(view(model).line(1).contains("[\(model.number(of: screen)) \(screen.title)\(badge)]"))
    }
  }

  func drawsNothingOutsideItsRectangle() {
    for size in [(60, 11), (80, 20), (120, 36), (200, 60), (3, 3), (1, 40), (0, 0)] {
      for isEmpty in [true, false] {
        let model = model(width: size.0, height: size.1 + 4, isEmpty: isEmpty)
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

  func rowsAreWholeAtEverySize() {
    for width in stride(from: 60, through: 210, by: 25) {
      for height in [15, 18, 33, 61] {
        let grid = view(model(width: width, height: height))
        #expect(grid.width == width && grid.height == height)
        for y in 0..<height { #expect(columnWidth(of: grid.line(y)) == width) }
      }
    }
  }

  func asciiIsASCII() {
    let grid = view(model(width: 100, height: 30, glyphs: .ascii))
    #expect(grid.text.utf8.allSatisfy { $0 == 10 || ($0 >= 0x20 && $0 < 0x7F) })
  }

  func noKeyTwiceInOneContext() {
    let model = model()
    let everywhere = BindingContext.everywhere(model)
    // What a modal context does not bind goes no further.
    for context in screen.contexts + parts.layers.entries.flatMap(\.contexts) {
      var seen: Set<Key> = []
      let others = [BindingContext.always] + (context.isModal ? [] : [everywhere])
      for key in ([context] + others).flatMap(\.bindings).flatMap(\.keys) {
        #expect(seen.insert(key).inserted, "\(key.label) is bound twice in \(context.title)")
      }
    }
  }

  /// Each context stands under its title, a key and its sentence after another, as the tables have them.
  func helpListsEveryBindingAndCommand() {
    var model = model(width: 80, height: 500)
    press("?", &model)
    // Within the frame of the help, which is two columns from the edge.
    let grid = view(model)
    let rows = (0..<grid.height).map { y in
      var row = Substring(grid.line(y).dropFirst(3).dropLast(3))
      while row.last == " " { row.removeLast() }
      return String(row)
    }
    let text = "\n" + rows.joined(separator: "\n") + "\n"
    func entry(_ key: String, _ description: String) -> String {
      // A key that is longer than its column has a line of its own.
      let isLong = key.count >= 13
      return (isLong ? "\n   " + key : "")
        + wrapped(description, to: 57).enumerated().map { row, part in
          "\n   " + (row == 0 && !isLong ? key : "").padded(to: 13) + part
        }.joined()
    }
    for context in screen.contexts + model.sharedContexts {
      let lines = context.bindings.map { entry($0.label, $0.description) }.joined()
      #expect(text.contains("\n \(context.title)\(lines)\n"), "\(context.title) is not in the help\n\(text)")
      for binding in context.bindings { #expect(!binding.description.isEmpty && !binding.keys.isEmpty) }
    }
    let commands = model.commands.map { entry(":\($0.name) \($0.argument)", $0.description) }.joined()
    #expect(text.contains("\n Commands\(commands)\n"))
  }

  func everyKeyOfAReaderIsHarmless() {
    let start = model(isReadOnly: true)
    for key in (screen.contexts + [.everywhere(start), .always]).flatMap(\.bindings).flatMap(\.keys) {
      var model = start
      var effects = update(&model, .key(key))
      effects += update(&model, .key(.enter))
      #expect(!effects.contains { $0.needsWrite }, "\(key.label) got through")
      #expect(model.review.items == start.review.items)
    }
    for command in start.commands {
      var model = start
      let effects = press(":\(command.name) 0.3<enter>", &model)
      #expect(!effects.contains { $0.needsWrite }, ":\(command.name) got through")
    }
  }

  func whatConcernsNobodyChangesNothing() {
    struct Foreign: FeatureMessage {}
    for isEmpty in [true, false] {
      var model = model(isEmpty: isEmpty)
      let before = model
      #expect(screen.handle(&model, .feature(Foreign())).isEmpty)
      #expect(model == before)
    }
  }

  func theFooterAlwaysOffersHelp() {
    for (width, height) in Self.sizes {
      let grid = view(model(width: width, height: height, isEmpty: true))
      #expect(grid.line(height - 1).contains("? help"))
    }
  }
}

extension String {
  /// With blanks after it, up to a width.
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
