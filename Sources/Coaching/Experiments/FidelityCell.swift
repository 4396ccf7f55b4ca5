import Algorithms
import Experiments
import Foundation
import RLCore
import SessionStore

/// A cell of a fidelity experiment: one identifier, measured on one base policy.
struct FidelityCell: Sendable {
  /// The base policy, a cell of its own that all identifiers share.
  let base: CoachingCell
  let identifier: String
  let episodes: Int
  /// Settings of the measurement and of masks.
  let set: [String]
  /// Environment steps that it takes at most, those of a mask included.
  let steps: Int

  /// What is measured in the session of `settings`.
  func order(_ settings: SessionSettings) throws -> FidelityOrder {
    var order = FidelityOrder(settings)
    order.identifiers = [identifier]
    try order.apply(set + ["episodes=\(episodes)"])
    return order
  }

  /// All that determines its outcome.
  private var identity: String {
    "fidelity|\(base.environment.identity(base.base))|\(base.seed)|\(identifier)|\(episodes)|"
      + set.joined(separator: ",")
  }

  /// Its key: words for people, and a digest of all that determines its outcome.
  var key: String {
    let words = [base.environment.id, base.base.name, "fidelity", identifier].joined(separator: ".")
    let digest = sha256Hex(Array(identity.utf8)).prefix(8)
    return PlannedCell.safe(String(words.prefix(120))) + ".s\(base.seed).\(digest)"
  }

  /// What it is, for people.
  var label: String { "fidelity of \(identifier) on \(base.environment.id) \(base.base.name), seed \(base.seed)" }

  /// For a runner.
  var planned: PlannedCell { PlannedCell(key: key, label: label, steps: steps, needs: [base.key]) }

  /// Measures on a copy of the base's session; what is cut is measured again from the beginning.
  func outcome(in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome {
    let begun = Date()
    let path = folder.session("cells", key)
    try folder.copy(base.session(in: folder), to: path)
    var opening = HeadlessRun.Opening()
    opening.title = "experiment \(label)"
    return try base.work(path, threads, opening) { coach in
      let order = try order(coach.settings)
      guard let measurement = try coach.measureFidelity(order).first else {
        throw CoachError.unusable("\(identifier) was not measured; 'sidecoach fidelity' says who can be")
      }
      return ExperimentOutcome(
        fidelity: FidelityOutcome(
          seed: base.seed, environment: base.environment.id, base: base.base.name,
          floor: order.configuration.floor, measurement: measurement, seconds: Date().timeIntervalSince(begun)))
    }
  }

  /// Lets go of the checkpoint that the base has.
  func thin(in folder: ExperimentFolder) throws {
    let store = try SessionStore.open(path: folder.session("cells", key))
    defer { store.close() }
    try store.removeCheckpoints(except: [])
  }
}

/// What came of measuring one identifier on one base policy.
package struct FidelityOutcome: Codable, Equatable, Sendable {
  /// The seed of policy and measurement.
  package var seed: UInt64
  /// The environment's id.
  package var environment: String
  /// The base: `steps:N`, `preset` or `session:PATH`.
  package var base: String
  /// The share of the range that the least change counts as.
  package var floor: Double
  /// What was measured. Its range is what this identifier has seen; a report takes the largest on the same policy.
  package var measurement: FidelityMeasurement
  /// Seconds that it took.
  package var seconds: Double
}
