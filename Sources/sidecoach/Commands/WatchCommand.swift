import ArgumentParser
import Coaching
import Foundation
import RLCore
import WorkbenchHost

/// Another program's training by its logs.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Follow another program's training by its logs, with the workbench's charts.",
    discussion: """
      Reads TensorBoard's event files, progress.csv and monitor.csv below a folder, such as SB3's tensorboard_log or CleanRL's \
      runs, and goes on as they grow; each folder with a log is a run. Without a terminal every record is a plain line. \
      Nothing is changed there. JSON keys: \(WatchReport.keys).
      """)

  @Argument(help: "The folder of the logs, or one of them.") var path: String
  @Flag(help: "Print what is there, a line for each run, and end.") var once = false
  @Flag(name: .customLong("json"), help: "Print what is there as one JSON object, and end.") var json = false
  @OptionGroup var terminal: TerminalFlags

  func run() throws {
    do {
      var logs = try WatchedLogs(path)
      if once || json { return Output.show(WatchReport(&logs), json: json) }
      guard !Watching.isPossible else { return try Watching(logs, terminal: terminal.options).run() }
      try follow(&logs)
    } catch { throw Failure.exit(error) }
  }

  /// Prints what is there and what comes, until a signal ends it or nobody reads any more.
  private func follow(_ logs: inout WatchedLogs) throws {
    while true {
      let news = logs.look()
      let lines = news.lines.map { $0 + "\n" }.joined()
      // At once, and not when a buffer is full: somebody is waiting for it.
      do { try FileHandle.standardOutput.write(contentsOf: Data(lines.utf8)) } catch { return }
      if !news.hasMore { Thread.sleep(forTimeInterval: 1) }
    }
  }
}
