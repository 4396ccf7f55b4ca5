import Canvas
import Foundation
import TestSupport
import Testing

@testable import CursesBackend

/// Every theme of the repository is readable: WCAG contrast against the background that it assumes or paints.
@Suite struct ThemeContrastTests {
  /// A theme file as far as this test needs it; the program reads it with a TOML library.
  struct ThemeFile: Sendable, CustomTestStringConvertible {
    var name: String
    var values: [String: String]
    var testDescription: String { name }
  }

  static let themes: [ThemeFile] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("themes").resolvingSymlinksInPath()
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "toml" }.sorted { $0.path < $1.path }.map { file in
      var values: [String: String] = [:]
      for line in ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard !line.hasPrefix("#"), parts.count == 2 else { continue }
        values[parts[0]] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
      return ThemeFile(name: file.deletingPathExtension().lastPathComponent, values: values)
    }
  }()

  @Test func theThemesAreThere() {
    #expect(Set(["default", "dark", "light", "high-contrast", "colour-blind"]).isSubset(of: Self.themes.map(\.name)))
  }

  @Test(arguments: themes) func everyTokenAndNothingElseHasAValue(theme: ThemeFile) {
    #expect(Set(theme.values.keys) == Set(StyleToken.allCases.map(\.rawValue) + ["background"]))
  }

  @Test(arguments: themes) func everyTokenIsReadable(theme: ThemeFile) throws {
    let needed = theme.name == "high-contrast" ? 7 : 4.5
    let assumed = try (theme.values["background"] ?? "").split(separator: " ").map {
      try Color(hexadecimal: String($0))
    }
    #expect(!assumed.isEmpty)
    for token in StyleToken.allCases {
      let look = try Appearance(themeValue: theme.values[token.rawValue] ?? "")
      guard look.foreground != .terminal else { continue }
      let backgrounds = look.background == .terminal ? assumed : [look.background]
      for background in backgrounds {
        // As written, and as a terminal with 256 colours shows it.
        #expect(contrastRatio(look.foreground, background) >= needed, "\(token)")
        let mapping = ColorMapping(level: .twoHundredFiftySix)
        let shown = mapping.indices(foreground: look.foreground, background: look.background)
        let shownBackground = shown.background < 0 ? background : ColorMapping.color256(Int(shown.background))
        #expect(contrastRatio(ColorMapping.color256(Int(shown.foreground)), shownBackground) >= needed, "\(token)")
      }
    }
  }

  @Test(arguments: themes) func aBackgroundNeverStandsWithoutItsForeground(theme: ThemeFile) throws {
    for value in theme.values.values where value.contains("bg:") {
      let look = try Appearance(themeValue: value)
      #expect(look.foreground != .terminal, "\(value)")
    }
  }

  @Test(arguments: themes) func meaningsDiffer(theme: ThemeFile) throws {
    let groups: [[StyleToken]] = [
      [.accepted, .rejected, .pending, .critical], [.curveEnvironment, .curveShaped], [.agent, .opponent],
      [.border, .focus], [.text, .selection], StyleToken.runs,
    ]
    for group in groups {
      let looks = try group.map { try Appearance(themeValue: theme.values[$0.rawValue] ?? "") }
      #expect(Set(looks).count == group.count, "\(group)")
    }
  }

  @Test(arguments: themes, [ColorLevel.eight, .sixteen])
  func everyTokenReadsWithFewColours(file: ThemeFile, level: ColorLevel) throws {
    let (theme, mapping) = (try RepositoryThemes.theme(file.name), ColorMapping(level: level))
    for token in StyleToken.allCases {
      let look = mapping.look(of: token, in: theme)
      #expect(look.foreground != look.background || look.foreground < 0, "\(token)")
      guard look.foreground >= 0, look.background >= 0 else { continue }
      let contrast = contrastRatio(
        ColorMapping.nominal[Int(look.foreground)], ColorMapping.nominal[Int(look.background)])
      #expect(contrast >= 4.5, "\(token)")
    }
    func differ(_ tokens: [StyleToken]) -> Bool {
      Set(tokens.map { mapping.look(of: $0, in: theme) }).count == tokens.count
    }
    #expect(differ([.text, .selection]) && differ([.accepted, .rejected, .critical]) && differ([.text, .accepted]))
    #expect(differ([.border, .focus]) && differ([.agent, .opponent]))
    // Of those on a dark background more can be read.
    guard level == .sixteen, file.name != "light" else { return }
    #expect(differ([.accepted, .rejected, .pending, .critical]) && differ(StyleToken.runs))
  }

  @Test(arguments: themes) func withoutColoursWhatMattersStandsOut(file: ThemeFile) throws {
    let (theme, mapping) = (try RepositoryThemes.theme(file.name), ColorMapping(level: .none))
    for token in StyleToken.allCases {
      let look = mapping.look(of: token, in: theme)
      #expect(look.foreground == -1 && look.background == -1, "\(token)")
    }
    let plain = mapping.look(of: .text, in: theme)
    for token in [StyleToken.selection, .title, .focus, .critical] {
      #expect(mapping.look(of: token, in: theme) != plain, "\(token)")
    }
    #expect(mapping.look(of: .selection, in: theme).reverse)
  }

  @Test func aBackgroundThatComesToTheSameIsReversed() throws {
    let light = try RepositoryThemes.theme("light")
    let mapping = ColorMapping(level: .sixteen)
    let (text, selection) = (mapping.look(of: .text, in: light), mapping.look(of: .selection, in: light))
    #expect(selection.background == text.background && selection.reverse && !text.reverse)
    #expect(!ColorMapping(level: .twoHundredFiftySix).look(of: .selection, in: light).reverse)
  }

  @Test func theDefaultKeepsTheTerminalsText() throws {
    let theme = try #require(Self.themes.first { $0.name == "default" })
    #expect(theme.values["text"]?.isEmpty == true)
    #expect(theme.values.filter { $0.key != "background" }.values.allSatisfy { !$0.contains("bg:") })
  }
}
