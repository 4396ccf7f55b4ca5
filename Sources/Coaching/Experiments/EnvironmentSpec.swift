import Algorithms
import Experiments
import RLCore
import SessionStore

/// An environment with the bases to start from, and what may be spent: an `[[environment]]` of an experiment's file.
struct EnvironmentSpec: Sendable {
  /// The keys that it has.
  static let keys = ["id", "bases", "budget", "set", "refine"]

  let id: String
  let bases: [Base]
  /// Environment steps of every refinement, guidance inside.
  let budget: Int
  /// Settings of the base training, and of the environment.
  let set: [String]
  /// Settings of every refinement.
  let refine: [String]
  let place: String
  /// By the environment's presets.
  private let usual: SessionSettings

  /// Where a policy to start from comes from.
  enum Base: Equatable, Sendable {
    /// So many steps of training, at a rate that does not fall: a policy that was stopped.
    case steps(Int)
    /// Training as the environment's presets have it.
    case preset
    /// A session that is there; `{seed}` in the path stands for the cell's seed.
    case session(String)

    /// What is written.
    static let valid = "steps:N, preset or session:PATH"

    init?(_ text: String) {
      if text == "preset" {
        self = .preset
      } else if text.hasPrefix("steps:"), let steps = WholeNumber.read(String(text.dropFirst(6))), steps > 0 {
        self = .steps(steps)
      } else if text.hasPrefix("session:"), text.count > 8 {
        self = .session(String(text.dropFirst(8)))
      } else {
        return nil
      }
    }

    var name: String {
      switch self {
      case .steps(let steps): "steps:\(steps)"
      case .preset: "preset"
      case .session(let path): "session:\(path)"
      }
    }

    /// The session for a seed; nil where the base is trained.
    func path(_ seed: UInt64) -> String? {
      guard case .session(let path) = self else { return nil }
      return path.replacing("{seed}", with: "\(seed)")
    }
  }

  init(_ table: ExperimentTable, _ catalogs: Catalogs) throws {
    place = table.place
    id = try table.required("id")
    set = try table.texts("set") ?? []
    refine = try table.texts("refine") ?? []
    let names = try table.texts("bases") ?? []
    guard !names.isEmpty else { throw ExperimentFileError.empty("\(place) has no bases; give \(Base.valid)") }
    let place = place
    bases = try names.map { name in
      guard let base = Base(name) else { throw ExperimentFileError.wrong(place, "bases", valid: Base.valid) }
      return base
    }
    let (id, set, refine) = (id, set, refine)
    usual = try ExperimentFileError.at(place) {
      var settings = try SessionSettings(environment: id, seed: 1, catalogs: catalogs)
      try settings.apply(set)
      try settings.apply(refine, refining: true)
      try settings.check(catalogs)
      return settings
    }
    budget = try table.count("budget", 1...1_000_000_000_000) ?? usual.refinement.totalSteps
  }

  /// What a session of a base sets out to do.
  func settings(_ base: Base, seed: UInt64, games: Int?) -> SessionSettings {
    var settings = usual
    settings.seed = seed
    if let games { settings.games = games }
    if case .steps(let steps) = base {
      settings.training.totalSteps = steps
      settings.training.annealsLearningRate = false
    }
    settings.refinement.totalSteps = budget
    return settings
  }

  /// Steps of training a base.
  func steps(_ base: Base) -> Int {
    if case .session = base { 0 } else { settings(base, seed: 1, games: nil).training.roundedSteps }
  }

  /// What a base depends on.
  func identity(_ base: Base) -> String { "\(id)|\(set.joined(separator: ","))|\(base.name)" }

  /// Throws where a base that should be there is not, or is none of this environment.
  func check(_ base: Base, seed: UInt64) throws {
    guard let path = base.path(seed) else { return }
    try ExperimentFileError.at("\(place), base \(base.name)") {
      guard SessionStore.exists(path: path) else { throw CoachError.noSession(path) }
      let store = try SessionStore.open(path: path, readOnly: true)
      defer { store.close() }
      guard store.info.environment == id else {
        throw CoachError.otherEnvironment(path, store.info.environment, id)
      }
      _ = try SessionOpening.settings(of: store)
      guard let run = try store.run(named: .base) else { throw CoachError.noRun(.base) }
      guard run.checkpoint != nil else { throw CoachError.noCheckpoint(.base) }
    }
  }
}
