public import Canvas
import Foundation

/// Compares a screen with the golden file `Goldens/<name>.txt` beside the test; nil where they are the same.
///
/// A golden has two planes: what is written, and what it means (one letter a cell, see `StyleToken.letter`), so that a
/// wrong style is found and a change of theme changes no golden. `RECORD_GOLDENS=1` writes the file and still gives a
/// text, so that a run that records never passes. Look at what was recorded before keeping it.
public func goldenMismatch(_ grid: Grid, named name: String, file: String = #filePath) -> String? {
  goldenMismatch(dump(grid), named: name, file: file)
}

/// The same for what was dumped in a form of its own.
public func goldenMismatch(_ found: String, named name: String, file: String = #filePath) -> String? {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Goldens")
  let path = folder.appendingPathComponent(name + ".txt")
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
    do {
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try found.write(to: path, atomically: true, encoding: .utf8)
      return "recorded \(path.path); look at it, then run without RECORD_GOLDENS"
    } catch {
      return "cannot record \(path.path): \(error)"
    }
  }
  guard let expected = try? String(contentsOf: path, encoding: .utf8) else {
    return "no golden at \(path.path); run once with RECORD_GOLDENS=1\n\(found)"
  }
  return expected == found ? nil : "\(name) differs from its golden\n" + difference(expected, found)
}

/// Both planes of a grid as text.
public func dump(_ grid: Grid) -> String {
  let glyphs = (0..<grid.height).map { "|" + grid.line($0) + "|" }
  let styles = (0..<grid.height).map { y in
    "|" + String((0..<grid.width).map { grid[$0, y].style.letter }) + "|"
  }
  return (["\(grid.width)x\(grid.height) glyphs"] + glyphs + ["styles"] + styles).joined(separator: "\n") + "\n"
}

/// The lines that differ, with their numbers and a caret under the first difference.
private func difference(_ expected: String, _ found: String) -> String {
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = found.split(separator: "\n", omittingEmptySubsequences: false)
  var lines: [String] = []
  var count = 0
  for index in 0..<max(old.count, new.count) {
    let before = index < old.count ? visible(old[index]) : "(no line)"
    let after = index < new.count ? visible(new[index]) : "(no line)"
    guard before != after else { continue }
    count += 1
    guard count <= 12 else { continue }
    let shared = zip(before, after).prefix { $0 == $1 }.count
    lines.append("line \(index + 1)")
    lines.append("  golden \(before)")
    lines.append("  found  \(after)")
    lines.append("         " + String(repeating: " ", count: shared) + "^")
  }
  return lines.joined(separator: "\n") + "\n\(count) lines differ"
}

/// Control characters made visible.
private func visible(_ line: Substring) -> String {
  line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\\u{\(String($0.value, radix: 16))}" : String($0) }
    .joined()
}
