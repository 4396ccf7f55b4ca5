import RLCore
import Testing

@Suite struct ModelCallTests {
  private let issues = [
    ReplyIssue(kind: .rejected, item: 1, reason: "no step"), ReplyIssue(kind: .clamped, item: 2, reason: "1.5"),
    ReplyIssue(kind: .clamped, item: nil, reason: "cut"),
  ]

  @Test(arguments: [
    (AdviceOutcome.Ending.answered, "4 suggestions, 3 items dropped or changed"),
    (.cut, "cut at its longest; 4 suggestions, 3 items dropped or changed"),
    (.filtered, "withheld by the provider's filter; 4 suggestions, 3 items dropped or changed"),
    (.unusable, "nothing usable; 4 suggestions, 3 items dropped or changed"), (.refused, "declined by the model"),
    (.failed, "failed"),
  ])
  func anOutcomeHasWords(_ ending: AdviceOutcome.Ending, _ words: String) {
    #expect(AdviceOutcome(ending, suggestions: 4, issues: issues).words == words)
    #expect(AdviceOutcome(ending, failure: "the server is away").words == "the server is away")
  }

  @Test func theOutcomeIsCountedInWhatTheEndpointTold() {
    let parameters = ModelCall.Parameters(
      temperature: 0.25, maximumTokens: 800, seed: nil, isStreaming: true, answerForm: "prompt")
    var call = ModelCall(
      advisor: "openai:tiny", kind: .identify, prompt: "which?", promptVersion: "identify-2", seconds: 1,
      service: ModelCall.Service(endpoint: "localhost:1", model: "tiny", parameters: parameters, promptDigest: "0"))
    #expect(call.service?.tokens == nil)
    call.end(AdviceOutcome(.answered, suggestions: 4, issues: issues))
    #expect(call.outcome == "4 suggestions, 3 items dropped or changed")
    #expect(call.service?.suggestions == 4 && call.service?.rejected == 1 && call.service?.clamped == 2)
    call.service?.replyTokens = 7
    #expect(call.service?.tokens == 7)
    call.service = nil
    call.end(AdviceOutcome(.failed))
    #expect(call.outcome == "failed" && call.service == nil)
  }

  @Test func parametersAreNamedInOrder() {
    var parameters = ModelCall.Parameters(
      temperature: 0.25, maximumTokens: 800, seed: 7, isStreaming: true, answerForm: "prompt")
    #expect(
      parameters.words == "answerForm prompt, isStreaming true, maximumTokens 800, seed 7, temperature 0.25")
    parameters.seed = nil
    parameters.temperature = 1
    #expect(parameters.words == "answerForm prompt, isStreaming true, maximumTokens 800, temperature 1")
  }
}
