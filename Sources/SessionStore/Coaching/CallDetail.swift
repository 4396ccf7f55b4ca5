import GRDB

/// What a language model's provider told about one call, and what became of its reply. A key is never in it.
public struct CallDetail: Sendable, Equatable, Codable {
  /// The endpoint's host and port.
  public var endpoint: String
  /// The model that was asked for.
  public var model: String
  /// The model that answered, as the endpoint names it.
  public var servedModel: String?
  /// The parameters as JSON, for instance temperature and seed.
  public var parameters: String
  /// The SHA-256 of the prompt's text.
  public var promptDigest: String
  /// The provider's word for why the reply ended.
  public var finishReason: String?
  /// Tokens read; nil where nobody counted.
  public var promptTokens: Int?
  /// Tokens written; nil where nobody counted.
  public var replyTokens: Int?
  /// Those of the tokens read that the provider had in its cache.
  public var cachedTokens: Int?
  /// Whether the tokens are an estimate from the text's length.
  public var isEstimated: Bool
  /// Money; nil where the price is not known.
  public var cost: Double?
  /// Seconds from the last attempt's start to the first piece of text; nil when the reply did not stream.
  public var secondsToFirstToken: Double?
  /// Attempts beyond the first.
  public var retries: Int
  /// Whether the reply came from a cache or a cassette, so that nothing was sent and nothing was paid.
  public var isReused: Bool
  /// Whether this asked to repair an earlier reply.
  public var isRepair: Bool
  /// Suggestions in the reply that hold.
  public var suggestions: Int
  /// Items of the reply that were dropped.
  public var rejected: Int
  /// Items of the reply that were kept with a change.
  public var clamped: Int

  /// Makes a detail.
  public init(
    endpoint: String, model: String, servedModel: String? = nil, parameters: String = "{}", promptDigest: String,
    finishReason: String? = nil, promptTokens: Int? = nil, replyTokens: Int? = nil, cachedTokens: Int? = nil,
    isEstimated: Bool = false, cost: Double? = nil, secondsToFirstToken: Double? = nil, retries: Int = 0,
    isReused: Bool = false, isRepair: Bool = false, suggestions: Int = 0, rejected: Int = 0, clamped: Int = 0
  ) {
    self.endpoint = endpoint
    self.model = model
    self.servedModel = servedModel
    self.parameters = parameters
    self.promptDigest = promptDigest
    self.finishReason = finishReason
    self.promptTokens = promptTokens
    self.replyTokens = replyTokens
    self.cachedTokens = cachedTokens
    self.isEstimated = isEstimated
    self.cost = cost
    self.secondsToFirstToken = secondsToFirstToken
    self.retries = retries
    self.isReused = isReused
    self.isRepair = isRepair
    self.suggestions = suggestions
    self.rejected = rejected
    self.clamped = clamped
  }

  init(_ row: Row) throws {
    endpoint = try row.value("endpoint")
    model = try row.value("model")
    servedModel = try row.optional("servedModel")
    parameters = try row.value("parameters")
    promptDigest = try row.value("promptDigest")
    finishReason = try row.optional("finishReason")
    promptTokens = try row.optional("promptTokens")
    replyTokens = try row.optional("replyTokens")
    cachedTokens = try row.optional("cachedTokens")
    isEstimated = try row.value("isEstimated")
    cost = try row.optional("cost")
    secondsToFirstToken = try row.optional("secondsToFirstToken")
    retries = try row.value("retries")
    isReused = try row.value("isReused")
    isRepair = try row.value("isRepair")
    suggestions = try row.value("suggestions")
    rejected = try row.value("rejected")
    clamped = try row.value("clamped")
  }

  /// Stores the detail of a call that was stored in the same transaction.
  func insert(_ database: Database, call: Int) throws {
    try database.execute(
      sql: """
        INSERT INTO callDetail (
          call, endpoint, model, servedModel, parameters, promptDigest, finishReason, promptTokens, replyTokens,
          cachedTokens, isEstimated, cost, secondsToFirstToken, retries, isReused, isRepair, suggestions, rejected,
          clamped)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        call, endpoint, model, servedModel, parameters, promptDigest, finishReason, promptTokens, replyTokens,
        cachedTokens, isEstimated, cost, secondsToFirstToken, retries, isReused, isRepair, suggestions, rejected,
        clamped,
      ])
  }
}
