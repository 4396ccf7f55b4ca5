/// A task of a job array: the job's id and the task's index.
struct SlurmTaskID: Hashable, Sendable {
  var job: String
  var index: Int
}

/// What Slurm says of a task.
struct SlurmState: Equatable, Sendable {
  /// Slurm's word, such as `RUNNING` or `TIMEOUT`.
  var name: String
  /// Why, such as `Resources`; empty or `None` where nothing is said.
  var reason = ""

  /// Words for tasks that are over; every other one says that the task is queued, at work or on its way out.
  private static let over: Set<String> = [
    "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "LAUNCH_FAILED", "NODE_FAIL", "OUT_OF_MEMORY",
    "PREEMPTED", "REVOKED", "TIMEOUT",
  ]

  /// Whether it is over.
  var isOver: Bool { Self.over.contains(name) }
  /// Whether it waits for its turn.
  var isQueued: Bool { name == "PENDING" }
  /// Whether the machine was taken from it, so that it is worth another try.
  var isLost: Bool { ["BOOT_FAIL", "LAUNCH_FAILED", "NODE_FAIL", "PREEMPTED", "REVOKED", "TIMEOUT"].contains(name) }

  /// `Slurm says TIMEOUT`, with the reason where there is one.
  var text: String { "Slurm says \(name)" + (["", "None"].contains(reason) ? "" : " (\(reason))") }

  /// The id in what `sbatch --parsable` prints, which is `ID` or `ID;CLUSTER` behind any warnings.
  static func job(sbatch text: String) -> String? {
    for line in text.split(separator: "\n").reversed() {
      guard let word = line.split(separator: ";").first else { continue }
      let id = word.filter { !$0.isWhitespace }
      if !id.isEmpty, id.allSatisfy({ $0.isASCII && $0.isNumber }) { return id }
    }
    return nil
  }

  /// What `squeue -h -r -t all -o '%F|%K|%T|%r'` prints, a task a line; everything else that it says is passed over.
  static func tasks(squeue text: String) -> [SlurmTaskID: SlurmState] {
    var tasks: [SlurmTaskID: SlurmState] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, let index = Int(parts[1]) else { continue }
      tasks[SlurmTaskID(job: parts[0], index: index)] = SlurmState(name: parts[2], reason: parts[3])
    }
    return tasks
  }

  /// What `sacct -n -P -X -o JobID,State` prints: `12_3|CANCELLED by 1000`.
  static func tasks(sacct text: String) -> [SlurmTaskID: SlurmState] {
    var tasks: [SlurmTaskID: SlurmState] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "|").map(String.init)
      guard parts.count >= 2, let name = parts[1].split(separator: " ").first else { continue }
      let words = parts[0].split(separator: "_")
      guard words.count == 2, let index = Int(words[1]) else { continue }
      tasks[SlurmTaskID(job: String(words[0]), index: index)] = SlurmState(name: String(name))
    }
    return tasks
  }
}

/// How a task ended that left no record of its cell.
struct SlurmEnd: Equatable, Sendable {
  /// What Slurm says; nil where it has forgotten the task.
  var state: SlurmState?
  /// The exit status that the task itself left; nil where it came to nothing of the kind.
  var status: Int32?
  /// Whether there is a log of the task.
  var hasLog: Bool
  /// The end of what the cell's process said.
  var words: String?

  /// What is to be done.
  enum Verdict: Equatable, Sendable {
    /// Another process has the cell.
    case held
    /// Another try, for this reason.
    case again(String)
    /// The cell failed, for this reason.
    case failed(String)
    /// The nodes do not see the folder.
    case notShared
    /// The nodes cannot run the program, for this reason.
    case noProgram(String)
  }

  /// What is to be done.
  var verdict: Verdict {
    switch status {
    case CellEnd.heldStatus: return .held
    case 127: return .noProgram(words ?? "exit status 127")
    default: break
    }
    if let state, state.isLost { return .again(state.text) }
    switch (state?.name, status) {
    case ("OUT_OF_MEMORY", _): return .failed("\(reason); --slurm mem=SIZE gives a cell more")
    case ("CANCELLED", _), ("DEADLINE", _): return .failed(reason)
    case (_, CellEnd.stoppedStatus): return .again("its task was stopped")
    case (_, nil) where !hasLog: return .notShared
    case (nil, nil): return .again("its task ended without a record, and Slurm says nothing of it any more")
    default: return .failed(reason + (words.map { ": \($0)" } ?? ""))
    }
  }

  private var reason: String {
    let status = status.map { "exit status \($0)" }
    return [state?.text, status].compactMap { $0 }.joined(separator: ", ")
  }
}
