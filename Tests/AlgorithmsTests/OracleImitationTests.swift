import Glibc
import Networks
import RLCore
import Testing
import Threads

@testable import Algorithms

/// A teacher's answers about recorded states are learnt before a run begins.
@Suite struct OracleImitationTests {
  private func losses(_ run: PPO) throws -> [Double] {
    try #require(run.guide as? OracleImitation).state.losses
  }

  @Test func theTeachersActionsBecomeLikelier() throws {
    let teacher = try OracleFixture.trained()
    let right = try OracleFixture.actions(teacher)
    let material = try OracleFixture.material(teacher)
    let start = try contextRun(.small(), seed: 5).policy()
    let settings = PPOConfiguration.small {
      $0.learningRate = 0.01
      $0.oracle.epochs = 5
    }
    let run = try OracleFixture.run("oracle-imitation", material, start: start, settings)
    let found = try losses(run)
    #expect(found.count == 6 && found[5] < found[0] - 0.01, "\(found)")
    #expect(run.weights != Fingerprint(try start.makeNetwork().parameters.array))

    // −log π(a_T|s) of the run's own network, by hand.
    let answers = OracleFixture.answers(run.network)
    var (sum, count) = (0.0, 0.0)
    for episode in material.episodes {
      for step in episode.steps.indices {
        var reader = ByteReader(episode.state(before: step))
        let context = Int(reader.read(Int32.self))
        let logits = answers[context].logits.map(Double.init)
        sum += log(logits.reduce(0) { $0 + exp($1) }) - logits[right[context]]
        count += 1
      }
    }
    #expect(count == 32 && abs(sum / count - found[5]) < 1e-5)
    #expect(run.network.firstMoment.array.allSatisfy { $0 == 0 }, "the run's optimiser is as fresh as without")
    #expect(try run.advance()[.imitationLoss] == found[5])
    #expect(try run.advance()[.imitationLoss] == nil, "then it is plain PPO")
  }

  @Test func withoutAPassNothingIsTouched() throws {
    let start = try contextRun(.small(), seed: 5).policy()
    let settings = PPOConfiguration.small { $0.oracle.epochs = 0 }
    let run = try OracleFixture.run("oracle-imitation", try OracleFixture.material(), start: start, settings)
    let plain = try OracleFixture.run("ppo", .none, start: start, settings)
    #expect(try losses(run).isEmpty && run.weights == plain.weights)
    #expect(run.weights == Fingerprint(try start.makeNetwork().parameters.array))
    for _ in 0..<3 {
      _ = try run.advance()
      _ = try plain.advance()
    }
    #expect(run.weights == plain.weights)
  }

  @Test func ofAGaussianPolicyTheMeanMovesAlone() throws {
    let entry = ReachGame.entry()
    let settings = PPOConfiguration.small {
      $0.hidden = [16, 16]
      $0.sharesTrunk = false
      $0.initialLogDeviation = -0.5
      $0.learningRate = 0.01
    }
    func fresh() throws -> PPO {
      try PPO(name: "base", entry: entry, configuration: settings, seed: 1, pool: .init(threads: 1))
    }
    let start = try fresh().policy()
    // Its means lie far from those of a policy that has learnt nothing.
    let other = try fresh()
    let head = try #require(other.network.towers[0].last)
    other.network.parameters.base[head.bias] = 0.7
    other.network.parameters.base[head.bias + 1] = -0.7
    let material = OracleMaterial(
      teacher: try OracleTeacher(other.policy(), digest: "", for: entry),
      episodes: try OracleFixture.recorded(by: start, entry, 3))
    let run = try OracleFixture.run("oracle-imitation", material, entry: entry, start: start, settings)
    let found = try losses(run)
    #expect(found.count == 6 && found[5] < found[0])
    let (now, before) = (run.network, try start.makeNetwork())
    let layer = try #require(now.logDeviation)
    for component in 0..<2 {
      #expect(now.parameters.base[layer.bias + component] == before.parameters.base[layer.bias + component])
    }
    let row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    let numbers = row.base.assumingMemoryBound(to: Float.self)
    (numbers[0], numbers[1]) = (0.3, -0.6)
    let batch = RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1)
    let workspaces = [now, before].map { network in
      let workspace = Workspace(network: network, capacity: 1)
      network.forward(batch, workspace)
      return workspace
    }
    #expect(workspaces[0].value(0, now) == workspaces[1].value(0, before), "V has a tower of its own")
    #expect(workspaces[0].policy[0] != workspaces[1].policy[0])
  }
}
