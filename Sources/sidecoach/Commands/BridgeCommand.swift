import ArgumentParser
import Coaching
import RLCore
import Threads

/// The Python of Gymnasium's environments.
struct BridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge", abstract: "Gymnasium's environments: the Python that they run in.",
    discussion: """
      Wherever a command takes an environment it takes one of Gymnasium's ids, such as CartPole-v1 or ALE/Pong-v5, or \
      module:Id-v0 for one of your own; gym:Hopper-v5 asks for Gymnasium's where there is a built-in one too.
      """,
    subcommands: [Install.self, Status.self], defaultSubcommand: Status.self)

  /// Making it.
  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Install Gymnasium with MuJoCo, Box2D and Atari's games in the data directory.",
      discussion: "It goes on where it was left, and does nothing twice. JSON keys: \(BridgeStatus.keys).")
    @Option(help: "The Python that makes the virtual environment.") var python = "python3"
    @Option(name: .customLong("with"), help: "Another package, as pip names it; may be repeated.")
    var packages: [String] = []
    @Flag(help: "Print one JSON object on standard output and nothing else there.") var json = false

    func validate() throws {
      // What begins so is an option of pip.
      guard packages.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }) else {
        throw ValidationError("--with takes the name of a package, for instance highway-env")
      }
    }

    func run() throws {
      let stop = StopSignal()
      InterruptWatch.shared.onInterrupt { stop.set() }
      try Output.result(json: json) {
        let line = ProgressLine()
        try BridgeInstallation(python: python, with: packages).run(stop: stop) { line.show("\($0.name): \($1)") }
        return try BridgeStatus()
      }
    }
  }

  /// Looking at it.
  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which Python is used and whether it has Gymnasium.",
      discussion: "JSON keys: \(BridgeStatus.keys).")
    @Option(help: "Look at this Python.") var python: String?
    @Flag(help: "Print one JSON object on standard output and nothing else there.") var json = false

    func run() throws { try Output.result(json: json) { try BridgeStatus(named: python) } }
  }
}
