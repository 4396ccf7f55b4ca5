/// What a language model replied.
public struct ModelReply: Sendable, Equatable {
  /// The text.
  public var text: String
  /// How long it took, in seconds.
  public var seconds: Double
  /// Tokens, where somebody counted or estimated them.
  public var usage: TokenUsage?
  /// The tokens with their log probabilities, where they were asked for and given.
  public var tokens: [TokenChoice]
  /// What a person should know about it, for instance that it was cut at its longest; one sentence each.
  public var notes: [String]
  /// How it ended, where that is why it may be of no use; one of the notes.
  public var ending: String?
  /// The number of its record; nil where the model keeps none.
  public var call: Int?

  /// Makes a reply.
  public init(
    _ text: String, seconds: Double = 0, usage: TokenUsage? = nil, tokens: [TokenChoice] = [], notes: [String] = [],
    call: Int? = nil
  ) {
    self.text = text
    self.seconds = seconds
    self.usage = usage
    self.tokens = tokens
    self.notes = notes
    self.call = call
  }
}

/// What somebody made of a reply.
public struct Reading<Value: Sendable>: Sendable {
  /// What it says.
  public var value: Value
  /// Suggestions in it that hold, for the record.
  public var suggestions: Int
  /// What was dropped or changed on the way in.
  public var issues: [ReplyIssue]
  /// Whether anything in it can be used; an empty list that is meant so can.
  public var isUsable: Bool

  /// Makes a reading.
  public init(_ value: Value, suggestions: Int = 0, issues: [ReplyIssue] = [], isUsable: Bool) {
    self.value = value
    self.suggestions = suggestions
    self.issues = issues
    self.isUsable = isUsable
  }
}

/// A reply together with what was read in it.
public struct ReadReply<Value: Sendable>: Sendable {
  /// As it came.
  public var reply: ModelReply
  /// What it says.
  public var reading: Reading<Value>
  /// How it ended.
  public var ending: AdviceOutcome.Ending

  /// Puts them together.
  public init(_ reply: ModelReply, _ reading: Reading<Value>, ending: AdviceOutcome.Ending) {
    self.reply = reply
    self.reading = reading
    self.ending = ending
  }
}

/// Whatever turns a conversation into a reply.
///
/// It knows nothing of episodes, states and suggestions: that is for whoever asks. A model that keeps records of its calls
/// takes the reading into them, so that a reply is read once and whoever reads the records finds what became of it.
public protocol LanguageModel: Sendable {
  /// Its name in the catalog, for instance `openai:gpt-4o-mini`.
  var name: String { get }
  /// One sentence about it.
  var summary: String { get }
  /// Questions that it takes at the same time.
  var parallelCalls: Int { get }
  /// Calls in a row that may fail before asking ends.
  var maximumFailures: Int { get }
  /// Characters of the longest prompt that it is known to read with room for its reply; nil where that is not known.
  var promptCharacters: Int? { get }
  /// Whether several samples of one question can differ; at temperature 0 they do not.
  var varies: Bool { get }
  /// Whether every call is on record as soon as it ends, failed ones too.
  var keepsRecords: Bool { get }
  /// Replies, or throws when it cannot be reached.
  func reply(to conversation: Conversation) async throws -> ModelReply
  /// Replies, and gives the reply to `read` once.
  func reply<Value: Sendable>(
    to conversation: Conversation, read: @Sendable (ModelReply) -> Reading<Value>
  ) async throws -> ReadReply<Value>
}

extension LanguageModel {
  /// One after another.
  public var parallelCalls: Int { 1 }
  /// Three.
  public var maximumFailures: Int { 3 }
  /// Not known.
  public var promptCharacters: Int? { nil }
  /// They do not.
  public var varies: Bool { false }
  /// None is.
  public var keepsRecords: Bool { false }

  /// Replies and reads.
  public func reply<Value: Sendable>(
    to conversation: Conversation, read: @Sendable (ModelReply) -> Reading<Value>
  ) async throws -> ReadReply<Value> {
    let reply = try await reply(to: conversation)
    let reading = read(reply)
    return ReadReply(reply, reading, ending: reading.isUsable ? .answered : .unusable)
  }
}
