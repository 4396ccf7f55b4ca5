import Foundation
import Glibc
import Testing

extension EndToEnd {
  /// `sidecoach experiment --on slurm` on a real Slurm of one node.
  @Suite struct Slurm {
    /// Two seeds of two methods, and the steps of a refinement.
    private func write(in scratch: Scratch, budget: Int = 16_384) throws -> String {
      let file = scratch.path + "/tiny.toml"
      try """
      name = "tiny"
      seeds = "1-2"
      games = 4
      [[environment]]
      id = "Pong"
      bases = ["steps:8192"]
      budget = \(budget)
      set = ["environments=8", "stepsPerUpdate=64", "epochs=2", "minibatches=2", "hidden=16", "environment.points=1", \
      "environment.stepLimit=120"]
      refine = ["environments=8", "stepsPerUpdate=64", "epochs=2", "minibatches=2"]
      [[refiner]]
      method = "ppo"
      replicates = 2
      """.write(toFile: file, atomically: true, encoding: .utf8)
      return file
    }

    private func rows(_ result: Program.Result) throws -> [String] {
      let rows = try #require(try Scratch.object(result)["rows"] as? [[String: Any]])
      return try rows.map { row in
        String(decoding: try JSONSerialization.data(withJSONObject: row, options: .sortedKeys), as: UTF8.self)
      }
    }

    /// Lines of the ledger: one for each cell that ended.
    private func records(_ out: String) -> Int {
      (try? String(contentsOfFile: out + "/ledger.jsonl", encoding: .utf8))?.split(separator: "\n").count ?? 0
    }

    @Test(.enabled(if: SlurmCluster.isAvailable, Comment(rawValue: SlurmCluster.skipMessage)))
    func aJobArrayComesToTheRowsOfALocalRun() throws {
      let scratch = try Scratch()
      let cluster = try SlurmCluster(in: scratch)
      let file = try write(in: scratch)
      let local = try scratch.start(["experiment", file, "--out", scratch.path + "/local", "--json"])
        .end(timeout: .seconds(300))
      let expected = try rows(local)
      let out = scratch.path + "/out"
      let words = ["experiment", file, "--out", out, "--on", "slurm", "--slurm", "partition=main", "--jobs", "2"]
      // The first one is killed while its jobs are at work, the second one is interrupted, the third one ends.
      let killed = try scratch.start(words, environment: cluster.environment)
      try wait("no cell ends", killed) { records(out) >= 1 }
      killed.send(SIGKILL)
      _ = try killed.end()
      let stopped = try scratch.start(words, environment: cluster.environment)
      try wait("no more cells end", stopped) { records(out) >= 3 }
      stopped.send(SIGINT)
      let stop = try stopped.end(timeout: .seconds(120))
      #expect(stop.status == 130 || records(out) == 6, "\(stop.summary)")
      #expect(try cluster.command("squeue", "-h") == "", "an interrupt leaves no job")
      let whole = try scratch.start(words + ["--json"], environment: cluster.environment).end(timeout: .seconds(300))
      #expect(try rows(whole) == expected)
      #expect(records(out) == 6, "no cell was done twice")
    }

    @Test(.enabled(if: SlurmCluster.isAvailable, Comment(rawValue: SlurmCluster.skipMessage)))
    func whatSlurmRefusesIsSaid() throws {
      let scratch = try Scratch()
      let cluster = try SlurmCluster(in: scratch)
      let file = try write(in: scratch)
      let result = try scratch.start(
        ["experiment", file, "--out", scratch.path + "/out", "--on", "slurm", "--slurm", "partition=none"],
        environment: cluster.environment
      ).end(timeout: .seconds(120))
      #expect(result.status == 1 && result.errors.contains("sbatch refused the jobs"), "\(result.summary)")
      #expect(result.errors.contains("invalid partition specified: none"), "\(result.summary)")
    }

    @Test func withoutSlurmItIsSaidWhatToDo() throws {
      let scratch = try Scratch()
      let file = try write(in: scratch)
      let out = scratch.path + "/out"
      let result = try scratch.start(
        ["experiment", file, "--out", out, "--on", "slurm"], environment: ["PATH": scratch.path]
      ).end()
      #expect(result.status == 1 && result.errors.contains("sbatch is not found"), "\(result.summary)")
      for wrong in [["--on", "cluster"], ["--slurm", "mem=4G"], ["--on", "slurm", "--slurm", "array=0-3"]] {
        let refused = try scratch.start(["experiment", file, "--out", out] + wrong).end()
        #expect(refused.status == 2, "\(refused.summary)")
      }
    }

    private func wait(_ what: String, _ program: Program, until isSo: () -> Bool) throws {
      let deadline = ContinuousClock.now + .seconds(180)
      while !isSo(), try !program.hasEnded(within: .milliseconds(5)) {
        guard ContinuousClock.now < deadline else { throw Program.Failure(description: what) }
      }
    }
  }
}
