import Networks
import Numerics
import RLCore
import Testing

/// Policies of other people: each is read, and answers what it answered where it was trained.
@Suite(
  .enabled(
    if: !SharedPolicies.names.isEmpty,
    "no policies of others; put them into sb3 of the folder that SIDECOACH_DATA names, or ../shared/data/sb3"))
struct SharedPolicyTests {
  private func policy(_ name: String) throws -> ForeignPolicy {
    var policy = try StableBaselinesFile.read(SharedPolicies.bytes(name + ".zip"), as: name)
    let statistics = name + ".vecnormalize.pkl"
    // It says of itself whether it saw normalised observations.
    #expect(policy.needsNormaliser == SharedPolicies.has(statistics))
    if SharedPolicies.has(statistics) {
      policy.normaliser = try VecNormalizeFile.read(SharedPolicies.bytes(statistics), as: statistics)
    }
    return policy
  }

  @Test(arguments: SharedPolicies.names) func answersAreThoseOfTheReference(name: String) throws {
    let policy = try policy(name)
    let reference = try #require(try SharedPolicies.references()[name])
    for (id, evaluation) in reference.evaluations {
      let first = try #require(evaluation.samples.first)
      let action: ActionSpace =
        switch policy.action {
        case .discrete?: .discrete(names: first.output.indices.map { "a\($0)" })
        case let box?: box
        case nil: .box(low: [], high: [])
        }
      let spec = EnvironmentSpec(
        id: id, observation: .dense(dimension: first.observation.count), action: action, stepLimit: 1_000)
      var played = try PlayedPolicy(PolicyImport(policy, to: spec))
      for (step, sample) in evaluation.samples.enumerated() {
        if evaluation.timeFeature {
          // The references were played with the wrapper: of a thousand steps so many are left.
          played = try PlayedPolicy(PolicyImport(policy, to: spec, timeFeature: 1 - Double(step) / 1_000))
        }
        let answer = played.answer(sample.observation)
        #expect(answer.outputs.count == sample.output.count)
        for (found, wanted) in zip(answer.outputs, sample.output) {
          #expect(found.isApproximatelyEqual(to: wanted, absoluteTolerance: 1e-5), "\(id) at step \(step)")
        }
        #expect(
          answer.value.isApproximatelyEqual(to: sample.value, absoluteTolerance: 1e-5, relativeTolerance: 1e-5),
          "\(id) at step \(step)")
      }
    }
  }

  @Test(arguments: SharedPolicies.names) func whatDoesNotFitIsRefusedWithBothShapes(name: String) throws {
    let policy = try policy(name)
    let text = "\(try #require(throws: PolicyImportError.self) { try PolicyImport(policy, to: .boxes(999)) })"
    #expect(text.contains("Somewhere-v0"), "\(text)")
  }

  /// Whatever is changed in a real file is read or refused, and never ends the program.
  @Test(arguments: SharedPolicies.names.prefix(2)) func damageIsRefused(name: String) throws {
    let bytes = try SharedPolicies.bytes(name + ".zip")
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      var broken = bytes
      for _ in 0..<3 { broken[generator.below(broken.count)] ^= UInt8(1 << generator.below(8)) }
      _ = try? StableBaselinesFile.read(broken, as: name)
      _ = try? StableBaselinesFile.read(Array(bytes[..<generator.below(bytes.count)]), as: name)
    }
  }
}
