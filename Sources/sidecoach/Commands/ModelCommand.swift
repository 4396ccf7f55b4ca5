import ArgumentParser
import Coaching
import Foundation
import RLCore
import Threads

/// The language model of this machine.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "A small language model on this machine: --advisor local, --prior local.",
    subcommands: [Install.self, Serve.self, Status.self], defaultSubcommand: Status.self)

  /// Making it.
  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Install llama-cpp-python and SmolLM2-135M-Instruct in the data directory.",
      discussion: "It goes on where it was left, and does nothing twice. JSON keys: \(LocalModelStatus.keys).")
    @Option(help: "The Python that makes the virtual environment.") var python = "python3"
    @Flag(help: "Print one JSON object on standard output and nothing else there.") var json = false

    func run() throws {
      let stop = StopSignal()
      InterruptWatch.shared.onInterrupt { stop.set() }
      try Output.result(json: json) {
        let line = ProgressLine()
        try LocalModelInstallation(python: python).run(stop: stop) { line.show("\($0.name): \($1)") }
        return try LocalModelStatus()
      }
    }
  }

  /// Running it.
  struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Serve a GGUF file on loopback until Ctrl-C; other commands find it by the name local.")
    @Option(help: "The model file. Default: the installed one.") var gguf: String?
    @Option(help: "Tokens that it reads and writes together.") var context = LocalModel.contextTokens

    func run() throws {
      let stop = StopSignal()
      InterruptWatch.shared.onInterrupt { stop.set() }
      do {
        try LocalModel.serve(gguf: gguf, contextTokens: context, stop: stop) { Output.note($0 + "\n") }
      } catch { throw Failure.exit(error) }
    }
  }

  /// Looking at it.
  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what is installed and whether a server runs.", discussion: "JSON keys: \(LocalModelStatus.keys).")
    @Flag(help: "Print one JSON object on standard output and nothing else there.") var json = false

    func run() throws { try Output.result(json: json) { try LocalModelStatus() } }
  }
}
