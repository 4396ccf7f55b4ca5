/// A call to an advisor under way, as screens show it.
public struct AdvisorProgress: Sendable, Equatable {
  /// Who is asked.
  public var advisor: String
  /// The call's number in this stage, from 1.
  public var call: Int
  /// Calls that the stage will make; 0 where that is not known.
  public var planned: Int
  /// The attempt under way, from 1.
  public var attempt = 1
  /// Seconds until the next attempt, while one is waited for. Whoever sends this counts down.
  public var secondsToNextAttempt: Double?
  /// Why the last attempt failed.
  public var reason = ""
  /// Characters of the reply so far.
  public var received = 0
  /// What the session's calls used so far.
  public var budget = AdvisorBudgetUse()
  /// Why advising stands still, for instance that the budget is used up; training goes on.
  public var pause: String?

  /// Makes a progress of a first attempt.
  public init(advisor: String, call: Int, planned: Int) {
    self.advisor = advisor
    self.call = call
    self.planned = planned
  }
}

/// What was used of an advisor's budget; nil caps are no bounds.
public struct AdvisorBudgetUse: Sendable, Equatable {
  /// Calls made.
  public var calls = 0
  /// Tokens read and written.
  public var tokens = 0
  /// Money spent.
  public var money = 0.0
  /// The money's unit.
  public var currency = ""
  /// Calls at most.
  public var callCap: Int?
  /// Tokens at most.
  public var tokenCap: Int?
  /// Money at most.
  public var moneyCap: Double?

  /// Nothing used, no bounds.
  public init() {}

  /// The share of the cap that is nearest to its end; nil without caps.
  public var share: Double? {
    let shares: [Double?] = [
      callCap.map { Self.share(Double(calls), of: Double($0)) },
      tokenCap.map { Self.share(Double(tokens), of: Double($0)) }, moneyCap.map { Self.share(money, of: $0) },
    ]
    return shares.compactMap(\.self).max()
  }

  private static func share(_ used: Double, of cap: Double) -> Double {
    cap > 0 ? used / cap : 1
  }
}
