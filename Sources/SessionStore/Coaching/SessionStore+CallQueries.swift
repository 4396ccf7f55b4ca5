import GRDB
public import RLCore

/// What a session's calls to providers used so far, for its budget. Calls whose reply was reused cost nothing and are
/// left out.
public struct CallSpending: Sendable, Equatable {
  /// Calls, failed ones included.
  public var calls = 0
  /// Tokens read.
  public var promptTokens = 0
  /// Those of them that the provider had in its cache.
  public var cachedTokens = 0
  /// Tokens written.
  public var replyTokens = 0
  /// Whether some of the tokens are estimates.
  public var isEstimated = false
  /// Money, over the calls whose price is known.
  public var cost = 0.0
  /// Calls that used tokens at a price that is not known.
  public var unpricedCalls = 0

  /// Nothing yet.
  public init() {}

  /// Tokens read and written.
  public var tokens: Int { promptTokens + replyTokens }
}

extension SessionStore {
  /// The call with that number, or nil.
  public func call(_ id: Int) throws -> ModelCall? {
    try read { try Self.calls($0, rest: "WHERE id = ?", [id]).first }
  }

  /// Calls, newest first.
  ///
  /// - Parameters:
  ///   - text: only calls whose prompt or reply holds this text; ASCII letters count in either case. Empty for all.
  ///   - limit: so many at most.
  ///   - preview: how many characters of prompt and reply are read; nil for the whole texts. Lists need no more than a
  ///     few, and the texts of a long session are many megabytes.
  public func calls(matching text: String, limit: Int = 500, preview: Int? = nil) throws -> [ModelCall] {
    try read { database in
      try Self.calls(
        database, preview: preview, rest: Self.condition(text) + " ORDER BY id DESC LIMIT :limit",
        Self.arguments(text) + ["limit": max(0, limit)])
    }
  }

  /// How many calls there are whose prompt or reply holds `text`; empty for all.
  public func callCount(matching text: String = "") throws -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM advisorCall " + Self.condition(text), arguments: Self.arguments(text)) ?? 0
    }
  }

  /// What the calls so far used.
  public func callSpending() throws -> CallSpending {
    try read { database in
      // total() cannot overflow, whatever numbers an endpoint gave.
      let totals = try Totals.fetchOne(
        database,
        sql: """
          SELECT count(*) AS calls, total(promptTokens) AS prompt, total(cachedTokens) AS cached,
            total(replyTokens) AS reply, total(isEstimated) AS estimated, total(cost) AS cost,
            total(cost IS NULL AND coalesce(promptTokens, 0) + coalesce(replyTokens, 0) > 0) AS unpriced
          FROM callDetail WHERE isReused = 0
          """)
      return totals?.spending ?? CallSpending()
    }
  }

  // The columns carry their table's name: in a list of results their plain names are those of the cut texts.
  private static func condition(_ text: String) -> String {
    text.isEmpty
      ? ""
      : "WHERE (advisorCall.prompt LIKE :pattern ESCAPE '\\' OR advisorCall.reply LIKE :pattern ESCAPE '\\')"
  }

  private static func arguments(_ text: String) -> StatementArguments {
    guard !text.isEmpty else { return StatementArguments() }
    let plain = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    return ["pattern": "%\(plain)%"]
  }
}

/// The sums over the calls that were sent.
private struct Totals: Decodable, FetchableRecord {
  var calls: Int
  var prompt: Double
  var cached: Double
  var reply: Double
  var estimated: Double
  var cost: Double
  var unpriced: Double

  var spending: CallSpending {
    func count(_ total: Double) -> Int { Int(max(0, min(total, 1e15))) }
    var spending = CallSpending()
    spending.calls = calls
    spending.promptTokens = count(prompt)
    spending.cachedTokens = count(cached)
    spending.replyTokens = count(reply)
    spending.isEstimated = estimated > 0
    spending.cost = cost
    spending.unpricedCalls = count(unpriced)
    return spending
  }
}
