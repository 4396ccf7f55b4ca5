import Algorithms
import Experiments
import RLCore
import SessionStore

/// An environment with the bases to start from, and what may be spent: an `[[environment]]` of an experiment's file.
struct EnvironmentSpec: Sendable {
  /// The keys that it has.
  static let keys = ["id", "bases", "budget", "set", "refine", "oracle", "oracleSeed", "plateauWindow", "target"]

  let id: String
  let bases: [Base]
  /// Environment steps of every refinement, guidance inside.
  let budget: Int
  /// Settings of the base training, and of the environment.
  let set: [String]
  /// Settings of every refinement.
  let refine: [String]
  /// The policy that oracles ask; nil where nobody is named.
  let oracle: Base?
  /// The seed of that policy, which is one for all cells.
  let oracleSeed: UInt64
  /// Steps of a window in the test of a plateau; nil: a tenth of the base's steps.
  let plateauWindow: Int?
  /// A return that is good enough; nil where none is named.
  let target: Double?
  let place: String
  /// By the environment's presets.
  private let usual: SessionSettings

  /// Where a policy to start from comes from.
  enum Base: Equatable, Sendable {
    /// So many steps of training, at a rate that does not fall: a policy that was stopped.
    case steps(Int)
    /// The same, and PPO has to be shown to improve it no more.
    case plateau(Int)
    /// Training as the environment's presets have it.
    case preset
    /// A session that is there; `{seed}` in the path stands for the cell's seed.
    case session(String)

    /// What is written.
    static let valid = "steps:N, plateau:N, preset or session:PATH, with N from 1 to \(mostSteps)"
    /// Steps that are trained at most, as everywhere.
    private static let mostSteps = 1_000_000_000_000

    init?(_ text: String) {
      if text == "preset" {
        self = .preset
      } else if text.hasPrefix("steps:"), let steps = Self.steps(text.dropFirst(6)) {
        self = .steps(steps)
      } else if text.hasPrefix("plateau:"), let steps = Self.steps(text.dropFirst(8)) {
        self = .plateau(steps)
      } else if text.hasPrefix("session:"), text.count > 8 {
        self = .session(String(text.dropFirst(8)))
      } else {
        return nil
      }
    }

    private static func steps(_ text: Substring) -> Int? {
      WholeNumber.read(String(text)).flatMap { (1...mostSteps).contains($0) ? $0 : nil }
    }

    var name: String {
      switch self {
      case .steps(let steps): "steps:\(steps)"
      case .plateau(let steps): "plateau:\(steps)"
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
    bases = try names.map { try Self.base($0, "bases", at: table.place) }
    oracle = try table.text("oracle").map { try Self.base($0, "oracle", at: table.place) }
    oracleSeed = UInt64(try table.count("oracleSeed", 0...1_000_000_000) ?? 1)
    plateauWindow = try table.count("plateauWindow", 1...1_000_000_000_000)
    target = try table.number("target", -1e12...1e12)
    let (id, set, refine) = (id, set, refine)
    usual = try ExperimentFileError.at(table.place) {
      var settings = try SessionSettings(environment: id, seed: 1, catalogs: catalogs)
      try settings.apply(set)
      try settings.apply(refine, refining: true)
      try settings.check(catalogs)
      return settings
    }
    budget = try table.count("budget", 1...1_000_000_000_000) ?? usual.refinement.totalSteps
    for (index, base) in bases.enumerated() {
      for other in bases[..<index] where trains(base) != nil && trains(base) == trains(other) {
        throw ExperimentFileError.refused(
          place,
          "'\(other.name)' and '\(base.name)' are one policy, of \(trains(base) ?? 0) steps: \(id) trains in whole updates of "
            + "\(usual.training.batchSize)")
      }
    }
  }

  private static func base(_ text: String, _ key: String, at place: String) throws -> Base {
    guard let base = Base(text) else { throw ExperimentFileError.wrong(place, key, valid: Base.valid) }
    return base
  }

  /// What a session of a base sets out to do.
  func settings(_ base: Base, seed: UInt64, games: Int?) -> SessionSettings {
    var settings = usual
    settings.seed = seed
    if let games { settings.games = games }
    switch base {
    case .steps(let steps), .plateau(let steps):
      settings.training.totalSteps = steps
      settings.training.annealsLearningRate = false
    case .preset, .session: break
    }
    settings.refinement.totalSteps = budget
    return settings
  }

  /// Steps that a base which is stopped after so many trains for; nil of other bases.
  private func trains(_ base: Base) -> Int? {
    if case .steps = base { steps(base) } else { nil }
  }

  /// Steps of training a base.
  func steps(_ base: Base) -> Int {
    if case .session = base { 0 } else { settings(base, seed: 1, games: nil).training.roundedSteps }
  }

  /// Steps of a window in the test of a base that is to be on a plateau; nil for other bases.
  func window(_ base: Base) -> Int? {
    guard case .plateau(let steps) = base else { return nil }
    return PlateauJob.window(plateauWindow ?? steps / 10, usual.refinement)
  }

  /// Steps of that test.
  func testSteps(_ base: Base) -> Int { (window(base) ?? 0) * PlateauJob.windows }

  /// What a base depends on.
  func identity(_ base: Base) -> String {
    // The test goes on by the settings of refinement.
    let test = window(base).map { "|window \($0)|\(refine.joined(separator: ","))" } ?? ""
    return "\(id)|\(set.joined(separator: ","))|\(base.name)\(test)"
  }

  /// Throws where a base that should be there is not, is none of this environment, or cannot be read.
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
      _ = try store.policy(of: .base)
    }
  }
}
