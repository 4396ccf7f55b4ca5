internal import RLCore

/// A conversation as it goes to an endpoint of certain traits.
struct ChatRequest: Sendable {
  let body: String
  let parameters: ModelCall.Parameters
  /// Whether an identical request may be answered with an earlier reply.
  let isRepeatable: Bool

  init(_ conversation: Conversation, settings: EndpointConfiguration, traits: EndpointTraits) {
    let wanted = conversation.maximumTokens ?? settings.maximumTokens
    let tokens = traits.contextTokens.map { PromptWindow(contextTokens: $0).replyTokens(wanted) } ?? wanted
    let temperature = traits.takesTemperature ? conversation.temperature ?? settings.temperature : nil
    // Samples differ by their seed; without one of its own, the first keeps none, as a plain question has.
    let first = settings.seed ?? (conversation.sample > 0 ? 0 : nil)
    let seed = traits.takesSeed ? first.map { $0 &+ conversation.sample } : nil
    let streams = traits.streams && (conversation.streams ?? settings.isStreaming)
    parameters = ModelCall.Parameters(
      temperature: temperature, maximumTokens: tokens, seed: seed, isStreaming: streams,
      answerForm: min(conversation.form.rung, traits.highestRung).rawValue)
    body = settings.dialect.body(conversation, parameters, model: settings.model, traits: traits)
    isRepeatable = temperature == 0 && conversation.sample == 0 && conversation.alternatives == nil
  }
}
