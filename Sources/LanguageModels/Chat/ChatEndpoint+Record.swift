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

  func error(_ failure: ChatClient.Failure, retries: Int, path: String = "/chat/completions") -> any Error {
    switch failure {
    case .fault(let fault): ProviderError(fault, settings: settings, path: path, retries: retries)
    case .transport(let reason): ProviderError.unreachable(endpoint: settings.host, retries: retries, reason: reason)
    case .notChat(let detail): ProviderError.notChat(endpoint: settings.host, detail: detail)
    case .cancelled: CancellationError()
    case .other(let error): error
    }
  }

  /// The record of a request as it went; what became of the reply is filled in by whoever judges it.
  func call(_ sent: Sent, _ query: ChatQuery, _ request: ChatRequest) -> ProviderCall {
    var call = ProviderCall(
      time: sent.time, endpoint: settings.host, advisor: settings.advisorName, model: settings.model,
      parameters: request.parameters, kind: query.purpose.kind, episode: query.purpose.episode,
      promptVersion: query.purpose.version,
      promptDigest: query.purpose.digest, prompt: query.transcript, isRepair: query.purpose.isRepair,
      usage: sent.usage, cost: sent.usage.flatMap { budget.prices.cost(of: $0, model: settings.model) },
      seconds: sent.seconds, retries: sent.retries, isReused: sent.isReused, outcome: .failed, suggestions: 0,
      issues: [])
    switch sent.result {
    case .success(let answer):
      call.servedModel = answer.model.map { EndpointFault.safe($0, key: settings.key, limit: 100) }
      call.reply = settings.key?.redacted(answer.text) ?? answer.text
      call.finishReason = answer.finishReason.map { EndpointFault.safe($0, key: settings.key, limit: 40) }
      call.secondsToFirstToken = answer.secondsToFirstToken
    case .failure(let failure):
      call.error = AdviceText.clean("\(error(failure, retries: sent.retries))", limit: 500).text
    }
    return call
  }
}
