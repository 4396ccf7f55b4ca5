import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// What goes over the line, and what is learnt from being refused.
@Suite struct ProviderRequestTests {
  private func body(
    _ conversation: Conversation, model: String = "gpt-4o-mini", _ change: (inout EndpointTraits) -> Void = { _ in }
  ) throws -> JSONValue {
    let settings = try EndpointConfiguration(model: model)
    var traits = EndpointTraits(model: model)
    change(&traits)
    return try #require(JSONValue(whole: ChatRequest(conversation, settings: settings, traits: traits).body))
  }

  private func query(
    _ kind: AdviceKind = .identify, _ space: ActionSpace? = ProviderBench.context.actionSpace
  ) -> Conversation {
    LanguageModelAdvisor.conversation(
      Prompt(kind: kind, version: "1", text: "What decided it?"), episode: nil, space: space)
  }

  @Test func asksForAStreamWithUsageAtTemperatureZero() throws {
    let body = try body(query())
    #expect(body["model"]?.text == "gpt-4o-mini")
    #expect(body["messages"]?.canonical == "[{\"content\":\"What decided it?\",\"role\":\"user\"}]")
    #expect(body["temperature"] == .number(0))
    #expect(body["max_tokens"] == .number(4096))
    #expect(body["stream"] == .bool(true))
    #expect(body["stream_options"]?["include_usage"] == .bool(true))
    #expect(body["seed"] == nil && body["max_completion_tokens"] == nil && body["logprobs"] == nil)
  }

  @Test func statesTheSchemaWithReasonsBeforeConclusions() throws {
    let settings = try EndpointConfiguration(model: "m")
    let text = ChatRequest(query(), settings: settings, traits: EndpointTraits(model: "m")).body
    let places = try [
      "episode", "step", "rationale", "action", "reward", "recorded_reward", "state_value", "hold", "confidence",
    ].map { name in
      try #require(text.firstRange(of: "\"\(name)\":{")).lowerBound
    }
    #expect(places == places.sorted())
    let format = try body(query())["response_format"]
    #expect(format?["json_schema"]?["strict"] == .bool(true))
    let item = format?["json_schema"]?["schema"]?["properties"]?["critical_states"]?["items"]
    #expect(item?["additionalProperties"] == .bool(false))
    #expect(item?["required"]?.items?.count == 9)
    #expect(item?["properties"]?["action"]?["enum"] == .array([.text("stay"), .text("up"), .text("down")]))
  }

  @Test func statesTheFormOfOtherActionsAndOfProse() throws {
    func action(_ space: ActionSpace?) throws -> JSONValue? {
      let format = try body(query(.identify, space))["response_format"]
      let states = format?["json_schema"]?["schema"]?["properties"]?["critical_states"]
      return states?["items"]?["properties"]?["action"]
    }
    #expect(try action(.box(low: [-1], high: [1]))?["type"]?.text == "array")
    #expect(try action(nil)?["anyOf"]?.items?.count == 2)
    #expect(try body(query(.caseAnalysis))["response_format"] == nil)
  }

  @Test(arguments: [
    ("o1", true), ("o3-mini", true), ("openai/o4-mini-2025", true), ("gpt-5", true), ("GPT-5-nano", true),
    ("gpt-5.1", true), ("gpt-4o", false), ("o1x", false), ("llama-o3", false), ("gpt-50", false),
  ])
  func knowsModelsThatThinkByTheirNames(model: String, thinks: Bool) throws {
    let body = try body(query(), model: model)
    #expect((body["max_completion_tokens"] != nil) == thinks)
    #expect((body["max_tokens"] == nil) == thinks)
    #expect((body["temperature"] == nil) == thinks)
  }

  @Test func givesEverySampleASeedOfItsOwn() throws {
    let seeds = try (0..<3).map { sample in
      var query = query()
      query.sample = sample
      return try body(query)["seed"]
    }
    #expect(seeds == [nil, .number(1), .number(2)])
  }

  private func learnt(_ message: String, parameter: String = "", status: Int = 400) -> (EndpointTraits, Bool) {
    var traits = EndpointTraits(model: "m")
    var fault = EndpointFault(status: status, body: [], key: nil)
    fault.message = message
    fault.parameter = parameter
    let isNews = traits.learn(from: fault)
    return (traits, isNews)
  }

  @Test func stepsDownTheLadderAndNoFurther() {
    var traits = EndpointTraits(model: "m")
    var fault = EndpointFault(status: 400, body: [], key: nil)
    fault.message = "This model does not support response_format json_schema"
    var rungs: [Conversation.ReplyForm.Rung] = []
    while traits.learn(from: fault), rungs.count < 9 { rungs.append(traits.highestRung) }
    #expect(rungs == [.object, .prompt])
  }

  @Test func learnsWhichParameterIsNotUnderstood() {
    #expect(learnt("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.").0.usesCompletionTokens)
    #expect(!learnt("temperature does not support 0 with this model", parameter: "temperature").0.takesTemperature)
    #expect(!learnt("Unrecognized request argument supplied: stream_options").0.takesStreamOptions)
    #expect(!learnt("Extra inputs are not permitted", parameter: "seed").0.takesSeed)
    #expect(!learnt("logprobs are not supported", parameter: "").0.givesLogprobs)
    #expect(!learnt("unsupported value", parameter: "stream").0.streams)
    #expect(learnt("unsupported value", parameter: "stream").0.takesStreamOptions)
    #expect(learnt("Either json_schema or grammar", status: 422).0.highestRung == .object)
    // Some servers call what they do not know an error of their own.
    #expect(learnt("Input should be 'text' or 'json_object', not 'json_schema'", status: 500).0.highestRung == .object)
    #expect(!learnt("invalid temperature: only 1 is allowed for this model").0.takesTemperature)
    #expect(!learnt("`temperature` must be strictly positive", status: 422).0.takesTemperature)
  }

  @Test func learnsBoundsOfNumbers() {
    let large = learnt(
      "max_tokens is too large: 4096. This model supports at most 2048 completion tokens.", parameter: "max_tokens")
    #expect(large.0.mostReplyTokens == 2_048 && large.0.replyTokens(4_096) == 2_048)
    let small = learnt(
      "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 8 instead.",
      parameter: "max_output_tokens")
    #expect(small.0.leastReplyTokens == 16 && small.0.replyTokens(8) == 16)
    let five = learnt("Invalid value for 'top_logprobs': must be less than or equal to 5.", parameter: "top_logprobs")
    #expect(five.0.mostAlternatives == 5 && five.0.givesLogprobs)
    #expect(!learnt("max_tokens must be at least 1, got -186.").1, "that is about the prompt")
  }

  @Test func learnsNothingFromOtherFaults() {
    #expect(!learnt("max_tokens is too large: 90000").1)
    #expect(!learnt("response_format is wrong", status: 503).1)
    #expect(!learnt("unexpected end of the upstream", status: 500).1, "no stream is refused")
    #expect(!learnt("Your prompt is unsupported").1)
    #expect(!learnt("", status: 401).1)
  }

  @Test func renamesTheLongestReplyOnceAndThenLeavesItOut() throws {
    var traits = EndpointTraits(model: "m")
    var fault = EndpointFault(status: 400, body: [], key: nil)
    fault.message = "unknown argument max_tokens"
    let first = traits.learn(from: fault)
    fault.message = "unknown argument max_completion_tokens"
    let second = traits.learn(from: fault)
    let third = traits.learn(from: fault)
    #expect(first && second && !third && !traits.takesReplyTokens)
    // Asked without it from then on, in the next run too.
    var later = EndpointTraits(model: "m")
    EndpointLessons(traits).apply(to: &later)
    #expect(!later.takesReplyTokens && EndpointLessons(EndpointTraits(model: "m")).isEmpty)
  }

  @Test func readsErrorsInEveryShapeAndHidesKeys() throws {
    let key = try #require(APIKey("my-private-word"))
    func message(_ body: String) -> String {
      EndpointFault(status: 400, body: Array(body.utf8), key: key).message
    }
    #expect(message("{\"error\":{\"message\":\"no\"}}") == "no")
    #expect(message("{\"error\":\"no\"}") == "no")
    #expect(message("{\"detail\":\"no\"}") == "no")
    #expect(message("{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"Extra\"}]}") == "body.seed: Extra")
    #expect(message("<html>\u{1B}[1mBad</html>") == "<html>[1mBad</html>")
    #expect(!message("{\"error\":\"key my-private-word is wrong\"}").contains("private"))
    #expect(message(String(repeating: "x ", count: 900)).count == EndpointFault.longestMessage)
  }

  @Test func writesJSONThatReadsBack() throws {
    let text = "a\"b\\c\n\u{1}\u{1F}é\t\r"
    #expect(JSONValue(whole: JSONText.quoted(text))?.text == text)
    #expect(JSONText.number(.nan) == "null" && JSONText.number(0.5) == "0.5" && JSONText.number(3) == "3")
    let canonical = try #require(JSONValue(whole: " {\"b\": [1, true], \"a\": null} ")).canonical
    #expect(canonical == "{\"a\":null,\"b\":[1,true]}")
    #expect(JSONValue(whole: "{} {}") == nil)
  }
}
