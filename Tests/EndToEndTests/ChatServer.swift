import Foundation
import Synchronization
import TestSupport

/// A server on loopback that speaks the protocol of language models and answers every question with states of the stretch
/// that it asks about.
final class ChatServer: Sendable {
  private let server: LoopbackServer
  private let answered = Answered()

  /// A server that answers, or after `limit` answers closes every connection.
  init(models: [String] = ["tiny", "large"], limit: Int = .max) throws {
    let answered = answered
    server = try LoopbackServer { request in
      guard request.method == "POST" else {
        let list = models.map { #"{"id":"\#($0)","object":"model"}"# }.joined(separator: ",")
        return .answer(body: #"{"object":"list","data":[\#(list)]}"#)
      }
      let question = Self.question(request.body)
      let isLate = answered.texts.withLock { texts in
        guard texts.count < limit else { return true }
        texts.append(question)
        return false
      }
      if isLate { return LoopbackReply([.reset]) }
      return LoopbackReply.events([
        Self.piece(Self.states(question)), #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}"#, "[DONE]",
      ]).then(LoopbackReply.endOfChunks)
    }
  }

  /// The questions that were answered, as often as they were.
  private final class Answered: Sendable {
    let texts = Mutex<[String]>([])
  }

  /// What `OPENAI_BASE_URL` names.
  var url: String { server.url + "/v1" }
  /// Questions answered so far.
  var count: Int { answered.texts.withLock { $0.count } }
  /// Questions that were answered more than once.
  var repeated: Int { answered.texts.withLock { $0.count - Set($0).count } }

  func stop() { server.stop() }

  private static func question(_ body: [UInt8]) -> String {
    let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    let messages = object?["messages"] as? [[String: Any]]
    return messages?.compactMap { $0["content"] as? String }.joined(separator: "\n") ?? ""
  }

  /// Every tenth step that the question shows, as critical states.
  private static func states(_ question: String) -> String {
    let episode = question.matches(of: #/[Ee]pisode[ =](\d+)/#).last.map { String($0.1) } ?? "1"
    let steps = question.matches(of: #/t=(\d+) /#).map { String($0.1) }
    let items = stride(from: 0, to: steps.count, by: 10).prefix(4).map { index in
      #"{"episode":\#(episode),"step":\#(steps[index]),"rationale":"late","action":"up","reward":0.5,"confidence":0.6}"#
    }
    return #"{"critical_states":[\#(items.joined(separator: ","))]}"#
  }

  private static func piece(_ text: String) -> String {
    let object: [String: Any] = ["model": "tiny", "choices": [["index": 0, "delta": ["content": text]]]]
    let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}
