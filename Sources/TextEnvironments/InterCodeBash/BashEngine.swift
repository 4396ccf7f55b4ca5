import RLCore
import Synchronization

/// Where an episode of one task stands: all that later commands can depend on.
public struct BashState: Sendable, Hashable {
  /// The files.
  public var tree: FileTree
  /// Where the next command runs.
  public var directory = "/"
  /// What the last command printed, as an agent reads it; nil before the first.
  public var observation: String?
  /// What the reward takes for the agent's answer.
  public var answer: String?
  /// Commands since the start, `submit` included.
  public var history: [String] = []
  /// The last command ended with status 0.
  public var isValid = true

  /// The episode is over.
  public var isSubmitted: Bool { history.last == BashEngine.submit }
}

/// Runs the commands of one task, and its gold command once; copies of a task share it.
final class BashEngine: Sendable {
  /// The action that ends an episode.
  static let submit = "submit"

  let task: BashTask
  let sandbox: Sandbox
  /// The files at the start, the system's included.
  let start: FileTree
  private let gold = Mutex<BashGold?>(nil)
  private let votes = Mutex<[Ending: Int]?>(nil)
  /// Where commands have led since the start: searches and votes go the same ways again and again, and each command is a sandbox
  /// of its own.
  private let known = Mutex<[[String]: BashState]>([:])
  private static let mostKnown = 512

  /// What a run is judged by: the files, and its last answer.
  private struct Ending: Hashable {
    var tree: FileTree
    var answer: String?
  }

  init(_ task: BashTask, on tree: FileTree, in sandbox: Sandbox) {
    self.task = task
    self.sandbox = sandbox
    start = BashSystem.tree.overlaid(with: tree)
  }

  /// The state before the first command.
  var initial: BashState { BashState(tree: start) }

  /// Runs one command.
  ///
  /// As in the reference, a command is a shell of its own, with standard input closed; between commands stay the files and
  /// the directory that a command beginning with `cd` names.
  func apply(_ command: String, to state: BashState) throws -> BashState {
    let way = state.history + [command]
    if let known = known.withLock({ $0[way] }) { return known }
    let next = try carryOut(command, in: state)
    known.withLock { known in
      if known.count >= Self.mostKnown { known.removeAll() }
      known[way] = next
    }
    return next
  }

  private func carryOut(_ command: String, in state: BashState) throws -> BashState {
    var next = state
    next.history.append(command)
    if command == Self.submit { return next }
    let destination = BashCommandLine.destination(of: command, from: state.directory)
    guard let words = BashCommandLine.words(for: destination.map { "cd \($0)" } ?? command) else {
      next.take("Malformed command", isValid: false)
      return next
    }
    let directory = destination == nil ? state.directory : "/"
    let run = try sandbox.run(words, in: state.tree, at: directory, number: next.history.count)
    next.tree = run.tree
    switch run.end {
    case .exited(let status):
      next.observation = run.text
      next.answer = BashGold.answer(of: run)
      next.isValid = status == 0
    case .noDirectory:
      next.take(
        "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"\(directory)\") set in "
          + "config.json failed: no such file or directory: unknown", isValid: false)
    case .outOfTime: next.take("Command timed out", isValid: false)
    case .outOfOutput, .outOfMemory, .outOfDisk:
      next.observation = run.text
      next.answer = String(decoding: run.output, as: UTF8.self)
      next.isValid = false
    }
    if let destination, next.isValid { next.directory = destination }
    return next
  }

  /// The gold command's run, made when it is first asked for.
  func goldRun() throws -> BashGold {
    if let known = gold.withLock({ $0 }) { return known }
    let made = try BashGold(task.gold, on: start, in: sandbox)
    gold.withLock { $0 = made }
    return made
  }

  /// The share of `runs` that end with the files and the answer of `state`; they are carried out when it is first asked for.
  func agreement(_ state: BashState, among runs: [[String]]) throws -> Double {
    var known = votes.withLock { $0 }
    if known == nil {
      var counts: [Ending: Int] = [:]
      for run in runs {
        var end = initial
        for command in run where command != Self.submit { end = try apply(command, to: end) }
        if end.observation != nil { counts[Ending(tree: end.tree, answer: end.answer), default: 0] += 1 }
      }
      votes.withLock { $0 = counts }
      known = counts
    }
    let counts = known ?? [:]
    let total = counts.values.reduce(0, +)
    return total == 0 ? 0 : Double(counts[Ending(tree: state.tree, answer: state.answer)] ?? 0) / Double(total)
  }

  /// The reward of a state, as if it were submitted there. Before the first command the answer is the question itself.
  func reward(of state: BashState) throws -> BashReward {
    let answer = state.observation == nil ? task.query : state.answer
    return BashReward(
      agent: BashReward.Trace(tree: state.tree, answer: answer), gold: try goldRun().trace, start: start)
  }
}

extension BashState {
  fileprivate mutating func take(_ text: String, isValid: Bool) {
    observation = text
    answer = text
    self.isValid = isValid
  }
}

/// What a task's gold command did.
struct BashGold: Sendable {
  /// What the reward compares with.
  let trace: BashReward.Trace
  /// Why it does not count as a working command; nil where it does.
  let fault: String?
  /// What it printed, as a person reads it.
  let text: String
  /// The status that it ended with where that is not 0, with the first line that it printed. It counts as right all the
  /// same, as in the reference.
  let complaint: String?

  init(_ command: String, on start: FileTree, in sandbox: Sandbox) throws {
    guard let words = BashCommandLine.words(for: command) else {
      trace = BashReward.Trace(tree: start, answer: nil)
      fault = "its quotes do not close"
      text = ""
      complaint = nil
      return
    }
    let run = try sandbox.run(words, in: start)
    let isText = String(validating: run.output, as: UTF8.self) != nil
    trace = BashReward.Trace(tree: run.tree, answer: isText ? String(decoding: run.output, as: UTF8.self) : nil)
    text = run.text
    complaint = run.status.flatMap { $0 == 0 ? nil : Self.complaint($0, run.text) }
    if let note = run.end.note {
      fault = note
    } else if let missing = Self.missingTool(run.text) {
      fault = "this machine has no '\(missing)'"
    } else if !isText {
      fault = "its output is not text"
    } else {
      fault = nil
    }
  }

  private static func complaint(_ status: Int, _ output: String) -> String {
    let line = output.split(whereSeparator: \.isNewline).first.map { ": \($0.prefix(80))" } ?? ""
    return "status \(status)\(line)"
  }

  /// What a shell says it did not find; nil where it found all.
  static func missingTool(_ output: String) -> String? {
    for line in output.split(separator: "\n") {
      if line.hasSuffix(": command not found"), line.contains("bash: line ") {
        return line.dropLast(": command not found".count).split(separator: " ").last.map(String.init)
      }
      guard line.hasSuffix("No such file or directory") else { continue }
      for starter in ["xargs: ", "find: ‘", "env: ‘"] where line.hasPrefix(starter) {
        let name = line.dropFirst(starter.count).prefix { $0 != ":" && $0 != "’" }
        if !name.contains("/"), !name.contains(".") { return String(name) }
      }
    }
    return nil
  }

  /// The output as the reference decodes it: what is not UTF-8 counts as a malformed command.
  static func answer(of run: SandboxRun) -> String {
    String(validating: run.output, as: UTF8.self) ?? "Malformed command"
  }
}
