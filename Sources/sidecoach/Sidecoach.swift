import ArgumentParser
import Foundation
import RLCore

/// The program: without a command it opens the workbench on the only session, or on the list of them.
@main
struct Sidecoach: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sidecoach",
    abstract: "Coach a stuck reinforcement-learning policy, with a language model, in the terminal.",
    discussion: """
      Without a command: opens the workbench on the only session, or on the list of them. 'sidecoach demo' is the place to \
      begin.
      """,
    version: "0.1.0",
    subcommands: [
      OpenCommand.self, AttachCommand.self, DemoCommand.self, TrainCommand.self, ImportCommand.self,
      CollectCommand.self, IdentifyCommand.self, VerifyCommand.self, ReviewCommand.self, RefineCommand.self,
      RollbackCommand.self, EvaluateCommand.self, FidelityCommand.self, ExperimentCommand.self, PlanCommand.self,
      ExportCommand.self, WatchCommand.self, ModelCommand.self, BridgeCommand.self, BenchCommand.self,
      DoctorCommand.self, KeysCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  static func main() {
    StandardStreams.hold()
    do {
      try checkCommand(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
      // Half a result must not look like a whole one.
      guard StandardStreams.isOutputComplete() else {
        Output.note("sidecoach: standard output cannot be written; free some space or choose another place\n")
        Foundation.exit(1)
      }
    } catch {
      // The library's own code for wrong arguments is 64, which scripts do not know.
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Output.note(fullMessage(for: error) + "\n")
      Foundation.exit(2)
    }
  }

  /// Throws where the first word is no command. The default command takes a session's name, which a slip must not become.
  private static func checkCommand(_ word: String?) throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word, !word.hasPrefix("-"), word != "help", !names.contains(word) else { return }
    let unknown = UnknownNameError(kind: "command", name: word, valid: names)
    throw ValidationError("\(unknown). A session is opened by 'sidecoach open NAME'")
  }
}
