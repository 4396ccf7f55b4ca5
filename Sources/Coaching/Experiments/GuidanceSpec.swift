import RLCore

/// Who names states and who advises, and what is made of it: a `[[guidance]]` of an experiment's file.
struct GuidanceSpec: Equatable, Sendable {
  /// The keys that it has.
  static let keys = [
    "name", "identifier", "advisor", "accept", "control", "corrupted", "episodes", "rollouts", "horizon", "hold",
    "identifyFree", "set",
  ]

  let name: String
  let identifier: String
  let advisor: String
  let accept: AcceptancePolicy
  let terms: GuidanceTerms
  /// The share of suggestions that are made worse before they are measured and decided.
  let corrupted: Double
  /// Episodes to record, where not those of the environment's presets.
  let episodes: Int?
  /// How evidence is measured, as settings of `verify`.
  let evidence: [String: Int]
  /// Settings of whoever names critical states: `mask.*`, `search.*`.
  let set: [String]
  let place: String

  init(_ table: ExperimentTable, _ catalogs: Catalogs) throws {
    place = table.place
    advisor = try table.required("advisor")
    identifier = try table.text("identifier") ?? advisor
    let (advisor, identifier) = (advisor, identifier)
    try ExperimentFileError.at(place) { try catalogs.check(advisor: advisor, identifier: identifier) }
    let policy = try table.text("accept") ?? "verified"
    accept = try ExperimentFileError.at(place) { try AcceptancePolicy(policy) }
    let control = try table.text("control") ?? "none"
    var terms = GuidanceTerms()
    terms.control = try ExperimentFileError.at(place) { try GuidanceTerms.Control(control) }
    terms.identifiesForFree = try table.flag("identifyFree") ?? false
    self.terms = terms
    corrupted = try table.number("corrupted", 0...1) ?? 0
    episodes = try table.count("episodes", 1...10_000)
    var evidence: [String: Int] = [:]
    for key in ["rollouts", "horizon", "hold"] { evidence[key] = try table.count(key, 1...1_000_000) }
    self.evidence = evidence
    let set = try table.texts("set") ?? []
    self.set = set
    try ExperimentFileError.at(place) { try SessionSettings.checkIdentifying(set) }
    let both = identifier == advisor ? advisor : "\(identifier)+\(advisor)"
    name =
      try table.text("name")
      ?? both + (terms.control == .none ? "" : " \(terms.control.name)")
      + (corrupted > 0 ? " corrupted \(corrupted)" : "") + (terms.identifiesForFree ? " identify free" : "")
      + set.map { " \($0)" }.joined()
  }

  /// What the advice depends on; controls change what is made of it later.
  var identity: String {
    "\(identifier)|\(advisor)|\(accept.name)|\(episodes ?? 0)|"
      + evidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      // Where nothing is set the key is that of a version without settings.
      + (set.isEmpty ? "" : "|" + set.joined(separator: ",")) + (corrupted > 0 ? "|corrupted \(corrupted)" : "")
  }

  /// What makes the advice of a session with `seed` worse; nil where nothing does.
  func corruption(seed: UInt64) -> AdviceCorruption? {
    corrupted > 0 ? AdviceCorruption(share: corrupted, seed: seed) : nil
  }

  /// Throws where who is named lacks what it needs in an environment.
  func check(in entry: EnvironmentEntry, _ catalogs: Catalogs) throws {
    let needs = (catalogs.identifiers[identifier]?.needs ?? []).union(catalogs.advisors[advisor]?.needs ?? [])
    if needs.contains(.rules), entry.standIn == nil {
      throw ExperimentFileError.refused(
        place, "\(entry.spec.id) has no rules of thumb for 'offline'; choose another, for instance planner")
    }
    try ExperimentFileError.at(place) {
      // Evidence is measured from recorded states, whoever advises.
      try entry.require(.restorable, for: "evidence is measured from recorded states")
    }
  }
}
