import ArgumentParser
import WorkbenchUI

/// The workbench's keys as text.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print the workbench's keys as a Markdown table, from the bindings themselves.")

  func run() {
    print(keyTableMarkdown())
  }
}
