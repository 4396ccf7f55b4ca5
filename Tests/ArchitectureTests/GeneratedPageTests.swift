import Foundation
import Testing
import WorkbenchUI

/// The pages of `docs/` that come from the program's own tables, held equal to them.
///
/// `RECORD_GOLDENS=1 swift test -c release --filter GeneratedPages` writes them anew, and fails, so that a run that
/// records never passes.
@Suite struct GeneratedPages {
  @Test func keysAreTodays() throws {
    let page = """
      # Keys

      Generated from the table that dispatches them; `sidecoach keys` prints it. On screen `?` shows the keys that work where
      you are, and the footer the most useful ones; keys of your own: [workbench.md](workbench.md). To write this page anew: \(Self.command).

      \(keyTableMarkdown())
      """
    try expect(page, at: "docs/keys.md")
  }

  @Test func settingsAreTodays() throws {
    try expect(SettingsPage.text, at: "docs/settings.md")
  }

  static let command = "`RECORD_GOLDENS=1 swift test -c release --filter GeneratedPages`"

  private func expect(_ page: String, at path: String) throws {
    let text = page.trimmingCharacters(in: .newlines) + "\n"
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      try text.write(to: Repository.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
      Issue.record("recorded \(path); look at it, then run without RECORD_GOLDENS")
      return
    }
    let found = try #require(Repository.file(path), "\(path) is missing; write it by \(Self.command)")
    let expected = text.components(separatedBy: "\n")
    let place =
      expected.indices.first { $0 >= found.lines.count || expected[$0] != found.lines[$0] } ?? expected.count
    #expect(
      found.lines == expected,
      """
      \(path):\(place + 1) is not what the program says; write it anew by \(Self.command)
      page     \(place < found.lines.count ? found.lines[place] : "(ends)")
      program  \(place < expected.count ? expected[place] : "(ends)")
      """)
  }
}
