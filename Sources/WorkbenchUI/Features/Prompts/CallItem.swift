/// One row of the list of advisor calls.
public struct CallItem: Sendable, Equatable, Identifiable {
  /// The call's number.
  public var id: Int
  /// When it was made, as `MM-DD HH:MM:SS`.
  public var time: String
  /// What was asked for, for instance `identify`.
  public var kind: String
  /// The episode it was about.
  public var episode: Int?
  /// Who was asked, for instance `offline`.
  public var advisor: String
  /// The model that answered; empty for a stand-in.
  public var model = ""
  /// Where it was asked; empty for a stand-in.
  public var endpoint = ""
  /// The prompt template's version.
  public var promptVersion: String
  /// The start of the prompt's SHA-256.
  public var digest = ""
  /// The parameters of the request, in words.
  public var parameters = ""
  /// How it ended, in a word or a sentence.
  public var outcome: String
  /// Whether no reply came.
  public var isFailed = false
  /// Whether the reply came from a cache or a cassette.
  public var isReused = false
  /// Whether it asked to repair an earlier reply.
  public var isRepair = false
  /// The provider's word for why the reply ended.
  public var finishReason = ""
  /// Tokens read.
  public var promptTokens: Int?
  /// Those of them that the provider had in its cache.
  public var cachedTokens: Int?
  /// Tokens written.
  public var replyTokens: Int?
  /// How long it took.
  public var seconds: Double
  /// Seconds to the first piece of text.
  public var secondsToFirstToken: Double?
  /// Attempts beyond the first.
  public var retries = 0
  /// Money; nil where the price is not known.
  public var cost: Double?

  /// Makes a row with what is known of every call; the rest can be set.
  public init(
    id: Int, time: String, kind: String, episode: Int?, advisor: String, promptVersion: String, outcome: String,
    seconds: Double
  ) {
    self.id = id
    self.time = time
    self.kind = kind
    self.episode = episode
    self.advisor = advisor
    self.promptVersion = promptVersion
    self.outcome = outcome
    self.seconds = seconds
  }

  /// Tokens read and written, where they were counted.
  var tokens: Int? {
    promptTokens == nil && replyTokens == nil ? nil : (promptTokens ?? 0) + (replyTokens ?? 0)
  }
}

/// Calls that hold a text, newest first.
public struct CallList: Sendable, Equatable {
  /// The text that was searched for; empty for all calls.
  public var search: String
  /// The newest of them.
  public var items: [CallItem]
  /// How many hold the text.
  public var found: Int
  /// How many there are in the session.
  public var total: Int

  /// Makes a list.
  public init(search: String, items: [CallItem], found: Int, total: Int) {
    self.search = search
    self.items = items
    self.found = found
    self.total = total
  }
}

/// The texts of one call.
public struct CallText: Sendable, Equatable {
  /// The call's number.
  public var call: Int
  /// What was sent.
  public var prompt: String
  /// What came back.
  public var reply: String
  /// What was dropped or changed in the reply, one line each.
  public var issues: [String]

  /// Makes a pair of texts.
  public init(call: Int, prompt: String, reply: String, issues: [String]) {
    self.call = call
    self.prompt = prompt
    self.reply = reply
    self.issues = issues
  }
}

/// How good the advice of one advisor was, over one version of the prompt or over all.
public struct AdviceQualityRow: Sendable, Equatable {
  /// The advisor, with the model in its name.
  public var advisor: String
  /// The prompt's version; nil for all of them together.
  public var promptVersion: String?
  /// Calls made.
  public var calls = 0
  /// Suggestions that held.
  public var valid = 0
  /// Items of replies that were dropped.
  public var rejectedItems = 0
  /// Accepted and edited ones.
  public var accepted = 0
  /// Ones with a verdict for or against them.
  public var decided = 0
  /// Ones whose evidence is positive with its whole interval.
  public var positive = 0
  /// Ones with evidence.
  public var measured = 0
  /// The mean difference in return over those with evidence.
  public var meanEvidence: Double?
  /// The share of distinct states that have the most frequent action.
  public var commonestActionShare: Double?
  /// Tokens used.
  public var tokens = 0
  /// Money; nil where a price is not known.
  public var cost: Double?

  /// Makes a row in which nothing is counted yet.
  public init(advisor: String, promptVersion: String?) {
    self.advisor = advisor
    self.promptVersion = promptVersion
  }

  /// Money per accepted suggestion.
  public var costPerAccepted: Double? { accepted > 0 ? cost.map { $0 / Double(accepted) } : nil }
}
