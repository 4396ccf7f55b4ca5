import Advisors
import Foundation
package import RLCore
package import SessionStore

/// Asks the prompt of a stored call once more, for the screen of prompts.
package struct CallRerun: Sendable {
  /// Where the answer is stored.
  package let store: SessionStore
  /// The model that is to be asked again; throws where there is none, in words for a person.
  package let model: @Sendable (ModelCall) throws -> any LanguageModel

  /// Asks again, and gives the number of the new call. It is a record only: no suggestion is taken from it.
  package func ask(_ id: Int) throws -> Int {
    guard let call = try store.call(id) else { throw RerunError.missing(id) }
    guard let kind = AdviceKind(rawValue: call.kind.rawValue), call.service?.isRepair != true else {
      throw RerunError.notWhole(id)
    }
    let model = try model(call)
    let conversation = LanguageModelAdvisor.conversation(
      Prompt(kind: kind, version: call.promptVersion, text: call.prompt), episode: call.episode)
    let reply = try waitFor { try await model.reply(to: conversation) }
    if let number = reply.call { return number }
    return try store.addCall(
      ModelCall(
        advisor: model.name, kind: call.kind, episode: call.episode, prompt: call.prompt,
        promptVersion: call.promptVersion, reply: reply.text, outcome: "call \(id) asked again",
        seconds: reply.seconds, time: Date().timeIntervalSince1970))
  }
}

extension CallRerun {
  /// Asks the model that answered, at its endpoint.
  package init(store: SessionStore, models: ModelCallRecorder) {
    self.init(store: store) { call in
      guard call.service != nil, let configuration = try ModelEndpoints.configuration(of: call) else {
        throw RerunError.noModel(call.id, call.advisor)
      }
      // Whoever asks again wants a new answer, and not the one that is kept.
      return try ModelEndpoints.model(configuration, recorder: models, options: ModelOptions(reusesReplies: false))
    }
  }
}

/// Why a call cannot be asked again, with what to do instead.
package enum RerunError: Error, CustomStringConvertible {
  case missing(Int)
  case notWhole(Int)
  case noModel(Int, String)

  package var description: String {
    switch self {
    case .missing(let id): "there is no call \(id) in this session"
    case .notWhole(let id): "call \(id) was a turn of a longer exchange; ask the call before it again"
    case .noModel(let id, let advisor):
      "call \(id) cannot be asked again: '\(advisor)' is no language model and was not asked in these words; 'sidecoach "
        + "identify SESSION --advisor NAME --again' asks about all episodes anew"
    }
  }
}
