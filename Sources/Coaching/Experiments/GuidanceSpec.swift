import Algorithms
import RLCore

/// Who names states and who advises, and what is made of it: a `[[guidance]]` of an experiment's file.
struct GuidanceSpec: Equatable, Sendable {
  /// The keys that it has.
  static let keys = [
    "name", "identifier", "advisor", "session", "accept", "control", "corrupted", "matches", "draws", "episodes",
    "rollouts", "horizon", "hold", "identifyFree", "set",
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
  /// The session whose decisions guide, where a person advises and nobody is asked.
  let byHand: GuidanceByHand?
  /// How many states are asked about.
  private(set) var count = Count.asOthers
  /// The name of the guidance that `count` is to follow; nil where it follows none.
  private let matches: String?
  private let draws: Int
  let place: String

  /// How many states are asked about.
  indirect enum Count: Equatable, Sendable {
    /// As many as anybody is asked about.
    case asOthers
    /// As many, again and again, until as many suggestions are accepted as of another guidance on the same base and seed;
    /// so many times at most.
    case untilAccepted(asOf: GuidanceSpec, draws: Int)
  }

  /// - Parameter kept: digests of the sessions by hand that an experiment has kept, by their paths.
  init(_ table: ExperimentTable, _ catalogs: Catalogs, kept: [String: String] = [:]) throws {
    place = table.place
    advisor = try table.required("advisor")
    identifier = try table.text("identifier") ?? advisor
    let (advisor, identifier) = (advisor, identifier)
    if advisor != GuidanceByHand.name {
      try ExperimentFileError.at(place) {
        try catalogs.check(advisor: advisor, identifier: identifier, besides: [GuidanceByHand.name])
      }
    }
    byHand = try Self.byHand(table, advisor: advisor, kept: kept)
    matches = try table.text("matches")
    draws = try Self.draws(table, matches: matches, identifier: identifier)
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
      + (matches.map { " matches \($0)" } ?? "") + set.map { " \($0)" }.joined()
  }

  /// The session of a person; nil where somebody is asked.
  private static func byHand(
    _ table: ExperimentTable, advisor: String, kept: [String: String]
  ) throws -> GuidanceByHand? {
    guard advisor == GuidanceByHand.name else {
      guard try table.text("session") == nil else {
        throw ExperimentFileError.wrong(
          table.place, "session", valid: "left out unless advisor = \"\(GuidanceByHand.name)\"")
      }
      return nil
    }
    // Nobody names states, and episodes are those that the person saw.
    for key in ["identifier", "set", "episodes", "identifyFree", "matches"] where table.has(key) {
      throw ExperimentFileError.wrong(
        table.place, key, valid: "left out where advisor = \"\(advisor)\": states and episodes are those of its session"
      )
    }
    let path = try table.required("session")
    return try ExperimentFileError.at(table.place) { try GuidanceByHand(path, kept: kept) }
  }

  /// How often states are drawn at most.
  private static func draws(_ table: ExperimentTable, matches: String?, identifier: String) throws -> Int {
    let draws = try table.count("draws", 1...1_000)
    guard matches != nil else {
      guard draws == nil else {
        throw ExperimentFileError.wrong(table.place, "draws", valid: "left out where there is no 'matches'")
      }
      return usualDraws
    }
    guard identifier == RandomIdentifier.catalogName else {
      throw ExperimentFileError.wrong(
        table.place, "matches", valid: "left out unless identifier = \"\(RandomIdentifier.catalogName)\"")
    }
    return draws ?? usualDraws
  }

  private static let usualDraws = 10

  /// The same where the guidance that it is to match has been found among `others`.
  func matched(in others: [GuidanceSpec]) throws -> GuidanceSpec {
    guard let matches else { return self }
    let valid = others.filter { $0.matches == nil }
    guard let other = valid.first(where: { $0.name == matches }) else {
      let error = UnknownNameError(kind: "guidance to match", name: matches, valid: valid.map(\.name))
      throw ExperimentFileError.refused(place, "\(error)")
    }
    var spec = self
    spec.count = .untilAccepted(asOf: other, draws: draws)
    return spec
  }

  /// The guidance whose number of accepted suggestions it is to reach; nil where it is to reach none.
  var model: GuidanceSpec? {
    if case .untilAccepted(let other, _) = count { other } else { nil }
  }

  /// What the advice depends on; controls change what is made of it later.
  var identity: String {
    "\(identifier)|\(advisor)|\(accept.name)|\(episodes ?? 0)|"
      + evidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      // Where nothing is set the key is that of a version without settings.
      + (set.isEmpty ? "" : "|" + set.joined(separator: ",")) + (corrupted > 0 ? "|corrupted \(corrupted)" : "")
      + (byHand.map { "|\($0.digest)" } ?? "") + (model.map { "|\(draws) draws until \($0.identity)" } ?? "")
  }

  /// What makes the advice of a session with `seed` worse; nil where nothing does.
  func corruption(seed: UInt64) -> AdviceCorruption? {
    corrupted > 0 ? AdviceCorruption(share: corrupted, seed: seed) : nil
  }

  /// Throws where who is named lacks what it needs in the environment that is called `id`, or is asked about another one.
  func check(in id: String, _ entry: EnvironmentEntry, _ catalogs: Catalogs) throws {
    if let byHand { try ExperimentFileError.at(place) { try byHand.check(in: id, entry) } }
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
