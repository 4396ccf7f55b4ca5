public import RLCore
import Synchronization

/// Keeps records of model calls in memory.
public final class CallLog: ModelCallRecording {
  private let kept = Mutex<[LoggedCall]>([])

  /// An empty log.
  public init() {}

  /// The records, in order.
  public var calls: [LoggedCall] { kept.withLock { $0 } }

  /// Keeps `call`, numbered from 1.
  public func record(_ call: ModelCall, _ outcome: AdviceOutcome) -> Int {
    kept.withLock { kept in
      kept.append(LoggedCall(call: call, result: outcome))
      return kept.count
    }
  }
}

/// A record with what became of the call, its members as if they were one list.
@dynamicMemberLookup
public struct LoggedCall: Sendable {
  /// The record.
  public let call: ModelCall
  /// What became of it.
  public let result: AdviceOutcome

  private static let silent = ModelCall.Service(
    endpoint: "", model: "",
    parameters: .init(temperature: nil, maximumTokens: 0, seed: nil, isStreaming: false, answerForm: ""),
    promptDigest: "")

  /// A member of the record.
  public subscript<Value>(dynamicMember path: KeyPath<ModelCall, Value>) -> Value { call[keyPath: path] }
  /// What the endpoint told.
  public subscript<Value>(dynamicMember path: KeyPath<ModelCall.Service, Value>) -> Value {
    (call.service ?? Self.silent)[keyPath: path]
  }
  /// What was asked for, as text.
  public var kind: String { call.kind.rawValue }
  /// How it ended.
  public var outcome: AdviceOutcome.Ending { result.ending }
  /// Suggestions that hold.
  public var suggestions: Int { result.suggestions }
  /// What was dropped or changed.
  public var issues: [ReplyIssue] { result.issues }
  /// Why there is no reply.
  public var error: String? { result.failure }
  /// The reply's text, where one came.
  public var reply: String? { result.ending == .failed ? nil : call.reply }
  /// Tokens used.
  public var usage: TokenUsage? {
    guard let service = call.service, let prompt = service.promptTokens, let reply = service.replyTokens else {
      return nil
    }
    return TokenUsage(
      prompt: prompt, cached: service.cachedTokens ?? 0, reply: reply, isEstimated: service.isEstimated)
  }
}
