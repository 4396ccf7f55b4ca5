internal import Synchronization

/// A way in which servers of the chat protocol differ, as people meet it, and what is to come of it.
public struct EndpointKind: Sendable, CustomStringConvertible {
  /// What is to come of it.
  public enum Outcome: Sendable {
    /// The state of the good answer, with nothing dropped.
    case advice
    /// No advice: a reply of which nothing is used, with these words said about it.
    case nothing(String)
    /// An error that holds these words.
    case failure(String)
  }

  /// What it is called.
  public let name: String
  /// What is to come of it.
  public let outcome: Outcome
  /// The answer to a question.
  public let reply: @Sendable (EndpointQuestion) -> LoopbackReply

  init(_ name: String, _ outcome: Outcome, _ reply: @escaping @Sendable (EndpointQuestion) -> LoopbackReply) {
    self.name = name
    self.outcome = outcome
    self.reply = reply
  }

  /// The name.
  public var description: String { name }

  /// Every kind.
  public static let all = framings + places + thoughts + errors + refusals + spellings + endings
}

extension LoopbackServer {
  /// A server that answers every question as `kind` says.
  public convenience init(_ kind: EndpointKind) throws {
    let counter = Counted()
    try self.init { request in
      guard request.method == "POST" else { return .answer(body: "{\"data\":[{\"id\":\"m\"}]}") }
      return kind.reply(EndpointQuestion(request, number: counter.next()))
    }
  }

  private final class Counted: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock { count in
        defer { count += 1 }
        return count
      }
    }
  }
}
