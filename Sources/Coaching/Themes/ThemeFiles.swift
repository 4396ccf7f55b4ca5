package import Canvas
import Foundation
import RLCore
import TOMLKit

/// Themes from files: those that ship with the program, then those of the person, which win.
package enum ThemeFiles {
  /// Every readable theme, those in the directory `shipped` first, and a line for each file that could not be read.
  package static func load(shipped: String) -> (themes: [Theme], problems: [String]) {
    var found: [String: Theme] = [:]
    var problems: [String] = []
    for directory in [shipped, own] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      for name in names.sorted() where name.hasSuffix(".toml") {
        let path = directory + "/" + name
        do {
          let theme = try read(path)
          found[theme.name] = theme
        } catch {
          let place = error is TOMLFileError ? "" : "\(path): "
          problems.append("a theme is left out: \(place)\(error)")
        }
      }
    }
    let sorted = found.values.sorted { ($0.name == "default" ? "" : $0.name) < ($1.name == "default" ? "" : $1.name) }
    return (sorted.isEmpty ? [.monochrome] : sorted, problems)
  }

  /// Where a person's own themes are.
  private static var own: String {
    ResolvedPaths.own("XDG_CONFIG_HOME", ".config", ProcessInfo.processInfo.environment) + "/themes"
  }

  private static func read(_ path: String) throws -> Theme {
    let table = try TOMLFile.table(at: path)
    var appearances: [StyleToken: Appearance] = [:]
    for key in table.keys.sorted() where key != "background" {
      guard let token = StyleToken(rawValue: key) else {
        throw UnknownNameError(kind: "style", name: key, valid: StyleToken.allCases.map(\.rawValue))
      }
      guard let value = table[key]?.string else {
        throw InvalidSettingError(key: key, value: "that", valid: "text such as \"fg:#ffffff bold\"")
      }
      appearances[token] = try Appearance(themeValue: value)
    }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return Theme(name: name, appearances: appearances, background: try background(table))
  }

  /// What is painted behind everything: the background that the colours were chosen against, where that is one. Several mean
  /// that they read on any of these, so that the terminal's own stays.
  private static func background(_ table: TOMLTable) throws -> Color {
    guard let value = table["background"] else { return .terminal }
    guard let names = value.string?.split(separator: " "), !names.isEmpty else {
      throw InvalidSettingError(key: "background", value: "that", valid: "colours such as \"#1c1c1c\"")
    }
    let colors = try names.map { try Appearance(themeValue: "bg:\($0)").background }
    return colors.count == 1 ? colors[0] : .terminal
  }
}
