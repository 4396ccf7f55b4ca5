import Algorithms
import Environments
import Networks
import RLCore
import Testing
import Threads

@Suite struct CheckpointTests {
  private func bytes() throws -> [UInt8] {
    let run = try contextRun(.small { $0.normalisesObservations = true }, table: [contextEntry(1, action: 1)])
    _ = try run.advance()
    return try #require(run.checkpoint())
  }

  /// Puts other metadata into a checkpoint.
  private func changed(_ change: (inout [String: String]) -> Void) throws -> [UInt8] {
    var (tensors, metadata) = try Safetensors.decode(try bytes())
    change(&metadata)
    return Safetensors.encode(tensors.values.sorted { $0.name < $1.name }, metadata: metadata)
  }

  private func error(_ work: () throws -> Void) -> String {
    do {
      try work()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func saysWhatItIs() throws {
    let policy = try PolicyCheckpoint(bytes: try bytes())
    #expect(policy.environment == "Context" && policy.name == "run" && policy.step == 128)
    #expect(policy.shape.hidden == [16] && policy.shape.policyOutputs == 4)
  }

  @Test func thePolicyActsAsItDidInTraining() throws {
    let run = try contextRun(.small { $0.normalisesObservations = true })
    for _ in 0..<3 { _ = try run.advance() }
    let network = try run.policy().makeNetwork()
    #expect(Fingerprint(network.parameters.array) == run.weights)
    #expect(network.inputOffset?.array == run.network.inputOffset?.array)
    #expect(network.inputScale?.array == run.network.inputScale?.array && network.inputScale != nil)
  }

  @Test func aPolicyAloneActsAndIsTrainedOnFrom() throws {
    let whole = try PolicyCheckpoint(bytes: try bytes())
    var (tensors, metadata) = try Safetensors.decode(try bytes())
    tensors = tensors.filter { !$0.key.hasPrefix("training.") }
    metadata = metadata.filter { !$0.key.hasPrefix("training.") }
    let alone = try PolicyCheckpoint(
      bytes: Safetensors.encode(tensors.values.sorted { $0.name < $1.name }, metadata: metadata))
    #expect(try alone.makeNetwork().parameters.array == whole.makeNetwork().parameters.array)
    let job = try CollectJob(checkpoint: alone, entry: ContextGame.entry(), count: 1, seed: 1)
    _ = try job.advance()
    #expect(job.episodes.first?.steps.count == 8)
    func start(_ policy: PolicyCheckpoint) throws -> PPO {
      try PPO(
        name: "r", entry: ContextGame.entry(), configuration: .small { $0.normalisesObservations = true },
        start: policy, seed: 1, pool: WorkerPool(threads: 1))
    }
    #expect(try start(alone).weights == start(whole).weights)
    let text = error { _ = try PPO.resume(alone, entry: ContextGame.entry(), pool: WorkerPool(threads: 1)) }
    #expect(text.contains("no training state to go on from"))
  }

  @Test func paddingStaysZeroWhateverTheWidths() throws {
    for isShared in [true, false] {
      let run = try contextRun(
        .small {
          $0.hidden = [50, 7, 20]
          $0.sharesTrunk = isShared
        })
      for _ in 0..<3 { _ = try run.advance() }
      let network = run.network
      var meaningful = Set<Int>()
      for layer in network.layers {
        for output in 0..<layer.outputs {
          meaningful.insert(layer.bias + layer.column(output))
          for row in 0..<layer.inputs { meaningful.insert(layer.weights + row * layer.stride + layer.column(output)) }
        }
      }
      #expect(meaningful.count < network.parameters.count / 2)
      for buffer in [network.parameters, network.firstMoment, network.secondMoment] {
        #expect((0..<buffer.count).allSatisfy { meaningful.contains($0) || buffer.base[$0].bitPattern == 0 })
      }
      let again = try PPO.resume(try run.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 3))
      _ = try again.advance()
      _ = try run.advance()
      #expect(again.fingerprint == run.fingerprint)
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try bytes()
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(error { _ = try PolicyCheckpoint(bytes: Array(bytes.prefix(length))) }.contains("not a readable"))
    }
  }

  @Test func aNewerFormatIsRefused() throws {
    let bytes = try changed { $0["version"] = "999" }
    #expect(error { _ = try PolicyCheckpoint(bytes: bytes) }.contains("newer sidecoach (format 999)"))
    let nameless = try changed { $0["version"] = nil }
    #expect(error { _ = try PolicyCheckpoint(bytes: nameless) }.contains("version"))
  }

  @Test func anUnreadableHeaderIsRefused() throws {
    for header in ["", "{}", "[]", "null"] {
      let bytes = try changed { $0["policy"] = header }
      #expect(error { _ = try PolicyCheckpoint(bytes: bytes) }.contains("cannot be read"))
    }
    let training = try PolicyCheckpoint(bytes: try changed { $0["training.state"] = "{}" })
    let text = error { _ = try PPO.resume(training, entry: ContextGame.entry(), pool: WorkerPool(threads: 1)) }
    #expect(text.contains("training state cannot be read"))
    #expect(error { _ = try training.makeNetwork() } == "", "the policy needs nothing of the training")
  }

  @Test(arguments: ["[]", "[-16]", "[0]", "[1600000]"]) func anImpossibleNetworkIsRefused(hidden: String) throws {
    let bytes = try changed { metadata in
      let parts = (metadata["policy"] ?? "").split(separator: "[16]", maxSplits: 1, omittingEmptySubsequences: false)
      metadata["policy"] = parts.joined(separator: hidden)
    }
    #expect(error { _ = try PolicyCheckpoint(bytes: bytes) }.contains("impossible shape"))
  }

  @Test func anotherEnvironmentIsRefused() throws {
    let policy = try PolicyCheckpoint(bytes: try bytes())
    let pool = WorkerPool(threads: 1)
    let pong = try shortPong()
    let errors = [
      error { _ = try CollectJob(checkpoint: policy, entry: pong, count: 1, seed: 1) },
      error {
        _ = try EvaluateJob(name: "e", checkpoint: policy, entry: pong, games: 1, seed: 1, samples: true, pool: pool)
      },
      error { _ = try PPO.resume(policy, entry: pong, pool: pool) },
      error {
        _ = try PPO(name: "r", entry: pong, configuration: .small(), start: policy, seed: 1, pool: pool)
      },
    ]
    for text in errors { #expect(text.contains("Context") && text.contains("Pong"), "\(text)") }
  }

  @Test func anotherActionSetIsRefused() throws {
    let pool = WorkerPool(threads: 1)
    let run = try PPO(name: "r", entry: try shortPong(), configuration: .smallPong(), seed: 1, pool: pool)
    let six = try EnvironmentCatalog.entry("Pong", settings: ["actions": "atari6"])
    let policy = try run.policy()
    #expect(error { _ = try CollectJob(checkpoint: policy, entry: six, count: 1, seed: 1) }.contains("does not fit"))
    #expect(error { _ = try PPO.resume(policy, entry: six, pool: pool) }.contains("does not fit"))
  }

  @Test func anotherNetworkIsRefusedAsAStart() throws {
    let policy = try PolicyCheckpoint(bytes: try bytes())
    for change in [{ $0.hidden = [32] }, { $0.sharesTrunk = false }] as [(inout PPOConfiguration) -> Void] {
      let settings = PPOConfiguration.small {
        $0.normalisesObservations = true
        change(&$0)
      }
      let text = error {
        _ = try PPO(
          name: "r", entry: ContextGame.entry(), configuration: settings, start: policy, seed: 1,
          pool: WorkerPool(threads: 1))
      }
      #expect(text.contains("does not fit"))
    }
  }

  @Test func aStartGivesItsWeightsAndItsNormaliser() throws {
    let policy = try PolicyCheckpoint(bytes: try bytes())
    let run = try PPO(
      name: "refine", entry: ContextGame.entry(), configuration: .small { $0.normalisesObservations = true },
      start: policy, seed: 77, pool: WorkerPool(threads: 1))
    let network = try policy.makeNetwork()
    #expect(run.weights == Fingerprint(network.parameters.array) && run.step == 0)
    #expect(run.network.inputScale?.array == network.inputScale?.array)
    #expect(run.network.firstMoment.array.allSatisfy { $0 == 0 }, "the optimiser starts afresh")
    // Without the normaliser the policy would see something else, and its checkpoint would not say so.
    let text = error {
      _ = try PPO(
        name: "refine", entry: ContextGame.entry(), configuration: .small(), start: policy, seed: 77,
        pool: WorkerPool(threads: 1))
    }
    #expect(text.contains("normaliseObservations"))
  }

  @Test func damageIsAnErrorAndNeverACrash() throws {
    let whole = try bytes()
    let length = (0..<8).reduce(0) { $0 | Int(whole[$1]) << ($1 * 8) }
    var generator = SeededGenerator(seed: 31)
    var refused = 0
    for _ in 0..<400 {
      var damaged = whole
      damaged[8 + generator.below(length)] = UInt8(32 + generator.below(95))
      let text = error {
        let policy = try PolicyCheckpoint(bytes: damaged)
        _ = try PPO.resume(policy, entry: ContextGame.entry(), pool: WorkerPool(threads: 1))
      }
      if !text.isEmpty { refused += 1 }
    }
    #expect(refused > 100)
  }
}
