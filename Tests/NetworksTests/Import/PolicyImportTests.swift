import Networks
import Numerics
import RLCore
import Testing

/// How policies of other programs are fitted to environments, and the files that hold one by names.
@Suite struct PolicyImportTests {
  private func reason(_ body: () throws -> some Any) throws -> String {
    "\(try #require(throws: PolicyImportError.self) { _ = try body() })"
  }

  private func read(_ policy: HandMadePolicy) throws -> ForeignPolicy {
    try StableBaselinesFile.read(policy.bytes, as: "model.zip")
  }

  @Test(arguments: [
    (EnvironmentSpec.boxes(4), "the policy sees 3 numbers and Somewhere-v0 shows 4"),
    (.boxes(2), "the policy sees 3 numbers and Somewhere-v0 shows 2"),
    (.boxes(3, low: [-1, -1], high: [1, 1]), "the policy acts by 1 numbers and Somewhere-v0 takes 2"),
    (.boxes(3, low: [-1], high: [1]), "is cut to -2.0…2.0 and that of Somewhere-v0 to -1.0…1.0"),
    (.choices(3, 2), "the policy acts by 1 numbers and Somewhere-v0 has 2 named actions"),
    (
      EnvironmentSpec(
        id: "Somewhere-v0", observation: .sparse(dimension: 3, capacity: 3), action: .box(low: [-2], high: [2]),
        stepLimit: 9), "shows sparse frames"
    ),
  ]) func bothShapesAreSaidWhereTheyDoNotFit(spec: EnvironmentSpec, words: String) throws {
    let policy = try read(HandMadePolicy())
    let text = try reason { try PolicyImport(policy, to: spec) }
    #expect(text.contains(words), "\(text)")
  }

  @Test func towersOfOtherDepthsAreRefused() throws {
    let policy = try read(HandMadePolicy(actor: [4, 4], critic: [4]))
    #expect(try reason { try PolicyImport(policy, to: .boxes(3)) }.contains("2 hidden layers and its value 1"))
  }

  @Test func normalisersAreTaken() throws {
    let bytes = PickleText.normaliser(mean: [0.5, -1, 2], variance: [4, 0.25, 0], epsilon: 1e-4)
    var policy = try read(HandMadePolicy())
    let plain = try PlayedPolicy(PolicyImport(policy, to: .boxes(3)))
    policy.normaliser = try VecNormalizeFile.read(bytes, as: "x.pkl")
    let imported = try PolicyImport(policy, to: .boxes(3))
    #expect(imported.normaliser?.count == 400 && imported.normalisesRewards == true)
    #expect(imported.rewardStatistics?.variance == [25])
    let played = try PlayedPolicy(imported)
    for inputs in [[0.5, -1, 2], [3.25, -0.5, 2.01], [100, -100, 2]] as [[Double]] {
      let seen = zip(inputs, zip([0.5, -1, 2], [4, 0.25, 0])).map { input, statistics in
        min(max((input - statistics.0) / (statistics.1 + 1e-4).squareRoot(), -10), 10)
      }
      let (found, wanted) = (played.answer(inputs), plain.answer(seen))
      #expect(found.outputs[0].isApproximatelyEqual(to: wanted.outputs[0], absoluteTolerance: 1e-5))
      #expect(found.value.isApproximatelyEqual(to: wanted.value, absoluteTolerance: 1e-5))
    }
  }

  @Test func normalisersThatCannotBeHadAreRefused() throws {
    var policy = try read(HandMadePolicy())
    #expect(
      try VecNormalizeFile.read(PickleText.normaliser(mean: [0], variance: [1], isNormalised: false), as: "x") == nil)
    policy.normaliser = try VecNormalizeFile.read(
      PickleText.normaliser(mean: [0, 0, 0], variance: [1, 1, 1], clip: 5), as: "x.pkl")
    #expect(try reason { try PolicyImport(policy, to: .boxes(3)) }.contains("at 5.0; networks here clip at 10"))
    policy.normaliser = try VecNormalizeFile.read(PickleText.normaliser(mean: [0, 0], variance: [1, 1]), as: "x.pkl")
    #expect(try reason { try PolicyImport(policy, to: .boxes(3)) }.contains("of 2 numbers and the policy takes 3"))
    let negative = PickleText.normaliser(mean: [0], variance: [-1])
    #expect(try reason { try VecNormalizeFile.read(negative, as: "x.pkl") }.contains("negative or not finite"))
    let other = PickleText.file(PickleText.dictionary([]))
    #expect(try reason { try VecNormalizeFile.read(other, as: "x.pkl") }.contains("no VecNormalize"))
  }

  @Test func aTimeFeatureIsFoldedIn() throws {
    var made = HandMadePolicy()
    let whole = try PlayedPolicy(PolicyImport(read(made), to: .boxes(3)))
    made.observation = PickleText.box([-1, -8, 0], [1, 8, 1])
    var policy = try read(made)
    for time in [1, 0.25] {
      let imported = try PolicyImport(policy, to: .boxes(2), timeFeature: time)
      #expect(imported.notes.count == 1)
      let (found, wanted) = (try PlayedPolicy(imported).answer([0.3, -0.7]), whole.answer([0.3, -0.7, time]))
      #expect(found.outputs[0].isApproximatelyEqual(to: wanted.outputs[0], absoluteTolerance: 1e-5))
    }
    policy.normaliser = try VecNormalizeFile.read(
      PickleText.normaliser(mean: [0, 0, 0.5], variance: [1, 1, 0.25]), as: "x.pkl")
    let imported = try PolicyImport(policy, to: .boxes(2))
    #expect(imported.normaliser?.mean == [0, 0])
    let (found, wanted) = (try PlayedPolicy(imported).answer([0.3, -0.7]), whole.answer([0.3, -0.7, 1]))
    #expect(found.outputs[0].isApproximatelyEqual(to: wanted.outputs[0], absoluteTolerance: 1e-5))
  }

  @Test func policiesOfCleanRLAreTaken() throws {
    let continuous =
      HandMadePolicy.chain("actor_mean", [3, 4, 4, 1], seed: 1) + HandMadePolicy.chain("critic", [3, 4, 4, 1], seed: 2)
      + [("actor_logstd", [1, 1], [-0.25])]
    let policy = try CleanRLFile.read(HandMade.torch(continuous), as: "x.cleanrl_model")
    #expect(policy.needsNormaliser)
    let imported = try PolicyImport(policy, to: .boxes(3))
    #expect(imported.shape.hidden == [4, 4] && imported.normalisesRewards == nil)
    #expect(try PlayedPolicy(imported).deviations == [-0.25])
    let discrete =
      HandMadePolicy.chain("actor", [3, 4, 2], seed: 1) + HandMadePolicy.chain("critic", [3, 4, 1], seed: 2)
    let choosing = try CleanRLFile.read(HandMade.torch(discrete), as: "x.cleanrl_model")
    #expect(!choosing.needsNormaliser)
    #expect(try PolicyImport(choosing, to: .choices(3, 2)).shape.policyOutputs == 2)
    #expect(
      try reason { try PolicyImport(choosing, to: .choices(3, 4)) }.contains(
        "chooses among 2 actions and Somewhere-v0 has 4"))
    let frames = discrete + HandMadePolicy.chain("network", [3, 4], seed: 3)
    #expect(try reason { try CleanRLFile.read(HandMade.torch(frames), as: "x") }.contains("a tensor 'network.0.bias'"))
    let other = HandMadePolicy.chain("q_network", [3, 4], seed: 3)
    #expect(try reason { try CleanRLFile.read(HandMade.torch(other), as: "x") }.contains("it has q_network.0.bias"))
  }

  @Test func namedTensorsAreTaken() throws {
    func tensors(_ parts: HandMadePolicy.Tensors) -> [Tensor] {
      parts.map { Tensor(name: $0.name, shape: $0.shape, elements: .floats($0.values)) }
    }
    let named =
      tensors(HandMadePolicy.layer("actor.0", 3, 4, seed: 1) + HandMadePolicy.layer("actor.1", 4, 1, seed: 2))
      + tensors(HandMadePolicy.layer("critic.0", 3, 4, seed: 3) + HandMadePolicy.layer("critic.1", 4, 1, seed: 4))
      + [Tensor(name: "actor.log_std", shape: [1], elements: .floats([-1]))]
    let bytes = Safetensors.encode(named, metadata: ["activation": "relu"])
    let imported = try PolicyImport(NamedSafetensorsFile.read(bytes, as: "x.safetensors"), to: .boxes(3))
    #expect(imported.shape.activation == .relu && imported.shape.hidden == [4])
    // Its own file is one too.
    let played = try PlayedPolicy(imported)
    let header = played.file.header
    let again = try NamedSafetensorsFile.read(
      Safetensors.encode(imported.tensors, metadata: PolicyFile.metadata(header)), as: "x.safetensors")
    let second = try PlayedPolicy(PolicyImport(again, to: .boxes(3)))
    #expect(second.answer([0.1, 0.2, 0.3]).outputs == played.answer([0.1, 0.2, 0.3]).outputs)
    let silent = Safetensors.encode(named, metadata: [:])
    #expect(try reason { try NamedSafetensorsFile.read(silent, as: "x") }.contains("'activation' = 'tanh' or 'relu'"))
    let half = Safetensors.encode(Array(named.prefix(4)), metadata: ["activation": "tanh"])
    #expect(try reason { try NamedSafetensorsFile.read(half, as: "x") }.contains("no layers 'actor.N' and 'critic.N'"))
  }
}
