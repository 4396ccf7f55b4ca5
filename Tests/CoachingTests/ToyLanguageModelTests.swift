import Coaching
import Foundation
import RLCore
import SessionStore
import Synchronization
import Testing

/// A language model of this file alone, added by its catalog line, goes through the real stage in the language-model
/// advisor.
@Suite struct ToyLanguageModelTests {
  /// Reads the steps that a prompt shows and answers about the first of them.
  private final class Reader: LanguageModel {
    let name = "reader"
    let summary = "Reads the first step of a prompt."
    private let state = Mutex((asked: [Conversation](), isMute: Set<Int>()))

    var asked: [Conversation] { state.withLock { $0.asked } }
    /// Episodes about which nothing of use is said.
    func mute(_ episodes: Set<Int>) { state.withLock { $0.isMute = episodes } }

    func reply(to conversation: Conversation) async throws -> ModelReply {
      let isMute = state.withLock { state in
        state.asked.append(conversation)
        return conversation.purpose.episode.map(state.isMute.contains) ?? false
      }
      guard !isMute, conversation.purpose.kind != .case else { return ModelReply("Too late, all in all.") }
      let text = conversation.turns.first?.text ?? ""
      let step = text.split(separator: "\n").first { $0.hasPrefix("t=") }?.dropFirst(2).prefix(while: \.isNumber) ?? ""
      return ModelReply(
        "{\"critical_states\":[{\"step\":\(step),\"rationale\":\"read\",\"action\":\"up\",\"reward\":0.5}]}",
        usage: TokenUsage(prompt: 9, reply: 3))
    }
  }

  private let model = Reader()

  private var catalogs: Catalogs {
    var catalogs = Catalogs.standard
    let model = model
    catalogs.models = catalogs.models.adding([
      LanguageModelEntry(
        "reader", model.summary, names: { ["reader"] }, make: { name, _ in name == "reader" ? model : nil })
    ])
    return catalogs
  }

  @Test func itIdentifiesAndAdvisesAtOnce() throws {
    let desk = try Desk.played(catalogs: catalogs)
    let found = try desk.identify("reader")
    let suggestions = try desk.store.suggestions()
    #expect(found.suggestions == suggestions.count && Set(suggestions.map(\.episode)) == [1, 2] && found.unread == 0)
    #expect(suggestions.allSatisfy { $0.advisor == "reader" && $0.action == .discrete(1) && $0.rationale == "read" })
    #expect(!model.asked.contains { $0.purpose.kind == .action }, "states and actions were named at once")
    // The record of each question lies in the session, and its number on the advice.
    for suggestion in suggestions {
      let number = try #require(suggestion.call)
      let call = try #require(try desk.store.call(number))
      #expect(call.kind == .identify && call.episode == suggestion.episode && call.reply.contains("read"))
      #expect(model.asked.contains { $0.turns.first?.text == call.prompt })
    }
    #expect(
      try desk.store.calls(matching: "", limit: .max, preview: 1).count == model.asked.count { !$0.purpose.isRepair })
  }

  @Test func itAdvisesAtTheStatesOfAnother() throws {
    let desk = try Desk.played(catalogs: catalogs)
    _ = try desk.identify("reader", by: "random")
    #expect(model.asked.first?.purpose.kind == .action)
    let listed = model.asked.first?.turns.first?.text.contains("because: drawn by chance") == true
    #expect(listed, "the model is told which states are meant")
  }

  @Test func whatCouldNotBeReadIsAskedAgainAndNothingElse() throws {
    let desk = try Desk.played(catalogs: catalogs)
    model.mute([2])
    #expect(try desk.identify("reader").unread == 1)
    model.mute([])
    let before = model.asked.count
    #expect(try desk.identify("reader").unread == 0)
    let again = model.asked.dropFirst(before).compactMap(\.purpose.episode)
    #expect(Set(again) == [2])
    let after = model.asked.count
    _ = try desk.identify("reader")
    #expect(model.asked.count == after)
  }

  @Test func otherPromptsAreAnotherQuestion() throws {
    let desk = try Desk.played(catalogs: catalogs)
    _ = try desk.identify("reader")
    let before = model.asked.count
    let folder = desk.store.info.path + "/prompts"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("version: mine\nWhat counted here?\n{{narration}}\n".utf8)
      .write(to: URL(fileURLWithPath: folder + "/identify.txt"))
    _ = try desk.identify("reader")
    let again = model.asked.dropFirst(before)
    #expect(Set(again.compactMap(\.purpose.episode)) == [1, 2])
    #expect(again.first?.turns.first?.text.hasPrefix("What counted here?") == true)
  }
}
