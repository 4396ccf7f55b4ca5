import RLCore
import TestSupport
import Testing

@testable import Advisors

/// A reply that repeats the prompt's example is no advice.
@Suite struct ReplyExamplesTests {
  private let context = AdviceContext(
    environment: "Pong", background: "", rules: "", criteria: "",
    actionSpace: .discrete(names: ["stay", "up", "down"]), episode: 1, firstStep: 100, lastStep: 200, narration: [],
    outcome: -1, maximumStates: 8)

  private func item(_ rationale: String?, step: Int = 143, reward: Double = 0.6) -> String {
    "{\"episode\":1,\"step\":\(step)," + (rationale.map { "\"rationale\":\"\($0)\"," } ?? "")
      + "\"action\":\"down\",\"reward\":\(reward),\"confidence\":0.8}"
  }

  private func parse(_ kind: AdviceKind, _ lists: String...) throws -> ParsedReply {
    let text = lists.map { "{\"critical_states\":[\($0)]}" }.joined(separator: "\n")
    return ReplyParser.suggestions(
      from: text, context: context, examples: try PromptLibrary().examples(kind, context), advisor: "test")
  }

  private static let words = "one or two sentences on why this state decides and why this action"

  @Test(arguments: [
    words, "One or two sentences on why this state decides, and why this action.", "one or two sentences on why",
    words + " is best",
  ])
  func itsWordsAreDroppedAndThatIsSaid(rationale: String) throws {
    let parsed = try parse(.identify, item(rationale, step: 150, reward: -0.25) + "," + item("the ball comes fast"))
    #expect(parsed.suggestions.map(\.rationale) == ["the ball comes fast"])
    #expect(parsed.issues.map(\.reason) == ["it repeats the example of the prompt"])
  }

  @Test func itsNumbersAloneAreDroppedToo() throws {
    #expect(try parse(.identify, item(nil)).suggestions.isEmpty)
    #expect(try parse(.identify, item("")).suggestions.isEmpty)
    // The same step, judged by somebody who gives a reason, or otherwise.
    #expect(try parse(.identify, item("up there it is lost")).suggestions.count == 1)
    #expect(try parse(.identify, item(nil, reward: 0.5)).suggestions.count == 1)
  }

  @Test func eachTemplateHasItsOwn() throws {
    for (kind, words) in [(AdviceKind.action, "why this action"), (.reward, "why this reward")] {
      #expect(try parse(kind, item(words)).suggestions.isEmpty)
      #expect(try parse(kind, item("because of its speed")).suggestions.count == 1)
    }
    #expect(try parse(.caseAnalysis, item(Self.words)).suggestions.count == 1, "it shows none")
  }

  @Test func anExampleBehindTheAnswerDoesNotHideIt() throws {
    let parsed = try parse(.identify, item("the ball comes fast"), item(Self.words))
    #expect(parsed.suggestions.map(\.rationale) == ["the ball comes fast"])
  }

  @Test func aReplyOfNothingElseIsSentBackWithTheReason() async throws {
    let replies = [item(Self.words), item("late")].map { "{\"critical_states\":[\($0)]}" }
    let model = ScriptedModel(replies)
    let answer = try await LanguageModelAdvisor(model, library: PromptLibrary()).criticalStates(in: context)
    #expect(answer.value.map(\.why) == ["late"])
    #expect(model.conversations.last?.turns.last?.text.contains("it repeats the example") == true)
  }
}
