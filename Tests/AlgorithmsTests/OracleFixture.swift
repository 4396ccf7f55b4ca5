import Networks
import RLCore
import Threads

@testable import Algorithms

/// Teachers of the context game, and what they know.
enum OracleFixture {
  /// A policy that has learnt for a while.
  static func trained(
    seed: UInt64 = 9, _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PolicyCheckpoint {
    let run = try contextRun(
      .small {
        $0.learningRate = 0.02
        configure(&$0)
      }, seed: seed)
    while !run.isFinished { _ = try run.advance() }
    return try run.policy()
  }

  /// That policy as a teacher, and episodes of another one.
  static func material(_ teacher: PolicyCheckpoint? = nil, episodes: Int = 4) throws -> OracleMaterial {
    let entry = ContextGame.entry()
    return OracleMaterial(
      teacher: try OracleTeacher(teacher ?? trained(), digest: "ab12", for: entry),
      episodes: try recorded(by: contextRun(.small(), seed: 5).policy(), entry, episodes))
  }

  /// Episodes of a policy.
  static func recorded(by policy: PolicyCheckpoint, _ entry: EnvironmentEntry, _ count: Int) throws -> [Episode] {
    let job = try CollectJob(checkpoint: policy, entry: entry, count: count, seed: 4)
    while !job.isFinished { _ = try job.advance() }
    return job.episodes
  }

  /// A run of a method that asks.
  static func run(
    _ name: String, _ material: OracleMaterial, entry: EnvironmentEntry = ContextGame.entry(),
    start: PolicyCheckpoint? = nil, threads: Int = 1, _ configuration: PPOConfiguration
  ) throws -> PPO {
    let method = try MethodCatalog.methods.entry(name)
    var configuration = configuration
    method.configure(&configuration)
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(GuidanceTable(), entry: entry, configuration: configuration, oracle: material), start: start,
      seed: 3, pool: WorkerPool(threads: threads))
  }

  /// The logits and the value of a network in each context.
  static func answers(_ network: PolicyNetwork) -> [(logits: [Float], value: Float)] {
    let rows = RowBuffer(count: 4, rowBytes: ContextGame().spec.observation.rowBytes)
    for context in 0..<4 { rows.row(context).assumingMemoryBound(to: Float.self)[context] = 1 }
    let workspace = Workspace(network: network, capacity: 4)
    network.forward(RowBatch(base: rows.base, rowBytes: rows.rowBytes, indices: nil, count: 4), workspace)
    let stride = workspace.policyStride(network)
    return (0..<4).map { row in
      ((0..<4).map { workspace.policy[row * stride + $0] }, workspace.value(row, network))
    }
  }

  /// The most probable action of a policy in each context.
  static func actions(_ policy: PolicyCheckpoint) throws -> [Int] {
    answers(try policy.makeNetwork()).map { answer in
      (0..<4).max { answer.logits[$0] < answer.logits[$1] } ?? -1
    }
  }

  /// What a policy expects in each context, in its own units.
  static func values(_ policy: PolicyCheckpoint) throws -> [Double] {
    answers(try policy.makeNetwork()).map { Double($0.value) }
  }
}
