import Algorithms
import Coaching
import Foundation
import Networks
import RLCore
import SessionStore
import Testing

/// Policies of other programs as the base of a session: every stage goes on from them.
@Suite struct PolicyImportStageTests {
  /// A file of its own, removed with its last reference.
  private final class Scratch {
    let path = NSTemporaryDirectory() + "sidecoach-import-" + UUID().uuidString

    init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// A policy for Pendulum under documented names, with a normaliser.
  private func pendulum(inputs: Int = 3) -> [UInt8] {
    func layer(_ name: String, _ inputs: Int, _ outputs: Int) -> [Tensor] {
      let weights = (0..<(inputs * outputs)).map { Float($0 * 7 % 11) / 11 - 0.5 }
      return [
        Tensor(name: name + ".weight", shape: [outputs, inputs], elements: .floats(weights)),
        Tensor(name: name + ".bias", shape: [outputs], elements: .floats([Float](repeating: 0.1, count: outputs))),
      ]
    }
    let statistics = [("mean", [Double](repeating: 0.5, count: inputs)), ("variance", [1, 2, 3]), ("count", [9])]
    let tensors =
      layer("actor.0", inputs, 8) + layer("actor.1", 8, 1) + layer("critic.0", inputs, 8) + layer("critic.1", 8, 1)
      + [Tensor(name: "actor.log_std", shape: [1], elements: .floats([-0.75]))]
      + statistics.map { Tensor(name: "observation." + $0, shape: [$1.count], elements: .doubles($1)) }
    return Safetensors.encode(tensors, metadata: ["activation": "tanh"])
  }

  private func order(_ path: String, environment: String = "Pendulum-v1") -> ImportOrder {
    var order = ImportOrder(format: .safetensors, path: path, normalizer: nil, environment: environment)
    order.changes = ["environments=4", "stepsPerUpdate=32", "minibatches=2", "epochs=1"]
    return order
  }

  @Test func everyStageGoesOnFromAnImportedPolicy() throws {
    let file = try Scratch(pendulum())
    let (policy, prepared) = try order(file.path).prepared()
    #expect(prepared.training.hidden == [8] && prepared.refinement.activation == .tanh)
    #expect(prepared.training.normalisesObservations && !prepared.training.sharesTrunk)
    var settings = prepared
    settings.refinement.environments = 4
    settings.refinement.stepsPerUpdate = 32
    settings.refinement.minibatches = 2
    settings.refinement.totalSteps = 128
    let desk = try Desk(settings)
    let run = try desk.coach.adopt(policy, from: file.path)
    #expect(run.state == .finished && run.step == 0 && run.checkpoint != nil)
    let base = try desk.store.policy(of: .base)
    #expect(base.policy.normaliser?.mean == [0.5, 0.5, 0.5] && base.environment == "Pendulum-v1")
    let spread = try #require(base.policy.tensors["actor.log_std"])
    #expect(spread.elements == .floats([-0.75]))
    #expect(try desk.store.notes()["base"]?.contains("a policy of another program") == true)
    try desk.coach.collect(1)
    #expect(try desk.coach.evaluate(.base, games: 2, samples: false).returns.count == 2)
    let refined = try desk.coach.refine(try MethodCatalog.methods.entry("ppo"))
    #expect(refined.state == .finished && refined.step == 128)
    // Training goes on from it as from any base.
    #expect(try desk.coach.train(steps: 128).step == 128)
    #expect(throws: CoachError.self) { try desk.coach.adopt(policy, from: file.path) }
    let object = try JSONSerialization.jsonObject(
      with: JSONEncoder().encode(ImportReport(session: "one", run: run, policy: policy)))
    let documented = Set(ImportReport.keys.split { !$0.isLetter }.map(String.init))
    #expect(Set((object as? [String: Any] ?? [:]).keys) == documented)
  }

  @Test func whatDoesNotFitLeavesNothingBehind() throws {
    let file = try Scratch(pendulum())
    for (environment, words) in [
      ("Hopper-v5", "the policy acts by 1 numbers and Hopper-v5 takes 3"), ("Pong", "sparse"),
    ] {
      var order = order(file.path, environment: environment)
      order.changes = []
      let error = try #require(throws: PolicyImportError.self) { try order.prepared() }
      #expect("\(error)".contains(words), "\(error)")
    }
    #expect(throws: PlainFileError.self) { try order(file.path + "-not").prepared() }
    let unknown = try #require(throws: BridgeNeededError.self) {
      try order(file.path, environment: "Pendulum-v9").prepared()
    }
    #expect("\(unknown)".contains("did you mean 'Pendulum-v1'?"), "\(unknown)")
    let other = try Scratch(Array("no policy at all".utf8))
    for format in ImportOrder.Format.allCases {
      var order = order(other.path)
      order.format = format
      #expect(throws: (any Error).self) { try order.prepared() }
    }
  }

  /// `$SIDECOACH_DATA`, else `../shared/data` from the package's root.
  private static let shared: String = {
    if let path = ProcessInfo.processInfo.environment["SIDECOACH_DATA"], !path.isEmpty { return path + "/sb3" }
    return URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data/sb3").standardizedFileURL.path
  }()

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shared + "/Pendulum-v1.zip"),
      "no policy of others; put Pendulum-v1.zip into sb3 of the folder that SIDECOACH_DATA names"))
  func aPolicyOfOthersScoresHereWhatItScoredThere() throws {
    let path = Self.shared + "/Pendulum-v1.zip"
    let order = ImportOrder(format: .sb3, path: path, normalizer: nil, environment: "Pendulum-v1")
    let (policy, settings) = try order.prepared()
    let desk = try Desk(settings)
    let run = try desk.coach.adopt(policy, from: path)
    #expect(run.step == policy.origin.steps && run.step > 0)
    #expect(try desk.store.stepsSpent()[.train] == run.step)
    let played = try desk.coach.evaluate(.base, games: 40, samples: false)
    // A policy that swings up scores -100 to -250, one that does not below -1000.
    #expect(played.mean > -300, "\(played.mean)")
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shared + "/Hopper-v3.zip"),
      "no policy of others; put Hopper-v3.zip into sb3 of the folder that SIDECOACH_DATA names"))
  func statisticsThatAreMissingAreAskedFor() throws {
    var order = ImportOrder(
      format: .sb3, path: Self.shared + "/Hopper-v3.zip", normalizer: nil, environment: "Hopper-v5")
    let error = try #require(throws: PolicyImportError.self) { try order.prepared() }
    #expect("\(error)".contains("--normalizer FILE"), "\(error)")
    order.normalizer = Self.shared + "/Hopper-v3.vecnormalize.pkl"
    let (policy, settings) = try order.prepared()
    #expect(policy.shape.hidden == [256, 256] && policy.shape.activation == .relu)
    #expect(settings.training.normalisesRewards && settings.training.discount == 0.999)
    order.normalizer = "none"
    #expect(try order.prepared().policy.normaliser == nil)
  }
}
