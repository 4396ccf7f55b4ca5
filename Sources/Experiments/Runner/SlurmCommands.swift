import Foundation
import Glibc

/// Slurm's commands as a runner uses them.
public struct SlurmCommands: Sendable {
  /// What a command came to.
  public struct Answer: Sendable, Equatable {
    /// What it said, errors included.
    public var text: String
    /// Why it failed; nil where it did not.
    public var failure: String?

    /// An answer.
    public init(_ text: String, failure: String? = nil) {
      self.text = text
      self.failure = failure
    }
  }

  /// Runs a command, its name first, and waits for it. Throws `SlurmError.noCommand` where there is none.
  public typealias Run = @Sendable (_ words: [String]) throws -> Answer

  private let run: Run

  /// Commands that `run` runs.
  public init(run: @escaping Run = { try Self.process($0) }) { self.run = run }

  /// Throws where Slurm's commands are not there.
  func check() throws { _ = try run(["sbatch", "--version"]) }

  /// Submits a job and gives its id.
  func submit(_ words: [String]) throws -> String {
    let answer = try run(words)
    if let failure = answer.failure { throw SlurmError.refused(failure) }
    guard let job = SlurmState.job(sbatch: answer.text) else {
      throw SlurmError.refused("it gave no job's id: \(answer.text)")
    }
    return job
  }

  /// What Slurm says of the tasks of `jobs`; those that it has forgotten are not there. Nil with the reason where it does
  /// not answer.
  func states(of jobs: [String]) throws -> Result<[SlurmTaskID: SlurmState], SlurmError> {
    guard !jobs.isEmpty else { return .success([:]) }
    let answer: Answer
    do {
      answer = try run(["squeue", "-h", "-r", "-t", "all", "-j", jobs.joined(separator: ","), "-o", "%F|%K|%T|%r"])
    } catch let error as SlurmError {
      guard case .noAnswer = error else { throw error }
      return .failure(error)
    }
    if let failure = answer.failure, !Self.isUnknown(failure) { return .failure(.noAnswer(failure)) }
    return .success(SlurmState.tasks(squeue: answer.text))
  }

  /// What the accounts say of the tasks of `jobs`; nothing where none are kept.
  func accounts(of jobs: [String]) -> [SlurmTaskID: SlurmState] {
    guard !jobs.isEmpty,
      let answer = try? run(["sacct", "-n", "-P", "-X", "-j", jobs.joined(separator: ","), "-o", "JobID,State"]),
      answer.failure == nil
    else { return [:] }
    return SlurmState.tasks(sacct: answer.text)
  }

  /// The id of the job with this name; nil where there is none.
  func job(named name: String) throws -> String? {
    let answer = try run(["squeue", "-h", "-t", "all", "-n", name, "-o", "%F"])
    if let failure = answer.failure { throw SlurmError.noAnswer(failure) }
    return SlurmState.job(sbatch: answer.text)
  }

  /// Ends jobs.
  func cancel(_ jobs: [String]) {
    guard !jobs.isEmpty else { return }
    _ = try? run(["scancel"] + jobs)
  }

  /// Whether Slurm has forgotten the one job that it was asked for.
  private static func isUnknown(_ words: String) -> Bool { words.lowercased().contains("invalid job id") }

  /// Runs a command that is found in `path`, or else in `PATH`; one that hangs is ended after a minute.
  public static func process(_ words: [String], path: String? = nil) throws -> Answer {
    let name = words.first ?? ""
    let folders = (path ?? ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let program = folders.map({ String($0) + "/" + name }).first(where: { access($0, X_OK) == 0 }) else {
      throw SlurmError.noCommand(name)
    }
    let log = NSTemporaryDirectory() + "sidecoach-slurm-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: log) }
    let child = try ChildProcess(program, Array(words.dropFirst()), log: log)
    let patience = Date().addingTimeInterval(60)
    while Date() < patience {
      guard let end = child.end() else {
        usleep(5_000)
        continue
      }
      let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
      guard end != .finished else { return Answer(text) }
      return Answer(text, failure: ChildProcess.lastWords(log) ?? "\(name) failed and says nothing")
    }
    throw SlurmError.noAnswer("\(name) has not ended after a minute")
  }
}
