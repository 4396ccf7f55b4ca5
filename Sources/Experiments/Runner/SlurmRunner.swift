import Foundation
import Glibc
import SessionStore

/// Does the cells of a plan as tasks of Slurm's job arrays, phase by phase.
///
/// What is submitted is kept in `slurm/` of the experiment's folder, so that a runner that comes after one that was killed
/// takes up the jobs that are still there. Cells that end without a record because their machine was lost, or their time
/// was up, are submitted again, twice at most; whatever else a task ends without a record of is a failure of the cell.
/// Cells that another runner of the same folder has claimed are left to it.
public final class SlurmRunner<Outcome: Codable & Sendable>: PlanRunner {
  private let settings: SlurmSettings
  private let commands: SlurmCommands
  private let ledger: CellLedger<Outcome>
  private var tally: RunnerTally<Outcome>
  private var submissions: [SlurmSubmission] = []
  /// Tasks that are dealt with.
  private var settled: Set<SlurmTaskID> = []
  /// When a task was first seen to have ended without a record.
  private var ended: [SlurmTaskID: Date] = [:]
  private var states: [SlurmTaskID: SlurmState] = [:]
  private var losses: [String: Int] = [:]
  private var asked = Date.distantPast
  /// Tasks of an array; what Slurm takes by default, or less once it refused.
  private var most = 1_000

  /// Told how far the work is, several times a second.
  public var onProgress: (RunnerProgress) -> Void = { _ in }
  /// Told of each cell that fails, with why.
  public var onFailure: (PlannedCell, String) -> Void = { _, _ in }
  /// Told of each cell that is submitted again, with why.
  public var onLoss: (PlannedCell, String) -> Void = { _, _ in }
  /// Whether somebody wants the work to end.
  public var isStopping: () -> Bool = { false }
  /// Sleeps between two looks into the folder.
  public var pause: () -> Void = { usleep(200_000) }
  /// Seconds between two questions to Slurm.
  public var interval = 10.0
  /// Seconds that what a task wrote may take to be seen from here.
  public var delay = 30.0
  /// Seconds that cancelled tasks have for keeping what they have.
  public var patience = 60.0

  /// How often a cell whose task was lost is submitted again.
  public static var retries: Int { 2 }

  /// Does `plan` as `settings` say.
  public init(
    _ plan: CellPlan, ledger: CellLedger<Outcome>, settings: SlurmSettings, commands: SlurmCommands = SlurmCommands()
  ) {
    tally = RunnerTally(plan, ledger)
    self.ledger = ledger
    self.settings = settings
    self.commands = commands
  }

  /// Does everything that can be done.
  ///
  /// - Throws: `CellError.stopped` where it was stopped, or `SlurmError`; no job is left.
  public func run() throws -> RunnerSummary {
    try commands.check()
    for folder in ["slurm", "logs"].map({ "\(settings.folder)/\($0)" }) {
      do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw SessionStoreError.cannotWrite(path: folder, reason: (error as NSError).localizedDescription)
      }
    }
    let turn = FileLock.acquire(at: settings.folder + "/slurm/lock")
    if case .busy(let holder) = turn { throw SlurmError.busy(holder) }
    defer { if case .held(let lock) = turn { lock.release() } }
    try tally.begin()
    try takeUp()
    do {
      for phase in tally.plan.phases { try run(phase) }
    } catch {
      stopAll()
      throw error
    }
    for index in submissions.indices { try close(index) }
    return try tally.end()
  }

  private func run(_ phase: CellPlan.Phase) throws {
    var waiting = phase.cells
    while true {
      guard !isStopping() else { throw CellError.stopped }
      try look()
      for failure in try tally.settle(&waiting) { onFailure(failure.cell, failure.reason) }
      if waiting.isEmpty { return }
      try submit(waiting)
      try report(phase)
      pause()
    }
  }

  // MARK: - Submitting

  /// Submits those of `cells` that nobody has, as one array, as far as there is room.
  private func submit(_ cells: [PlannedCell]) throws {
    let (atWork, count) = (Set(live.map(\.key)), live.count)
    let slots = settings.jobs.map { $0 - count }
    guard count < most, slots ?? 1 > 0 else { return }
    let free = try cells.filter { try !atWork.contains($0.key) && !ledger.isClaimed($0.key) }.prefix(most - count)
    guard !free.isEmpty else { return }
    let number = (submissions.map(\.number) + Self.numbers(in: settings.folder)).reduce(0, max) + 1
    let random = String(UInt32.random(in: 0 ... .max), radix: 36)
    var submission = SlurmSubmission(
      number: number, name: "sidecoach-\(random)-\(number)", keys: free.map(\.key),
      records: try ledger.records().count, time: Date().timeIntervalSince1970)
    let list = submission.keys.map { $0 + "\n" }.joined()
    try AtomicFile.write(Array(list.utf8), to: settings.path(number, "cells"))
    try AtomicFile.write(Array(settings.script(number).utf8), to: settings.path(number, "sh"))
    // Kept before as well, so that a runner that is killed in between leaves no job that the next one does not find.
    try keep(submission)
    do { submission.job = try commands.submit(settings.sbatch(submission, slots: slots)) } catch {
      // After any other error there may be a job.
      guard case SlurmError.refused(let words) = error else { throw error }
      submission.isOver = true
      try keep(submission)
      // Fewer may be welcome, and later there may be room.
      guard words.lowercased().contains(/array|limit/) else { throw error }
      if free.count > 1 {
        most = max(1, free.count / 2)
      } else if live.isEmpty {
        throw error
      }
      return
    }
    try keep(submission)
    submissions.append(submission)
    // What Slurm knew before says nothing of these.
    asked = Date()
  }

  /// Tasks that are not dealt with, with their cells.
  private var live: [(task: SlurmTaskID, key: String)] {
    submissions.flatMap { submission in
      submission.keys.enumerated().map { (SlurmTaskID(job: submission.job ?? "", index: $0), $1) }
    }.filter { !settled.contains($0.0) }.map { (task: $0.0, key: $0.1) }
  }

  // MARK: - Looking

  /// Settles the tasks whose cells are recorded, and those that Slurm says have ended.
  private func look() throws {
    if Date().timeIntervalSince(asked) >= interval { try ask() }
    let outcomes = try ledger.outcomes()
    let failures = try tally.failures()
    for index in submissions.indices {
      for task in tasks(index) where !settled.contains(task) {
        let key = submissions[index].keys[task.index]
        if outcomes[key] != nil || failures[key] != nil {
          settled.insert(task)
        } else if let begun = ended[task], Date().timeIntervalSince(begun) >= delay {
          settled.insert(task)
          try judge(task, key, in: submissions[index])
        }
      }
      if tasks(index).allSatisfy(settled.contains) { try close(index) }
    }
    submissions.removeAll(where: \.isOver)
  }

  private func tasks(_ index: Int) -> [SlurmTaskID] {
    let submission = submissions[index]
    return submission.keys.indices.map { SlurmTaskID(job: submission.job ?? "", index: $0) }
  }

  /// Asks Slurm; where it does not answer, what it said before holds.
  private func ask() throws {
    asked = Date()
    let jobs = submissions.compactMap(\.job)
    guard case .success(var states) = try commands.states(of: jobs) else { return }
    let live = live.map(\.task)
    let forgotten = Set(live.filter { states[$0] == nil }.map(\.job))
    states.merge(commands.accounts(of: forgotten.sorted())) { known, _ in known }
    self.states = states
    for task in live {
      guard states[task]?.isOver ?? true else {
        // It was queued anew by Slurm itself.
        ended[task] = nil
        continue
      }
      ended[task] = ended[task] ?? Date()
    }
  }

  /// Decides on a cell whose task ended without a record.
  private func judge(_ task: SlurmTaskID, _ key: String, in submission: SlurmSubmission) throws {
    guard let cell = tally.plan[key] else { return }
    let status = FileManager.default.contents(atPath: settings.path(submission.number, "\(task.index).end"))
    let end = SlurmEnd(
      state: states[task],
      status: status.flatMap { Int32(String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace }) },
      hasLog: FileManager.default.fileExists(atPath: settings.path(submission.number, "\(task.index).log")),
      words: ChildProcess.lastWords("\(settings.folder)/logs/\(key).log"))
    switch end.verdict {
    case .held: return
    case .notShared: throw SlurmError.notShared(settings.folder)
    case .noProgram(let words): throw SlurmError.noProgram(settings.program, words)
    case .failed(let reason): try tally.fail(cell, reason, since: Date(timeIntervalSince1970: submission.time))
    case .again(let reason):
      losses[key, default: 0] += 1
      guard losses[key, default: 0] > Self.retries else { return onLoss(cell, reason) }
      try tally.fail(
        cell, "\(reason), the last of \(Self.retries + 1) times",
        since: Date(timeIntervalSince1970: submission.time))
    }
  }

  private func report(_ phase: CellPlan.Phase) throws {
    let live = live
    let running = live.count { states[$0.task].map { !$0.isOver && !$0.isQueued } ?? false }
    var progress = try tally.progress(phase, running: running)
    let reasons = Set(live.compactMap { states[$0.task] }.filter(\.isQueued).map(\.reason)).subtracting(["", "None"])
    if !live.isEmpty {
      progress.waits =
        "\(live.count) submitted" + (reasons.isEmpty ? "" : " (\(reasons.sorted().joined(separator: ", ")))")
    }
    onProgress(progress)
  }

  // MARK: - What is kept

  /// Takes up what an earlier runner has submitted and Slurm still has.
  private func takeUp() throws {
    var found: [SlurmSubmission] = []
    for number in Self.numbers(in: settings.folder).sorted() {
      guard let bytes = FileManager.default.contents(atPath: settings.path(number, "json")),
        var submission = try? JSONDecoder().decode(SlurmSubmission.self, from: bytes), !submission.isOver
      else { continue }
      if submission.job == nil {
        submission.job = try commands.job(named: submission.name)
        submission.isOver = submission.job == nil
        try keep(submission)
      }
      if !submission.isOver { found.append(submission) }
    }
    states = try commands.states(of: found.compactMap(\.job)).get()
    for var submission in found {
      let tasks = submission.keys.indices.map { SlurmTaskID(job: submission.job ?? "", index: $0) }
      guard tasks.contains(where: { states[$0].map { !$0.isOver } ?? false }) else {
        submission.isOver = true
        try keep(submission)
        continue
      }
      for key in submission.keys { tally.count(key, since: submission.records) }
      submissions.append(submission)
    }
  }

  private func keep(_ submission: SlurmSubmission) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](encoder.encode(submission)), to: settings.path(submission.number, "json"))
  }

  private func close(_ index: Int) throws {
    submissions[index].isOver = true
    try keep(submissions[index])
  }

  /// Numbers of the submissions that a folder knows.
  private static func numbers(in folder: String) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/slurm")) ?? []
    return names.filter { $0.hasSuffix(".json") }.compactMap { Int($0.dropLast(5)) }
  }

  /// Cancels the jobs and waits until their tasks have kept what they have.
  private func stopAll() {
    let jobs = submissions.compactMap(\.job)
    guard !jobs.isEmpty else { return }
    commands.cancel(jobs)
    let end = Date().addingTimeInterval(patience)
    while Date() < end {
      if let states = try? commands.states(of: jobs).get(), states.values.allSatisfy(\.isOver) {
        for index in submissions.indices { try? close(index) }
        return
      }
      pause()
    }
  }
}
