internal import RLCore

/// A conversation as it goes to an endpoint of certain traits.
struct ChatRequest: Sendable {
  let body: String
  let parameters: ModelCall.Parameters
  /// Whether an identical request may be answered with an earlier reply.
  let isRepeatable: Bool
  /// Bytes of what the model is to read.
  let promptBytes: Int

  init(_ conversation: Conversation, settings: EndpointConfiguration, traits: EndpointTraits) {
    let wanted = conversation.maximumTokens ?? settings.maximumTokens
    let tokens = traits.replyTokens(wanted)
    let temperature = traits.takesTemperature ? conversation.temperature ?? settings.temperature : nil
    // Samples differ by their seed; without one of its own, the first keeps none, as a plain question has.
    let first = settings.seed ?? (conversation.sample > 0 ? 0 : nil)
    let seed = traits.takesSeed ? first.map { $0 &+ conversation.sample } : nil
    let streams = traits.streams && (conversation.streams ?? settings.isStreaming)
    parameters = ModelCall.Parameters(
      temperature: temperature, maximumTokens: tokens, seed: seed, isStreaming: streams,
      answerForm: min(conversation.form.rung, traits.highestRung).rawValue)
    body = JSONText.extended(
      settings.dialect.body(conversation, parameters, model: settings.model, traits: traits), by: settings.extra)
    promptBytes = conversation.turns.reduce(0) { $0 + $1.text.utf8.count }
    isRepeatable = temperature == 0 && conversation.sample == 0 && conversation.alternatives == nil
  }
}
