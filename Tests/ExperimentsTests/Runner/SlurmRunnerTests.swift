@testable import Experiments
import Foundation
import Testing

/// Cells are tasks of job arrays, submitted by a runner that may itself end at any time.
///
/// They start some dozens of processes each, and wait for them: on request, since a machine that is busy with other tests
/// makes them late.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["SIDECOACH_SLURM"] != nil,
    "skipped: SIDECOACH_SLURM=1 runs experiments by a stand-in of Slurm"), .serialized)
struct SlurmRunnerTests {
  private let scratch = RunnerScratch()

  private func runner(
    _ slurm: FakeSlurm, jobs: Int? = nil, program: String? = nil, commands: SlurmCommands? = nil
  ) throws -> SlurmRunner<Int> {
    let settings = SlurmSettings(
      program: program ?? slurm.path + "/bin/sidecoach", folder: scratch.path, file: scratch.path + "/experiment.toml",
      threads: 1, jobs: jobs, options: ["partition=short"])
    let runner = SlurmRunner(
      .toy, ledger: try scratch.ledger(), settings: settings, commands: commands ?? slurm.commands)
    (runner.interval, runner.delay) = (0, 0.1)
    runner.pause = { usleep(5_000) }
    return runner
  }

  @Test func everyCellIsATaskOfItsPhase() throws {
    let slurm = try FakeSlurm()
    let summary = try runner(slurm, jobs: 4).run()
    #expect(summary.finished == 6 && summary.failures.isEmpty && summary.leftOut.isEmpty)
    let begun = slurm.lines("begun")
    #expect(
      Set(begun.prefix(2)) == ["a", "b"] && Set(begun) == ["a", "b", "a1", "a2", "b1", "b2"] && begun.count == 6)
    let submitted = slurm.lines("submitted")
    #expect(submitted.count == 2 && submitted[0].contains("--array=0-1%4 ") && submitted[1].contains("--array=0-3%"))
    #expect(submitted.allSatisfy { $0.contains(" --partition=short ") })
    #expect(try runner(slurm).run().finished == 6)
    #expect(slurm.lines("submitted").count == 2, "what is finished is not done again")
  }

  @Test func aTaskThatIsLostIsSubmittedAgain() throws {
    let slurm = try FakeSlurm(fates: "1 0 NODE_FAIL|None\n2 0 TIMEOUT|TimeLimit")
    let runner = try runner(slurm)
    var losses: [String] = []
    runner.onLoss = { losses.append("\($0.key): \($1)") }
    #expect(try runner.run().finished == 6)
    #expect(losses == ["a: Slurm says NODE_FAIL", "a: Slurm says TIMEOUT (TimeLimit)"])
    #expect(slurm.lines("submitted").count == 4)
  }

  @Test func aTaskThatIsLostThreeTimesIsAFailure() throws {
    let slurm = try FakeSlurm(fates: (1...3).map { "\($0) 0 PREEMPTED|None" }.joined(separator: "\n"))
    let summary = try runner(slurm).run()
    #expect(summary.failures.map(\.reason) == ["Slurm says PREEMPTED, the last of 3 times"])
    #expect(summary.finished == 3 && summary.leftOut.map(\.key) == ["a1", "a2"])
    #expect(try runner(slurm).run().finished == 6, "the next runner tries it again")
  }

  @Test func aProcessThatFailsIsAFailureAtOnce() throws {
    let slurm = try FakeSlurm(statuses: "b1 3")
    let summary = try runner(slurm).run()
    #expect(summary.finished == 5 && summary.failures.map(\.cell.key) == ["b1"])
    let reason = "Slurm says FAILED (NonZeroExitCode), exit status 3: boom"
    #expect(summary.failures.map(\.reason) == [reason])
    #expect(try scratch.ledger().records().compactMap(\.error) == [reason])
    #expect(slurm.lines("submitted").count == 2)
  }

  @Test func aFolderThatNodesDoNotSeeIsSaid() throws {
    let slurm = try FakeSlurm(fates: "1 0 FAILED|NonZeroExitCode\n1 1 GONE")
    let error = try #require(throws: SlurmError.self) { try runner(slurm).run() }
    #expect(error == .notShared(scratch.path) && "\(error)".contains("must be on storage that the nodes share"))
  }

  @Test func aProgramThatNodesDoNotSeeIsSaid() throws {
    let slurm = try FakeSlurm()
    let error = try #require(throws: SlurmError.self) { try runner(slurm, program: "/no/such/program").run() }
    #expect("\(error)".contains("/no/such/program") && "\(error)".contains("has no such program"))
  }

  @Test func aStopCancelsAndKeepsWhatIsFinished() throws {
    let slurm = try FakeSlurm()
    try slurm.write("hold", "")
    let first = try runner(slurm)
    first.isStopping = { slurm.lines("begun").count == 2 }
    #expect(throws: CellError.stopped) { try first.run() }
    #expect(slurm.lines("cancelled") == ["1"])
    try slurm.remove("hold")
    let summary = try runner(slurm).run()
    #expect(summary.finished == 6, "\(summary.failures)")
  }

  /// A runner that ends without having cancelled anything leaves its jobs to the next one.
  @Test(arguments: [false, true]) func jobsOfARunnerThatWasKilledAreTakenUp(losesTheId: Bool) throws {
    let slurm = try FakeSlurm()
    try slurm.write("hold", "")
    let bin = slurm.path + "/bin"
    let cut = SlurmCommands { words in
      if ["squeue", "scancel"].contains(words[0]) { throw ToyError(description: "killed") }
      let answer = try SlurmCommands.process(words, path: bin)
      if losesTheId, words.contains("--parsable") { throw ToyError(description: "killed") }
      return answer
    }
    let first = try runner(slurm, commands: cut)
    first.patience = 0
    #expect(throws: ToyError.self) { try first.run() }
    #expect(slurm.lines("submitted").count == 1 && slurm.lines("cancelled").isEmpty)
    let second = try runner(slurm)
    var looks = 0
    second.pause = {
      looks += 1
      if looks == 3 { try? slurm.remove("hold") }
      usleep(5_000)
    }
    let summary = try second.run()
    #expect(summary.finished == 6, "\(summary.failures)")
    #expect(slurm.lines("submitted").count == 2 && slurm.lines("begun").count == 6)
  }

  @Test func aCellThatAnotherHoldsIsLeftToIt() throws {
    let slurm = try FakeSlurm()
    let other = try #require(try scratch.ledger().claim("a"))
    let runner = try runner(slurm)
    runner.pause = {
      if slurm.lines("begun") == ["b"] { other.release() }
      usleep(5_000)
    }
    #expect(try runner.run().finished == 6)
    #expect(slurm.lines("begun").prefix(2) == ["b", "a"])
  }

  @Test func whatSlurmRefusesIsSaidInItsWords() throws {
    let slurm = try FakeSlurm()
    try slurm.write("refusal", "sbatch: error: invalid partition specified: short")
    let error = try #require(throws: SlurmError.self) { try runner(slurm).run() }
    #expect("\(error)".contains("invalid partition specified: short") && "\(error)".contains("--slurm"))
    let none = SlurmCommands { try SlurmCommands.process($0, path: "/no/such/folder") }
    let missing = try #require(throws: SlurmError.self) { try runner(slurm, commands: none).run() }
    #expect(missing == .noCommand("sbatch") && "\(missing)".contains("--on local"))
  }

  @Test func aSilentControllerIsWaitedFor() throws {
    let slurm = try FakeSlurm()
    try slurm.write("silence", "")
    #expect(try runner(slurm).run().finished == 6, "the ledger tells of what is finished")
  }

  @Test func oneRunnerSubmitsForAFolder() throws {
    let slurm = try FakeSlurm()
    let first = try runner(slurm)
    var second: (any Error)?
    first.pause = {
      if second == nil {
        do { _ = try self.runner(slurm).run() } catch { second = error }
      }
      usleep(5_000)
    }
    #expect(try first.run().finished == 6)
    #expect("\(try #require(second))".contains("submits the jobs of this folder already"))
  }
}
