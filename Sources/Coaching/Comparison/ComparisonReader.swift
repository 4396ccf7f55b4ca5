import Algorithms
import Experiments
import RLCore
import SessionStore

/// Reads what a session has of each run that was evaluated.
struct ComparisonReader {
  private let store: SessionStore
  private let games: Int
  private let guidance: Int
  private let evaluations: [SessionStore.Evaluation]
  private let advice: AcceptedEvidence?
  private let turned: Set<RunName>
  private let branches: [RunName: SessionStore.Branch]

  /// A reader of `store`; of several evaluations of a run the latest with `games` games counts, or else the latest.
  init(_ store: SessionStore, games: Int) throws {
    self.store = store
    self.games = games
    guidance = try store.guidanceSteps()
    evaluations = try store.evaluations()
    let summary = try AdviceSummary(store)
    advice =
      summary.accepted > 0
      ? AcceptedEvidence(
        count: summary.accepted, meanDifference: summary.acceptedMeanEvidence, verified: summary.acceptedVerifiedShare)
      : nil
    turned = try store.turnedRuns()
    branches = try store.branches()
  }

  /// The run called `name`; nil where it is not there or was not evaluated.
  func row(_ name: RunName) throws -> Comparison.Row? {
    guard let run = try store.run(named: name),
      // All by the same number of games, whatever was evaluated by hand besides.
      let found = evaluations.last(where: { $0.run == name && $0.games == games })
        ?? evaluations.last(where: { $0.run == name })
    else { return nil }
    let isGuided = name != .base && MethodCatalog.methods[run.method]?.needsGuidance ?? true
    let charged = try store.charges(of: name)
    let cost = charged.isEmpty ? isGuided ? guidance : 0 : charged.values.reduce(0, +)
    var row = Comparison.Row(
      method: name.rawValue, seed: store.info.seed, mean: found.mean, low: found.low, high: found.high,
      environmentSteps: run.step + cost, hitRate: try store.mean(of: .hitRate, in: name), digest: run.digest ?? "")
    row.guidanceSteps = cost
    row.origin = branches[name].map { RunPoint(run: $0.parent, step: $0.step) }
    row.games = GamesComparison.Games(found.returns, seed: found.seed)
    guard isGuided else { return row }
    row.accepted = advice
    if let shaped = try store.mean(of: .shapedRewardSize, in: name),
      let paid = try store.mean(of: .environmentRewardSize, in: name), paid > 0
    {
      row.shapedShare = shaped / paid
    }
    if let alpha = try store.ends(of: .alpha, in: name) {
      row.alpha = Comparison.Alpha(first: alpha.first, last: alpha.last, isTurned: turned.contains(name))
    }
    return row
  }
}
