public import RLCore
internal import Synchronization

/// What became of a call.
public enum CallOutcome: String, Sendable, Codable, CaseIterable {
  /// The reply was used, at least in part.
  case answered
  /// The reply came, and nothing in it could be used.
  case unusable
  /// The reply was cut at its longest; what was complete was used.
  case cut
  /// The model declined.
  case refused
  /// The provider's filter withheld the reply or its end.
  case filtered
  /// No reply came.
  case failed
}

/// With which parameters a call was made; what was not sent is nil.
public struct CallParameters: Sendable, Equatable, Codable {
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
}

/// The record of one call to an endpoint: enough to audit, to price and to repeat it. A key is never in it.
public struct ProviderCall: Sendable, Equatable, Codable {
  /// When it began, in seconds since 1970.
  public var time: Double
  /// The endpoint's host and port.
  public var endpoint: String
  /// The advisor's name.
  public var advisor: String
  /// The model that was asked for.
  public var model: String
  /// The model that answered, as the endpoint names it.
  public var servedModel: String?
  /// The parameters.
  public var parameters: CallParameters
  /// What was asked for: an `AdviceKind`, or for instance `prior` and `probe`.
  public var kind: String
  /// The episode that it was about, where it was about one.
  public var episode: Int?
  /// The prompt template's version.
  public var promptVersion: String
  /// The SHA-256 of the prompt's text.
  public var promptDigest: String
  /// The prompt's text; in a turn that asks for a repair, the whole conversation, each message below a line that names
  /// who speaks.
  public var prompt: String
  /// Whether this asked to repair an earlier reply.
  public var isRepair: Bool
  /// The reply's text as it came, without the key should it be in there.
  public var reply: String?
  /// The provider's word for why the reply ended.
  public var finishReason: String?
  /// Tokens used.
  public var usage: TokenUsage?
  /// Money, where the price is known.
  public var cost: Double?
  /// Seconds from the first attempt to the reply's end.
  public var seconds: Double
  /// Seconds from the last attempt's start to the first piece of text; nil when the reply did not stream.
  public var secondsToFirstToken: Double?
  /// Attempts beyond the first.
  public var retries: Int
  /// Whether the reply is one given earlier to the same request; nothing was sent then.
  public var isReused: Bool
  /// What became of it.
  public var outcome: CallOutcome
  /// Suggestions in the reply that hold.
  public var suggestions: Int
  /// What was dropped or changed.
  public var issues: [ReplyIssue]
  /// Why there is no reply, in words.
  public var error: String?
}

/// Keeps the records of calls.
public protocol ProviderRecorder: Sendable {
  /// Keeps `call`. What it throws becomes a note on the reply: a reply that was paid for is not lost to a full disk.
  func record(_ call: ProviderCall) throws
}

/// Keeps records in memory.
public final class CallLog: ProviderRecorder {
  private let kept = Mutex<[ProviderCall]>([])

  /// An empty log.
  public init() {}

  /// The records, in order.
  public var calls: [ProviderCall] { kept.withLock { $0 } }

  /// Keeps `call`.
  public func record(_ call: ProviderCall) {
    kept.withLock { $0.append(call) }
  }
}
