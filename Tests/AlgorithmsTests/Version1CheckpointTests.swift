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
/// on their way, and the digests at their ends are those of the runs that went on without a change of program.
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
      finalDigest: "2cbf8afefbd402c99e87554364f7dbd44547503f51ec346fc9a59f2258c3fade"),
    Case(
      file: "pendulum-ultra-ra-34816", environment: "Pendulum-v1",
      digest: "aa9e227963a26d1e6d93eb419d7f7e452fa6c0b699acd7ae9bfe446b9ac83ae1",
      finalDigest: "29c27f3af32610f538fc29936e3681f2456227f5f5ef62f48fe1cfe5d669aead"),
    Case(
      file: "pong-base-13312", environment: "Pong",
      digest: "30a0fa666c01c32467cc330c981244692a6c03e9b158d110aff1c43580c30be7",
      finalDigest: "cf1482a7a53d639dab809f01106dfef8fd7c9000c088c7a44cb7d0dfae64d0b5"),
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
    #expect(try run.policy().canonicalDigest() == item.finalDigest)
  }

  @Test(arguments: cases) func plays(item: Case) throws {
    let job = try EvaluateJob(
      name: "e", checkpoint: try checkpoint(item), entry: try EnvironmentCatalog.entry(item.environment), games: 1,
      seed: 1, samples: false, pool: WorkerPool(threads: 1))
    while !job.isFinished { _ = try job.advance() }
    #expect(job.step == 1)
  }
}
