import Canvas
import Coaching
import Foundation
import RLCore
import SessionStore

/// A screen that is to be saved: as text, with its colours for a terminal, or as an SVG picture, as its file's name says.
struct ScreenPicture: Sendable {
  var grid: Grid
  var theme: Theme
  /// What it is of.
  var title: String
  /// Where to; nil leaves that to whoever writes it.
  var file: String?

  /// Writes it; gives the path.
  func write(default directory: String) throws -> String {
    let path = file ?? directory + "/screen-\(Int(Date().timeIntervalSince1970)).txt"
    let kind = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard ["", "txt", "svg", "ansi"].contains(kind) else {
      throw InvalidSettingError(key: "screenshot", value: path, valid: "a file that ends in .svg, .ansi or .txt")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw InvalidSettingError(key: "screenshot", value: path, valid: "a file in a directory that is there")
    }
    try AtomicFile.write(Array(text(path).utf8), to: path)
    return path
  }

  private func text(_ path: String) -> String {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "svg": grid.svg(theme, title: title)
    case "ansi": grid.ansi(theme)
    default: grid.text
    }
  }
}
