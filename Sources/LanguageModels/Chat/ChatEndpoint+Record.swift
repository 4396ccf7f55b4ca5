internal import RLCore

/// How calls of an endpoint are told to others: as records and as errors.
extension ChatEndpoint {
  /// One request as it went.
  struct Sent {
    var time: Double
    var seconds: Double
    var retries: Int
    var usage: TokenUsage?
    var result: Result<ChatAnswer, ChatClient.Failure>
    var isReused = false
    var warnings: [String] = []
  }

  func error(_ failure: ChatClient.Failure, retries: Int, path: String? = nil) -> any Error {
    switch failure {
    case .fault(let fault):
      ProviderError(fault, settings: settings, path: path ?? settings.dialect.chatPath, retries: retries)
    case .transport(let reason): ProviderError.unreachable(endpoint: settings.host, retries: retries, reason: reason)
    case .notChat(let detail): ProviderError.notChat(endpoint: settings.host, detail: detail)
    case .cancelled: CancellationError()
    case .other(let error): error
    }
  }

  /// Why there is no reply, in words.
  func reason(_ result: Result<ChatAnswer, ChatClient.Failure>, retries: Int) -> String? {
    guard case .failure(let failure) = result else { return nil }
    return AdviceText.clean("\(error(failure, retries: retries))", limit: 500).text
  }

  /// The record of a request as it went; what became of the reply is noted by whoever reads it.
  func call(_ sent: Sent, _ conversation: Conversation, _ request: ChatRequest) -> ModelCall {
    let purpose = conversation.purpose
    var service = ModelCall.Service(
      endpoint: settings.host, model: settings.model, parameters: request.parameters, promptDigest: purpose.digest,
      retries: sent.retries, isReused: sent.isReused, isRepair: purpose.isRepair)
    service.promptTokens = sent.usage?.prompt
    service.replyTokens = sent.usage?.reply
    service.cachedTokens = sent.usage?.cached
    service.isEstimated = sent.usage?.isEstimated ?? false
    service.cost = sent.usage.flatMap { budget.prices.cost(of: $0, model: settings.model) }
    var reply = ""
    if case .success(let answer) = sent.result {
      service.servedModel = answer.model.map { EndpointFault.safe($0, key: settings.key, limit: 100) }
      service.finishReason = answer.finishReason.map { EndpointFault.safe($0, key: settings.key, limit: 40) }
      service.secondsToFirstToken = answer.secondsToFirstToken
      reply = settings.key?.redacted(answer.transcript) ?? answer.transcript
    }
    return ModelCall(
      advisor: settings.advisorName, kind: purpose.kind, episode: purpose.episode, prompt: conversation.transcript,
      promptVersion: purpose.version, reply: reply, seconds: sent.seconds, time: sent.time, service: service)
  }
}
