#if canImport(CursesBackend)
  import Canvas
  @testable import CursesBackend
  import RLCore
  import TestSupport
  import Testing

  @testable import WorkbenchUI

  /// What screens look like with few colours and with many: a plane of looks, each of which the head explains.
  @Suite("Pictures in 16 and 256 colours")
  struct ColourGoldenTests {
    private static let levels: [(name: String, level: ColorLevel)] = [("16", .sixteen), ("256", .twoHundredFiftySix)]

    private func words(_ look: TerminalLook) -> String {
      func color(_ index: Int32) -> String { index < 0 ? "own" : "\(index)" }
      let more = [
        look.bold ? "bold" : "", look.dim ? "dim" : "", look.underline ? "underline" : "",
        look.reverse ? "reverse" : "",
      ]
      let colors = "\(color(look.foreground)) on \(color(look.background))"
      return ([colors] + more.filter { !$0.isEmpty }).joined(separator: " ")
    }

    /// The looks of a grid, a letter each in the order in which they are met.
    private func plane(_ grid: Grid, _ mapping: ColorMapping, _ theme: Theme) -> String {
      let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
      var known: [TerminalLook] = []
      let rows = (0..<grid.height).map { y in
        let row = (0..<grid.width).map { x -> Character in
          let look = mapping.look(of: grid[x, y].style, in: theme)
          if !known.contains(look) { known.append(look) }
          return letters[known.firstIndex(of: look) ?? 0]
        }
        return "|" + String(row) + "|"
      }
      let head = known.indices.map { "\(letters[$0]) \(words(known[$0]))" }
      return (["\(grid.width)x\(grid.height) looks of \(theme.name)"] + head + rows).joined(separator: "\n") + "\n"
    }

    @Test(arguments: WorkbenchParts.all.screens.entries.map(\.name), levels.map(\.name))
    func golden(screen name: String, colors: String) throws {
      let level = try #require(Self.levels.first { $0.name == colors }?.level)
      let screen = try #require(WorkbenchParts.all.screens[name])
      var model = ScreenLaws(screen: screen).model()
      model.notice = nil
      let text = plane(view(model), ColorMapping(level: level), try RepositoryThemes.theme("dark"))
      let mismatch = goldenMismatch(text, named: "Colours/\(name)-\(colors)")
      #expect(mismatch == nil, "\(mismatch ?? "")")
    }
  }
#endif
