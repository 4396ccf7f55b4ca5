/// One call to a language model or to a stand-in: what was asked, what came back, what it cost and what became of it.
///
/// The same record is made where the call is made, kept in the session and shown on the screen. A key is never in it.
public struct ModelCall: Sendable, Equatable, Codable, Identifiable {
  /// What was asked for.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The critical states of an episode.
    case identify
    /// What should have been done at one of them.
    case action
    /// Both at once, for one case.
    case `case`
    /// r_LLM.
    case reward
    /// How probable the model finds each action, for planning.
    case prior
    /// What an endpoint is able to do.
    case probe
  }

  /// The call's number in its session, from 1; 0 before it is stored.
  public var id: Int
  /// Who was asked, for instance `offline`.
  public var advisor: String
  /// What was asked for.
  public var kind: Kind
  /// The episode it was about, where it was about one.
  public var episode: Int?
  /// The whole prompt; in a turn that asks for a repair, the whole conversation, each message below a line that names who
  /// speaks.
  public var prompt: String
  /// The version of the prompt's template.
  public var promptVersion: String
  /// The whole reply, or nothing.
  public var reply: String
  /// How it ended, in a word or a sentence: `AdviceOutcome.words`.
  public var outcome: String
  /// How long it took, in seconds.
  public var seconds: Double
  /// When it began, in seconds since 1970; 0 where nobody has said.
  public var time: Double
  /// What the endpoint told; nil for a stand-in, which has nothing to tell.
  public var service: Service?

  /// Makes a call that is not yet stored.
  public init(
    advisor: String, kind: Kind, episode: Int? = nil, prompt: String, promptVersion: String, reply: String = "",
    outcome: String = "", seconds: Double, time: Double = 0, service: Service? = nil
  ) {
    id = 0
    self.advisor = advisor
    self.kind = kind
    self.episode = episode
    self.prompt = prompt
    self.promptVersion = promptVersion
    self.reply = reply
    self.outcome = outcome
    self.seconds = seconds
    self.time = time
    self.service = service
  }

  /// Notes what became of the reply.
  public mutating func end(_ outcome: AdviceOutcome) {
    self.outcome = outcome.words
    service?.suggestions = outcome.suggestions
    service?.rejected = outcome.issues.count { $0.kind == .rejected }
    service?.clamped = outcome.issues.count { $0.kind == .clamped }
  }
}

extension ModelCall {
  /// With which parameters a call was made; what was not sent is nil.
  public struct Parameters: Sendable, Equatable, Codable {
    /// As sent.
    public var temperature: Double?
    /// Tokens of the reply at most.
    public var maximumTokens: Int
    /// As sent.
    public var seed: Int?
    /// Whether the reply streamed.
    public var isStreaming: Bool
    /// How the answer's form was asked for: `json_schema`, `json_object` or `prompt`.
    public var answerForm: String

    /// Makes parameters.
    public init(temperature: Double?, maximumTokens: Int, seed: Int?, isStreaming: Bool, answerForm: String) {
      self.temperature = temperature
      self.maximumTokens = maximumTokens
      self.seed = seed
      self.isStreaming = isStreaming
      self.answerForm = answerForm
    }

    /// The parameters for a person, in the order of their names.
    public var words: String {
      var words = ["answerForm \(answerForm)", "isStreaming \(isStreaming)", "maximumTokens \(maximumTokens)"]
      if let seed { words.append("seed \(seed)") }
      if let temperature {
        words.append("temperature " + (Int(exactly: temperature).map { "\($0)" } ?? "\(temperature)"))
      }
      return words.joined(separator: ", ")
    }
  }

  /// What the endpoint of a language model told about one call, and what was counted in its reply.
  public struct Service: Sendable, Equatable, Codable {
    /// The endpoint's host and port.
    public var endpoint: String
    /// The model that was asked for.
    public var model: String
    /// The model that answered, as the endpoint names it.
    public var servedModel: String?
    /// The parameters.
    public var parameters: Parameters
    /// The SHA-256 of the prompt's text.
    public var promptDigest: String
    /// The endpoint's word for why the reply ended.
    public var finishReason: String?
    /// Tokens read; nil where nobody counted.
    public var promptTokens: Int?
    /// Tokens written; nil where nobody counted.
    public var replyTokens: Int?
    /// Those of the tokens read that the endpoint had in its cache.
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

    /// What is known before the reply comes; the rest can be set.
    public init(
      endpoint: String, model: String, parameters: Parameters, promptDigest: String, retries: Int = 0,
      isReused: Bool = false, isRepair: Bool = false
    ) {
      self.endpoint = endpoint
      self.model = model
      self.parameters = parameters
      self.promptDigest = promptDigest
      self.retries = retries
      self.isReused = isReused
      self.isRepair = isRepair
      isEstimated = false
      suggestions = 0
      rejected = 0
      clamped = 0
    }

    /// Tokens read and written, where they were counted.
    public var tokens: Int? {
      promptTokens == nil && replyTokens == nil ? nil : (promptTokens ?? 0) + (replyTokens ?? 0)
    }
  }
}

/// What became of one question to a language model or a stand-in.
public struct AdviceOutcome: Sendable, Equatable, Codable {
  /// How it ended.
  public enum Ending: String, Sendable, Codable, CaseIterable {
    /// The reply was used, at least in part.
    case answered
    /// The reply came, and nothing in it could be used.
    case unusable
    /// The reply was cut at its longest; what was complete was used.
    case cut
    /// The model declined.
    case refused
    /// The endpoint's filter withheld the reply or its end.
    case filtered
    /// No reply came.
    case failed
  }

  /// How it ended.
  public var ending: Ending
  /// Suggestions in the reply that hold.
  public var suggestions: Int
  /// What was dropped or changed.
  public var issues: [ReplyIssue]
  /// Why there is no reply, in words.
  public var failure: String?

  /// Makes an outcome.
  public init(_ ending: Ending, suggestions: Int = 0, issues: [ReplyIssue] = [], failure: String? = nil) {
    self.ending = ending
    self.suggestions = suggestions
    self.issues = issues
    self.failure = failure
  }

  /// The outcome in a word or a sentence.
  public var words: String {
    if let failure { return failure }
    let counts = "\(suggestions) suggestions, \(issues.count) items dropped or changed"
    switch ending {
    case .answered: return counts
    case .refused: return "declined by the model"
    case .filtered: return "withheld by the provider's filter; " + counts
    case .cut: return "cut at its longest; " + counts
    case .unusable: return "nothing usable; " + counts
    case .failed: return "failed"
    }
  }
}
