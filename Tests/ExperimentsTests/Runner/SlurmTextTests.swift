@testable import Experiments
import Testing

/// What is written for Slurm, what it says, and what follows from that.
@Suite struct SlurmTextTests {
  private let settings = SlurmSettings(
    program: "/opt/it's/sidecoach", folder: "/shared/100 %", file: "/shared/100 %/experiment.toml", threads: 2, jobs: 8,
    options: ["time=2:00:00", "exclusive"])

  @Test func theScriptLooksItsCellUp() {
    let script = settings.script(3)
    #expect(script.hasPrefix("#!/bin/sh\n"))
    #expect(script.contains(#"program='/opt/it'\''s/sidecoach'"#) && script.contains("folder='/shared/100 %'\n"))
    #expect(script.contains(#"sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$folder/slurm/3.cells""#))
    #expect(script.contains(#"--out "$folder" --cell "$key" --threads 2"#))
    #expect(script.hasSuffix("exit \"$status\"\n"))
  }

  @Test func optionsComeBehindOurOwn() {
    let submission = SlurmSubmission(number: 3, name: "sidecoach-x-3", keys: ["a", "b"], records: 0, time: 0)
    #expect(
      settings.sbatch(submission, slots: 8) == [
        "sbatch", "--parsable", "--job-name=sidecoach-x-3", "--array=0-1%8", "--cpus-per-task=2",
        "--output=/shared/100 %%/slurm/3.%a.log", "--open-mode=append", "--requeue", "--time=2:00:00", "--exclusive",
        "/shared/100 %/slurm/3.sh",
      ])
    #expect(settings.sbatch(submission, slots: nil).contains("--array=0-1"))
  }

  @Test func someOptionsAreNone() {
    for text in ["partition=short", "mem=4G", "exclusive", "cpus-per-task=4"] {
      #expect(SlurmSettings.objection(to: text) == nil)
    }
    for text in ["--mem=4G", "", "=x", "a b=c"] {
      #expect(SlurmSettings.objection(to: text)?.contains("no option of sbatch") == true)
    }
    #expect(SlurmSettings.objection(to: "array=0-3") == "sidecoach sets sbatch's --array itself")
  }

  @Test func idsAreRead() {
    #expect(SlurmState.job(sbatch: "123\n") == "123")
    #expect(SlurmState.job(sbatch: "sbatch: a warning\n123;cluster\n") == "123")
    #expect(SlurmState.job(sbatch: "sbatch: error: no\n") == nil)
  }

  @Test func statesAreRead() {
    let text = "7|0|RUNNING|None\nslurm_load_jobs error: x\n7|1|PENDING|(launch|failed)\n7|[2-3]|PENDING|None\n"
    #expect(
      SlurmState.tasks(squeue: text) == [
        SlurmTaskID(job: "7", index: 0): SlurmState(name: "RUNNING", reason: "None"),
        SlurmTaskID(job: "7", index: 1): SlurmState(name: "PENDING", reason: "(launch|failed)"),
      ])
    let accounts = SlurmState.tasks(sacct: "7_0|CANCELLED by 1000\n7_[1-3]|PENDING\n7_4|TIMEOUT\n")
    #expect(
      accounts == [
        SlurmTaskID(job: "7", index: 0): SlurmState(name: "CANCELLED"),
        SlurmTaskID(job: "7", index: 4): SlurmState(name: "TIMEOUT"),
      ])
    #expect(["TIMEOUT", "COMPLETED", "CANCELLED", "NODE_FAIL"].allSatisfy { SlurmState(name: $0).isOver })
    #expect(["PENDING", "RUNNING", "COMPLETING", "REQUEUED", "NEWS"].allSatisfy { !SlurmState(name: $0).isOver })
  }

  private func verdict(_ state: String?, _ status: Int32?, hasLog: Bool = true) -> SlurmEnd.Verdict {
    SlurmEnd(state: state.map { SlurmState(name: $0) }, status: status, hasLog: hasLog, words: "boom").verdict
  }

  @Test func anEndWithoutARecordIsJudged() {
    #expect(verdict("FAILED", 75) == .held)
    #expect(verdict("FAILED", 127) == .noProgram("boom"))
    for state in ["NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "TIMEOUT"] {
      for status in [nil, 130] as [Int32?] {
        #expect(verdict(state, status, hasLog: false) == .again("Slurm says \(state)"))
      }
    }
    #expect(verdict("FAILED", 130) == .again("its task was stopped"))
    #expect(
      verdict("OUT_OF_MEMORY", 137)
        == .failed(
          "Slurm says OUT_OF_MEMORY, exit status 137; --slurm mem=SIZE gives a cell more"))
    #expect(verdict("CANCELLED", nil, hasLog: false) == .failed("Slurm says CANCELLED"))
    #expect(verdict("FAILED", 139) == .failed("Slurm says FAILED, exit status 139: boom"))
    #expect(verdict("COMPLETED", 0) == .failed("Slurm says COMPLETED, exit status 0: boom"))
    #expect(verdict(nil, 1) == .failed("exit status 1: boom"))
    #expect(verdict(nil, nil) == .again("its task ended without a record, and Slurm says nothing of it any more"))
    #expect(verdict(nil, nil, hasLog: false) == .notShared && verdict("FAILED", nil, hasLog: false) == .notShared)
  }
}
