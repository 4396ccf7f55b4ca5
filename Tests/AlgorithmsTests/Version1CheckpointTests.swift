import Algorithms
import Environments
import Foundation
import Networks
import RLCore
import Testing
import Threads

/// Checkpoints that version 1 of the format wrote, with what the program of that time made of them.
///
/// Settings: Pendulum-v1 with four environments of 256 steps, 16,16 hidden; Pong with eight of 128. The runs were stopped
/// on their way. The digests at their ends are of the first version that sums a minibatch's gradients by blocks of weights:
/// what they would have been without a change of program, but for roundings.
@Suite struct Version1CheckpointTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var file: String
    var environment: String
    var digest: String
    var finalDigest: String
    var testDescription: String { file }
  }

  static let cases = [
    Case(
      file: "pendulum-base-70656", environment: "Pendulum-v1",
      digest: "3e5d8ba64276abdbc90665d212530996131ce5f7d165e5679c12c7edf9ae0508",
      finalDigest: "7d7173d758abb1138ce3b6ada76c90984deabdb15c41a14447f9397d71a856b5"),
    Case(
      file: "pendulum-ultra-ra-34816", environment: "Pendulum-v1",
      digest: "aa9e227963a26d1e6d93eb419d7f7e452fa6c0b699acd7ae9bfe446b9ac83ae1",
      finalDigest: "6d660b686ae48109a773d3899b7575b59e2ed5b4abeb47b6707512e2ea917bdd"),
    Case(
      file: "pong-base-13312", environment: "Pong",
      digest: "30a0fa666c01c32467cc330c981244692a6c03e9b158d110aff1c43580c30be7",
      finalDigest: "37982dae29b30ace66085060e91308eaa18c5ebbcd9778788f460d1e8f6682bd"),
  ]

  private func checkpoint(_ item: Case) throws -> PolicyCheckpoint {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appendingPathComponent("Fixtures/checkpoints/v1/\(item.file).safetensors")
    return try PolicyCheckpoint(bytes: [UInt8](Data(contentsOf: file)))
  }

  @Test(arguments: cases) func meansWhatItMeant(item: Case) throws {
    let checkpoint = try checkpoint(item)
    #expect(try checkpoint.canonicalDigest() == item.digest)
    #expect(checkpoint.environment == item.environment && checkpoint.shape.hidden == [16, 16])
    #expect(item.file.hasSuffix("\(checkpoint.name)-\(checkpoint.step)"))
  }

  @Test(arguments: cases) func goesOnBitForBit(item: Case) throws {
    let run = try PPO.resume(
      try checkpoint(item), entry: try EnvironmentCatalog.entry(item.environment), pool: WorkerPool(threads: 2))
    #expect(try run.policy().canonicalDigest() == item.digest, "the form it is written in now means the same")
    #expect((run.guide?.name ?? "ppo") == (item.file.contains("ultra") ? "ultra-ra" : "ppo"))
    while !run.isFinished { _ = try run.advance() }
    let digest = try run.policy().canonicalDigest()
    #expect(digest == item.finalDigest)
  }

  @Test(arguments: cases) func plays(item: Case) throws {
    let job = try EvaluateJob(
      name: "e", checkpoint: try checkpoint(item), entry: try EnvironmentCatalog.entry(item.environment), games: 1,
      seed: 1, samples: false, pool: WorkerPool(threads: 1))
    while !job.isFinished { _ = try job.advance() }
    #expect(job.step == 1)
  }
}
