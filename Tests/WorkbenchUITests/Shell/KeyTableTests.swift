import Foundation
import Testing
import WorkbenchUI

/// The README's keys come from the bindings, so they have to be those of today.
@Suite struct KeyTableTests {
  @Test func theReadMeHoldsTodaysKeys() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(text.contains(keyTableMarkdown()), "paste the output of 'sidecoach keys' into README.md")
  }
}
