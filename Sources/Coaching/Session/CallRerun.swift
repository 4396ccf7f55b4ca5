package import Advisors
import Foundation
package import RLCore
package import SessionStore

/// Asks the prompt of a stored call once more, for the screen of prompts.
package struct CallRerun: Sendable {
  /// Where the answer is stored.
  package let store: SessionStore
  /// Makes the advisor that is to be asked again; throws where it cannot be asked, in words for a person.
  package let advisor: @Sendable (ModelCall) throws -> any Advisor
  /// The number under which the advisor itself has stored the answer to the prompt with that digest; nil where it has
  /// not. Language models record every request, stand-ins record nothing.
  package var stored: @Sendable (_ digest: String) -> Int? = { _ in nil }

  /// Asks, and gives the number of the new call. It is a record only: no suggestion is taken from it.
  package func ask(_ id: Int) throws -> Int {
    guard let call = try store.call(id) else { throw RerunError.missing(id) }
    guard let kind = AdviceKind(rawValue: call.kind.rawValue), call.service?.isRepair != true else {
      throw RerunError.notWhole(id)
    }
    let advisor = try advisor(call)
    let prompt = Prompt(kind: kind, version: call.promptVersion, text: call.prompt)
    let reply = try waitFor { try await advisor.reply(to: prompt) }
    if let number = stored(prompt.digest) { return number }
    return try store.addCall(
      ModelCall(
        advisor: advisor.name, kind: call.kind, episode: call.episode, prompt: call.prompt,
        promptVersion: call.promptVersion, reply: reply.text, outcome: "call \(id) asked again",
        seconds: reply.seconds, time: Date().timeIntervalSince1970))
  }

  /// An advisor that needs nothing but a prompt.
  package static func plainAdvisor(_ call: ModelCall) throws -> any Advisor {
    guard AdvisorCatalog.all.contains(where: { $0.name == call.advisor }) else {
      throw RerunError.noAdvisor(call.id, call.advisor)
    }
    return try AdvisorCatalog.make(call.advisor)
  }
}

extension CallRerun {
  /// Asks whoever answered: the model at its endpoint, or a stand-in that needs nothing but a prompt.
  package init(store: SessionStore, models: ModelCallRecorder) {
    self.init(
      store: store,
      advisor: { call in
        // Whoever asks again wants a new answer, and not the one that is kept.
        let options = ModelOptions(reusesReplies: false)
        guard call.service != nil, let configuration = try ModelAdvisors.configuration(of: call) else {
          return try Self.plainAdvisor(call)
        }
        return try ModelAdvisors.advisor(configuration, recorder: models, options: options)
      }, stored: { models.number(of: $0) })
  }
}

/// Why a call cannot be asked again, with what to do instead.
package enum RerunError: Error, CustomStringConvertible {
  case missing(Int)
  case notWhole(Int)
  case noAdvisor(Int, String)

  package var description: String {
    switch self {
    case .missing(let id): "there is no call \(id) in this session"
    case .notWhole(let id): "call \(id) was a turn of a longer exchange; ask the call before it again"
    case .noAdvisor(let id, let advisor):
      "call \(id) cannot be asked again: '\(advisor)' cannot be asked from here; 'sidecoach identify SESSION "
        + "--advisor NAME' asks an advisor about episodes that have no suggestions yet"
    }
  }
}
