package import RLCore
package import TextEnvironments

/// What `sidecoach bench replay` measures: how many of the rewards on record come again, and why the others do not.
package struct ReplayMeasurement: Printable {
  package static let keys = """
    environment, rows (name, value, unit, limit, ratio, against), runs (list of engine, run, answers, sameAnswers, \
    rewards, sameRewards, share, verdicts, sameVerdicts, differences (list of cause, count)), notes
    """

  /// Why some rewards differ.
  package struct Difference: Encodable {
    /// Why.
    package let cause: String
    /// How many.
    package let count: Int
  }

  /// The counts of one recording on one engine, or of all of them, which are called pooled.
  package struct Run: Encodable {
    /// The engine.
    package let engine: String
    /// The recording.
    package let run: String
    /// Answers compared, and those that are the same.
    package let answers: Int, sameAnswers: Int
    /// Rewards compared, and those that are the same.
    package let rewards: Int, sameRewards: Int
    /// The second over the first.
    @OrNull package private(set) var share: Double?
    /// Tasks whose verdict was compared, and those where it is the same.
    package let verdicts: Int, sameVerdicts: Int
    /// Rewards that differ, by cause.
    package let differences: [Difference]

    fileprivate init(_ share: ReplayAccount.Share, _ account: ReplayAccount) {
      engine = account.engine
      run = share.run
      (answers, sameAnswers) = (share.answers, share.sameAnswers)
      (rewards, sameRewards) = (share.rewards, share.sameRewards)
      (verdicts, sameVerdicts) = (share.verdicts, share.sameVerdicts)
      differences = zip(account.causes, share.differences).map { Difference(cause: $0, count: $1) }
      self.share = share.share
    }
  }

  /// The text environment.
  package let environment: String
  /// The pooled share of each engine, beside its limit.
  package let rows: [BenchFigure]
  /// Every recording on every engine, and all of an engine together.
  package let runs: [Run]
  /// What is to be known besides.
  package let notes: [String]

  private let accounts: [ReplayAccount]

  private enum CodingKeys: String, CodingKey { case environment, rows, runs, notes }

  /// Plays the recordings of an order again.
  ///
  /// - Throws: `UnknownNameError` that lists the environments with recordings of their own, and what keeps one from playing.
  package init(_ name: String, _ order: ReplayOrder, in catalogs: PlanningCatalogs = PlanningCatalogs()) throws {
    let recorded = catalogs.texts.entries.filter { $0.recordings != nil }
    guard let environment = recorded.first(where: { $0.name == name }), let recordings = environment.recordings else {
      throw UnknownNameError(kind: "text environment with recorded rewards", name: name, valid: recorded.map(\.name))
    }
    if let obstacle = environment.obstacle() { throw CoachError.unusable(obstacle) }
    self.init(name, try recordings.replay(order, environment.folder(in: catalogs.data)))
  }

  /// What came of playing again.
  package init(_ environment: String, _ accounts: [ReplayAccount]) {
    self.environment = environment
    self.accounts = accounts
    rows = accounts.map { account in
      BenchFigure(
        name: "recorded rewards that come again, \(account.engine)", value: 100 * (account.pooled.share ?? .nan),
        unit: "%", limit: account.limit.map { 100 * $0 },
        against: account.limit == nil ? "beside it, without a target" : "target, all recordings pooled")
    }
    runs = accounts.flatMap { account in (account.runs + [account.pooled]).map { Run($0, account) } }
    notes = accounts.flatMap(\.notes)
  }

  package var lines: [String] {
    BenchFigure.table(rows).lines + accounts.flatMap { [""] + $0.table.lines }
  }
}
