public import RLCore

/// Recorded runs that are to be played again, and on what.
public struct ReplayOrder: Sendable {
  /// Task lists: files, or names of the data set's; none: all of the data set.
  public var tasks: [String] = []
  /// Recordings: files, or names of the data set's; none: all of the data set.
  public var records: [String] = []
  /// Runs of each recording, the first in order of their tasks; nil for all.
  public var most: Int?
  /// The MySQL dump of InterCode-SQL; empty for the data set's.
  public var dump = ""
  /// The archive of InterCode-Bash's root tree; empty for that beside the list.
  public var root = ""
  /// What carries out the actions, one after the other; none for what is usual.
  public var engines: [String] = []
  /// Told of each recording once it was played, in a line.
  public var onProgress: @Sendable (String) -> Void = { _ in }

  /// Everything of the data set, on the usual engine.
  public init() {}
}

/// What came of recorded runs that were played again on one engine: how many rewards came again, and why others did not.
public struct ReplayAccount: Sendable, Equatable {
  /// The counts of one recording.
  public struct Share: Sendable, Equatable {
    /// The recording.
    public var run: String
    /// Answers that were compared with those on record.
    public var answers = 0
    /// Those that are the same to the character.
    public var sameAnswers = 0
    /// Rewards that were compared.
    public var rewards = 0
    /// Those that are the same.
    public var sameRewards = 0
    /// Tasks whose verdict was compared: whether the largest reward is 1.
    public var verdicts = 0
    /// Those with the same verdict.
    public var sameVerdicts = 0
    /// Rewards that differ, by the place of their cause in `causes`.
    public var differences: [Int]

    /// The share of the rewards that came again; nil where none was compared.
    public var share: Double? { rewards == 0 ? nil : Double(sameRewards) / Double(rewards) }
  }

  /// What carried out the actions.
  public var engine: String
  /// The least share of the pooled rewards that shall come again; nil where there is no such number.
  public var limit: Double?
  /// Why a reward may differ, in order; the first that shows counts.
  public var causes: [String]
  /// One for each recording.
  public var runs: [Share]
  /// What is to be known besides, in sentences.
  public var notes: [String] = []

  /// All recordings together.
  public var pooled: Share {
    runs.reduce(into: Share(run: "pooled", differences: causes.map { _ in 0 })) { sum, share in
      sum.answers += share.answers
      sum.sameAnswers += share.sameAnswers
      sum.rewards += share.rewards
      sum.sameRewards += share.sameRewards
      sum.verdicts += share.verdicts
      sum.sameVerdicts += share.sameVerdicts
      for place in sum.differences.indices { sum.differences[place] += share.differences[place] }
    }
  }

  /// The counts of each recording and of all, with a column for each cause.
  public var table: TextTable {
    var table = TextTable(
      title: "Recorded runs played again on \(engine): rewards that differ, by cause",
      columns: ["recording", "answers", "same", "rewards", "same", "verdicts", "same"] + causes)
    table.rows = (runs + [pooled]).map { share in
      [
        share.run, "\(share.answers)", Self.percent(share.sameAnswers, share.answers), "\(share.rewards)",
        Self.percent(share.sameRewards, share.rewards), "\(share.verdicts)", "\(share.sameVerdicts)",
      ] + share.differences.map { "\($0)" }
    }
    table.notes = notes
    return table
  }

  private static func percent(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "-" : Numerals.fixed(100 * Double(part) / Double(whole), 2) + " %"
  }
}
