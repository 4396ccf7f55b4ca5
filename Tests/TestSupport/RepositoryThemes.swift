public import Canvas
import Foundation

/// The themes that come with the program, as far as tests need them; the program reads them with a TOML library.
public enum RepositoryThemes {
  /// The theme of that name; throws where one of its values is none.
  public static func theme(_ name: String) throws -> Theme {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("themes/\(name).toml")
    var (looks, background) = ([StyleToken: Appearance](), Color.terminal)
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { continue }
      let value = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      if let token = StyleToken(rawValue: parts[0]) {
        looks[token] = try Appearance(themeValue: value)
      } else if parts[0] == "background", !value.contains(" ") {
        background = try Color(hexadecimal: value)
      }
    }
    return Theme(name: name, appearances: looks, background: background)
  }
}
