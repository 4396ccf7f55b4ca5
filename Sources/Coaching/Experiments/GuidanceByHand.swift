import RLCore
import SessionStore

/// A session whose decisions guide in the place of an advisor: `advisor = "by-hand"` of a `[[guidance]]`.
struct GuidanceByHand: Equatable, Sendable {
  /// What stands for an advisor's name.
  static let name = "by-hand"

  /// The session's path, as the file has it.
  let session: String
  /// The digest of what it says.
  let digest: String
  /// The session's environment; nil where that was looked at when the experiment was begun.
  private let environment: String?
  /// What is proposed there; nothing where that was looked at before.
  private let actions: [Action]

  /// The session at `path`, which is opened for reading alone. A folder that has kept it knows its digest.
  ///
  /// - Parameter kept: digests by path.
  /// - Throws: `CoachError` or `SessionStoreError` where there is no session, none that this version reads, or nothing is
  ///   decided in it.
  init(_ path: String, kept: [String: String]) throws {
    session = path
    if let digest = kept[path] {
      (self.digest, environment, actions) = (digest, nil, [])
      return
    }
    guard SessionStore.exists(path: path) else { throw CoachError.noSession(path) }
    let store = try SessionStore.open(path: path, readOnly: true)
    defer { store.close() }
    let advice = try HandAdvice(reading: store)
    (digest, environment, actions) = (advice.digest, advice.environment, advice.suggestions.map(\.action))
  }

  /// Throws where it is a session of another environment, or proposes what cannot be done in this one.
  ///
  /// - Parameter id: the environment's name as a session has it: its id, or the path of its task file.
  func check(in id: String, _ entry: EnvironmentEntry) throws {
    guard let environment else { return }
    guard environment == id else { throw CoachError.otherEnvironment(session, environment, id) }
    for action in actions {
      guard let problem = entry.spec.action.problem(with: action) else { continue }
      throw CoachError.unusable("\(session) proposes what \(id) cannot do: \(problem); edit it again in the review")
    }
  }

  /// Puts what the folder has kept of it into the session of `coach`, unless that is done: the episodes as recorded ones,
  /// the suggestions as ones that nobody has measured or decided about yet.
  ///
  /// What guidance has cost in the person's session is booked here. Episodes and suggestions are a transaction each, the
  /// former with its collecting, the latter with the rest.
  func give(to coach: Coach, from folder: ExperimentFolder) throws {
    let kept = try SessionStore.open(path: folder.byHand(digest), readOnly: true)
    defer { kept.close() }
    let (advice, store) = (try HandAdvice(reading: kept), coach.store)
    let label = "by hand \(digest.prefix(16))"
    var numbers = try store.episodeSummaries().filter { $0.checkpoint == label }.map(\.id)
    if numbers.isEmpty {
      numbers = try store.addEpisodes(
        advice.episodes, checkpoint: label,
        spending: LedgerEntry(stage: .collect, steps: advice.charges[.collect] ?? 0, time: coach.now), now: coach.now)
    }
    guard try store.suggestions().isEmpty else { return }
    let known = Dictionary(zip(advice.episodes.map(\.id), numbers), uniquingKeysWith: { first, _ in first })
    let given = advice.suggestions.compactMap { suggestion -> Suggestion? in
      guard let episode = known[suggestion.episode] else { return nil }
      var own = suggestion
      (own.episode, own.advisor, own.call) = (episode, Self.name, nil)
      return coach.corruption.map { $0(own, of: coach.entry.spec.action) } ?? own
    }
    let rest = (advice.charges[.identify] ?? 0) + (advice.charges[.verify] ?? 0)
    _ = try store.addAdvice(
      given, spending: LedgerEntry(stage: .identify, steps: rest, time: coach.now), now: coach.now)
  }
}
