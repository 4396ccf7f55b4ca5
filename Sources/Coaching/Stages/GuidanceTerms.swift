import Algorithms
import RLCore
import SessionStore

/// By what terms a refinement is guided: with the table as it is, or with one that a control makes of it, and for what
/// price.
package struct GuidanceTerms: Equatable, Sendable {
  /// What is taken away from the table.
  package var control = Control.none
  /// Steps that naming critical states took (training a mask, for instance) are not charged: only to be shown beside a
  /// run that is charged for them.
  package var identifiesForFree = false
  /// A method is run, as plain as it then is, where nothing was accepted: what an experiment reports of a seed at which
  /// advice came to nothing.
  package var mayBeEmpty = false

  /// As they are without an experiment.
  package init() {}

  /// A table against which the table is compared; see `docs/baselines.md`.
  package enum Control: Equatable, Sendable {
    case none
    case randomStates
    case randomActions
    case shuffledRewards
    case equalRewards
    case corrupted(Double)

    /// What `init` reads.
    package static let valid = [
      "none", "random-states", "random-actions", "shuffled-rewards", "equal-rewards", "corrupted:SHARE",
    ]

    /// Reads a control's name. Throws `UnknownNameError` that lists the valid ones.
    package init(_ name: String) throws {
      switch name {
      case "none": self = .none
      case "random-states": self = .randomStates
      case "random-actions": self = .randomActions
      case "shuffled-rewards": self = .shuffledRewards
      case "equal-rewards": self = .equalRewards
      default:
        guard name.hasPrefix("corrupted:"), let share = Double(name.dropFirst("corrupted:".count)),
          (0...1).contains(share)
        else { throw UnknownNameError(kind: "control", name: name, valid: Self.valid) }
        self = .corrupted(share)
      }
    }

    /// Its name.
    package var name: String {
      switch self {
      case .none: "none"
      case .randomStates: "random-states"
      case .randomActions: "random-actions"
      case .shuffledRewards: "shuffled-rewards"
      case .equalRewards: "equal-rewards"
      case .corrupted(let share): "corrupted:\(share)"
      }
    }
  }

  /// What training is guided by in the place of `table`.
  func table(
    _ table: GuidanceTable, of store: SessionStore, entry: EnvironmentEntry, seed: UInt64
  ) throws -> GuidanceTable {
    switch control {
    case .none: return table
    case .randomStates:
      let episodes = try store.episodes(Set(store.collectedEpisodes()))
      return try table.atRandomStates(of: episodes, entry: entry, seed: seed)
    case .randomActions: return table.withRandomActions(of: entry.spec.action, seed: seed)
    case .shuffledRewards: return table.withShuffledRewards(seed: seed)
    case .equalRewards: return table.withEqualRewards()
    case .corrupted(let share): return table.corrupted(share: share, of: entry.spec.action, seed: seed)
    }
  }

  /// What a run that is guided is charged, by stage.
  func charges(of store: SessionStore) throws -> [Stage: Int] {
    var charges = try store.guidanceCharges()
    if identifiesForFree { charges[.identify] = 0 }
    return charges
  }
}
