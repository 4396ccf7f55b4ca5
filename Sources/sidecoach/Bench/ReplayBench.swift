import ArgumentParser
import Coaching
import TextEnvironments

/// Whether the rewards on record come again.
struct ReplayBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play recorded runs again and hold the rewards against those on record.",
    discussion: """
      The environment is InterCode-SQL or InterCode-Bash; the runs on record were made on MySQL 8 and in a container of \
      another system. Every reward that differs is counted under the first cause that the answers show. InterCode-SQL is \
      played on SQLite, and with --mariadb on a MariaDB server of the program's own besides; InterCode-Bash takes a \
      sandbox for each command, which are minutes for one recording, and --first plays a part. JSON keys: \
      \(ReplayMeasurement.keys).
      """)

  @Argument(help: "InterCode-SQL or InterCode-Bash.") var environment: String
  @Option(help: "A task list: a file, or the name of one in the data folder. Default: all there.") var tasks: [String] =
    []
  @Option(help: "A recording: a file, or the name of one in the data folder. Default: all there.")
  var records: [String] = []
  @Option(help: "InterCode-SQL: the MySQL dump of the databases.") var dump: String?
  @Option(help: "InterCode-Bash: the archive of the tasks' tree.") var root: String?
  @Flag(help: "InterCode-SQL: on MariaDB (Debian's mariadb-server) too.") var mariadb = false
  @Option(help: "Runs of each recording, the first in order. Default: all.", transform: wholeNumber) var first: Int?
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard (first ?? 1) >= 1 else { throw ValidationError("--first must be 1 or more") }
  }

  func run() throws {
    try Output.result(json: options.json) {
      var order = ReplayOrder()
      (order.tasks, order.records, order.most) = (tasks, records, first)
      (order.dump, order.root) = (dump ?? "", root ?? "")
      if mariadb { order.engines = ["sqlite", "mariadb"] }
      order.onProgress = { Output.note("done: \($0)\n") }
      return try ReplayMeasurement(environment, order)
    }
  }
}
