import ArgumentParser
import CursesBackend

/// How the workbench uses the terminal.
struct TerminalFlags: ParsableArguments {
  @Option(
    help: "Colours: auto, 16, 256 or never.",
    transform: { text in
      guard let mode = ColorMode(rawValue: text) else {
        throw ValidationError("'\(text)' is not one of auto, 16, 256, never")
      }
      return mode
    })
  var color = ColorMode.auto
  @Flag(help: "Draw with ASCII only.") var ascii = false
  @Option(help: "Theme by name; T changes it on screen.") var theme: String?
}
