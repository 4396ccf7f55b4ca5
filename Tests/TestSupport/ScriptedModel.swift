public import RLCore
import Synchronization

/// A language model that gives given replies in order, whatever is asked.
public final class ScriptedModel: LanguageModel {
  /// Every reply was given.
  public struct Exhausted: Error {}

  /// Its name.
  public let name: String
  /// One sentence about it.
  public let summary = "Gives given replies in order; for tests only."
  private let state: Mutex<(replies: [String], asked: [Conversation])>

  /// A model that gives `replies` and then fails with `Exhausted`.
  public init(_ replies: [String], name: String = "scripted") {
    self.name = name
    state = Mutex((replies, []))
  }

  /// What it was asked, in order.
  public var conversations: [Conversation] { state.withLock { $0.asked } }

  /// The next reply.
  public func reply(to conversation: Conversation) async throws -> ModelReply {
    try state.withLock { state in
      state.asked.append(conversation)
      guard !state.replies.isEmpty else { throw Exhausted() }
      return ModelReply(state.replies.removeFirst())
    }
  }
}
