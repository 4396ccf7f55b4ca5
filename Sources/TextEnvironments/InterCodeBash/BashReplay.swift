import RLCore

/// Plays recorded runs again and holds the rewards against those on record.
///
/// The runs on record were made in a container of another system. What differs is told by its cause, as far as the two
/// outputs show it.
public struct BashReplay: Sendable {
  /// Why a reward is not the one on record.
  public enum Cause: String, Sendable, CaseIterable {
    /// A program is not on this machine, or was not in the container.
    case missingTool = "a tool missing here or there"
    /// The outputs differ in dates and times, or a command did not end in time.
    case time = "time"
    /// The command tells of the system: its files, processes, users, variables, settings or versions.
    case environment = "the system's files, processes, users or variables"
    /// The same lines in another order.
    case order = "order of lines"
    /// None of these.
    case other = "other"
  }

  /// One reward that is not the one on record.
  public struct Difference: Sendable {
    /// The task.
    public var task: BashTask
    /// The command.
    public var command: String
    /// The rewards on record and here.
    public var recorded: Double, own: Double
    /// The outputs on record and here.
    public var recordedOutput: String, ownOutput: String
    /// Why.
    public var cause: Cause
  }

  /// Rewards that were compared.
  public private(set) var compared = 0
  /// Those that are not the same.
  public private(set) var differences: [Difference] = []
  /// Tools that were asked for and are not here.
  public private(set) var missingTools: [String: Int] = [:]
  /// Outputs that were compared, and those that are the same to the character.
  public private(set) var outputs = 0, sameOutputs = 0
  /// Tasks of runs whose verdict was compared: whether the best reward is 1.
  public private(set) var verdicts = 0
  /// Those with the same verdict.
  public private(set) var sameVerdicts = 0

  /// Nothing played yet.
  public init() {}

  /// Rewards that are the same.
  public var same: Int { compared - differences.count }

  /// How often each cause comes.
  public var causes: [(cause: Cause, count: Int)] {
    Cause.allCases.map { cause in (cause, differences.count { $0.cause == cause }) }
  }

  /// Plays one record of a task.
  mutating func play(_ record: BashRecord, with engine: BashEngine) throws {
    var state = engine.initial
    var (best, recordedBest) = (0.0, 0.0)
    for turn in record.turns {
      guard let command = turn.command else { continue }
      // Reading the reward is no command: the episode of the reference goes on after it.
      if command != BashEngine.submit {
        state = try engine.apply(command, to: state)
        outputs += 1
        if state.observation == turn.observation { sameOutputs += 1 }
      }
      if let missing = BashGold.missingTool(state.observation ?? ""), BashGold.missingTool(turn.observation) != missing
      {
        missingTools[missing, default: 0] += 1
      }
      guard let recorded = turn.reward else { continue }
      let own = try engine.reward(of: state).total
      compared += 1
      best = max(best, own)
      recordedBest = max(recordedBest, recorded)
      guard abs(own - recorded) > 0.001 else { continue }
      let output = state.observation ?? ""
      differences.append(
        Difference(
          task: engine.task, command: state.history.last ?? command, recorded: recorded, own: own,
          recordedOutput: turn.observation, ownOutput: output,
          cause: try BashEvidence(
            recorded: turn.observation, own: output, commands: state.history, gold: engine.task.gold,
            goldOutput: engine.goldRun().text
          ).cause))
    }
    guard recordedBest > 0 else { return }
    verdicts += 1
    if (best >= 1) == (recordedBest >= 1) { sameVerdicts += 1 }
  }

  /// Plays all runs of a file of records.
  ///
  /// - Parameters:
  ///   - file: a log as InterCode writes it, packed with gzip or not.
  ///   - tasks: the list that it speaks of.
  ///   - tree: the root tree of the list.
  ///   - most: runs that are played, the first in order; nil for all.
  /// - Throws: `TextTaskError`, `SandboxError`.
  mutating func play(_ file: String, tasks list: [BashTask], tree: FileTree, most: Int?) throws {
    let sandbox = try Sandbox(environment: BashSystem.environment)
    let records = try BashRecord.read(file).filter { list.indices.contains($0.place) }
    for record in records.prefix(most ?? records.count) {
      try play(record, with: BashEngine(list[record.place], on: tree, in: sandbox))
    }
  }
}

extension BashReplay {
  /// The counts, as every environment gives them, for the recording called `run`.
  func share(_ run: String) -> ReplayAccount.Share {
    ReplayAccount.Share(
      run: run, answers: outputs, sameAnswers: sameOutputs, rewards: compared, sameRewards: same, verdicts: verdicts,
      sameVerdicts: sameVerdicts, differences: causes.map(\.count))
  }
}

/// What two outputs, and the commands that made them, say about why rewards differ.
struct BashEvidence {
  var recorded: String
  var own: String
  var commands: [String]
  var gold: String
  var goldOutput: String

  /// The first cause that shows.
  var cause: BashReplay.Cause {
    // A reply that was no command at all names the same missing tool in both.
    let (there, here) = (BashGold.missingTool(recorded), BashGold.missingTool(own))
    if there != here || BashGold.missingTool(goldOutput) != nil { return .missingTool }
    if [recorded, own].contains("Command timed out") || goldOutput.contains("[stopped") { return .time }
    if recorded != own {
      if sorted(recorded) == sorted(own) { return .order }
      if undated(recorded) == undated(own) { return .time }
    }
    if (commands + [gold]).contains(where: tellsOfTheSystem) { return .environment }
    if (commands + [gold]).contains(where: tellsOfTime) { return .time }
    return .other
  }

  private func sorted(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace).sorted() }

  /// The text without numbers and the names of months.
  private func undated(_ text: String) -> String {
    var text = text.filter { !$0.isNumber }
    for month in ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] {
      text = text.replacing(month, with: "")
    }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func tellsOfTheSystem(_ command: String) -> Bool {
    let words = Set(command.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    let telling: Set = [
      "env", "printenv", "export", "set", "uname", "who", "w", "whoami", "users", "last", "id", "hostname", "ps",
      "pstree",
      "top", "pgrep", "mount", "df", "du", "bind", "which", "type", "whereis", "etc", "proc", "sys", "usr", "bin",
      "var",
      "home", "root", "uptime", "free", "ifconfig", "ip", "dig", "ping", "nslookup", "host", "curl", "wget", "apt",
    ]
    if !words.isDisjoint(with: telling) { return true }
    // What looks from the root, or from where the first command runs, sees the system's files.
    return ["find / ", "find . ", "find -", "ls /", "grep -r", "grep -R", " / ", " * "].contains {
      (command + " ").contains($0)
    }
  }

  private func tellsOfTime(_ command: String) -> Bool {
    ["mtime", "mmin", "ctime", "atime", "newer", "ls -l", "date", "cal", "stat", "touch"].contains {
      command.contains($0)
    }
  }
}
