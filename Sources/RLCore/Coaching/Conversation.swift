/// What a language model is asked: a conversation, the form of the reply, and what the reply is for.
public struct Conversation: Sendable, Equatable {
  /// Who speaks.
  public enum Speaker: String, Sendable, Codable {
    /// Whoever asks.
    case user
    /// The model, in an earlier reply.
    case assistant
  }

  /// What one of them said.
  public struct Turn: Sendable, Equatable {
    /// Who.
    public var speaker: Speaker
    /// What.
    public var text: String

    /// Makes a turn.
    public init(_ speaker: Speaker, _ text: String) {
      self.speaker = speaker
      self.text = text
    }
  }

  /// What a conversation is for, in the record.
  public struct Purpose: Sendable, Equatable {
    /// What is asked for.
    public var kind: ModelCall.Kind
    /// The version of the prompt's template.
    public var version: String
    /// The SHA-256 of the prompt that started the conversation.
    public var digest: String
    /// The episode that it is about.
    public var episode: Int?
    /// Whether this asks to repair an earlier reply.
    public var isRepair = false

    /// Makes a purpose.
    public init(kind: ModelCall.Kind, version: String, digest: String, episode: Int? = nil) {
      self.kind = kind
      self.version = version
      self.digest = digest
      self.episode = episode
    }
  }

  /// The form that a reply should have.
  public enum ReplyForm: Sendable, Equatable {
    /// Text.
    case prose
    /// A JSON object of the schema called `name`; the prompt describes it too, since being held to a schema does not tell
    /// a model what it means.
    case schema(name: String, json: String)
    /// Any JSON object.
    case object
  }

  /// What was said so far; its fixed beginning comes first, so that providers can cache it.
  public var turns: [Turn]
  /// The form of the reply.
  public var form: ReplyForm
  /// Tokens of the reply at most; nil for the model's setting.
  public var maximumTokens: Int?
  /// nil for the model's setting.
  public var temperature: Double?
  /// Which of several samples of the same question this is; each has a seed of its own.
  public var sample: Int
  /// Alternatives to each token whose log probabilities are wanted.
  public var alternatives: Int?
  /// Whether the reply comes piece by piece; nil for the model's setting.
  public var streams: Bool?
  /// Whether a reply that ends at its longest is what was wanted, as where one letter is asked for.
  public var endsEarly = false
  /// What it is for.
  public var purpose: Purpose

  /// Makes a conversation.
  public init(_ turns: [Turn], form: ReplyForm = .prose, sample: Int = 0, purpose: Purpose) {
    self.turns = turns
    self.form = form
    self.sample = sample
    self.purpose = purpose
  }

  /// A conversation that begins with `text`.
  public init(_ text: String, form: ReplyForm = .prose, sample: Int = 0, purpose: Purpose) {
    self.init([Turn(.user, text)], form: form, sample: sample, purpose: purpose)
  }

  /// The whole conversation for the record: a single turn as it is, several under the names of who speaks.
  public var transcript: String {
    guard turns.count > 1 else { return turns.first?.text ?? "" }
    return turns.map { "=== \($0.speaker.rawValue) ===\n\($0.text)" }.joined(separator: "\n\n")
  }
}

/// Tokens that a call used.
public struct TokenUsage: Sendable, Equatable, Codable {
  /// Tokens read, cached ones included.
  public var prompt: Int
  /// Those of them that the provider had cached.
  public var cached: Int
  /// Tokens written, thoughts included.
  public var reply: Int
  /// Whether the provider did not count and these are estimates from the text's length.
  public var isEstimated: Bool

  /// Makes a count.
  public init(prompt: Int, cached: Int = 0, reply: Int, isEstimated: Bool = false) {
    self.prompt = prompt
    self.cached = min(cached, prompt)
    self.reply = reply
    self.isEstimated = isEstimated
  }

  /// Read and written.
  public var total: Int { prompt + reply }
}

/// A token of a reply with its alternatives and their log probabilities.
public struct TokenChoice: Sendable, Equatable {
  /// A token and its log probability.
  public struct Candidate: Sendable, Equatable {
    /// The token's text.
    public var token: String
    /// log P(token | what stands before it).
    public var logProbability: Double

    /// Makes a candidate.
    public init(token: String, logProbability: Double) {
      self.token = token
      self.logProbability = logProbability
    }
  }

  /// The token that was written.
  public var chosen: Candidate
  /// The likeliest tokens at this place; the chosen one is usually among them.
  public var alternatives: [Candidate]

  /// Makes a choice.
  public init(chosen: Candidate, alternatives: [Candidate] = []) {
    self.chosen = chosen
    self.alternatives = alternatives
  }
}
