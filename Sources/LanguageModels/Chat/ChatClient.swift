internal import RLCore

/// Sends requests to an endpoint, again where that may help, and says what it is waiting for.
struct ChatClient: Sendable {
  let settings: EndpointConfiguration
  let transport: any Transport
  let retries: RetryPolicy
  let clock: ProviderClock
  let progress: (@Sendable (ProviderProgress) -> Void)?

  /// Why the last attempt failed.
  enum Failure: Error {
    case fault(EndpointFault)
    case transport(TransportError)
    case notChat(String)
    case cancelled
    /// What only some transports throw, such as a cassette that lacks the request.
    case other(any Error)
  }

  /// How it went in the end.
  struct Delivery<Value: Sendable>: Sendable {
    var result: Result<Value, Failure>
    /// Attempts beyond the first.
    var retries = 0
    /// Attempts that were lost after the endpoint may have begun to write; it counts their tokens all the same.
    var lostAttempts = 0
    /// What the latest attempt brought before its stream ended too early.
    var broken: ChatAnswer?

    /// The same with what came put in another form.
    func map<Other: Sendable>(_ change: (Value) -> Other) -> Delivery<Other> {
      Delivery<Other>(
        result: result.map(change), retries: retries, lostAttempts: lostAttempts, broken: broken)
    }
  }

  /// What a single attempt brought.
  private enum Body: Sendable {
    case streamed(ChatAnswer)
    case whole([UInt8], type: String)
  }

  /// An answer that says no, with what may say when to come again.
  private struct Refusal: Error {
    var fault: EndpointFault
    var headers: [String: String] = [:]
    var body: [UInt8] = []
  }

  /// Asks for a chat's next message.
  ///
  /// - Parameters:
  ///   - form: what the reply should be, by which one that broke off is told from a whole one.
  ///   - teaches: whether something can be learnt from a refusal, so that asking again as before would be a waste.
  func chat(
    _ body: String, streams: Bool, form: Conversation.ReplyForm = .prose,
    teaches: @Sendable (EndpointFault) -> Bool = { _ in false }
  ) async -> Delivery<ChatAnswer> {
    var delivery: Delivery<ChatAnswer> = await deliver(
      settings.request("POST", settings.dialect.chatPath, body: body, streams: streams), form, teaches
    ) { body in
      switch body {
      case .streamed(let answer): return answer
      case .whole(let bytes, let type): return try self.answer(in: Self.utf8(bytes, type))
      }
    }
    // What came before a stream broke off is worth more than the error.
    if case .failure(.transport) = delivery.result, let broken = delivery.broken, !broken.transcript.isEmpty {
      delivery.result = .success(broken)
      delivery.lostAttempts -= 1
    }
    return delivery
  }

  /// Gets a JSON document.
  func document(_ path: String) async -> Delivery<JSONValue> {
    await deliver(settings.request("GET", path), .prose) { body in
      guard case .whole(let bytes, _) = body, let value = JSONValue(reading: bytes) else {
        throw Failure.notChat("the answer is not JSON")
      }
      return value
    }
  }

  /// Posts one JSON document and gets another.
  func posted(_ body: String, to path: String) async -> Delivery<JSONValue> {
    await deliver(settings.request("POST", path, body: body), .prose) { body in
      guard case .whole(let bytes, _) = body, let value = JSONValue(reading: bytes) else {
        throw Failure.notChat("the answer is not JSON")
      }
      if let error = settings.dialect.error(in: value) {
        throw Refusal(fault: EndpointFault(inAnswer: error, key: settings.key), body: bytes)
      }
      return value
    }
  }

  /// A body in UTF-8, where its content type names the other coding that is met.
  private static func utf8(_ bytes: [UInt8], _ type: String) -> [UInt8] {
    let isLatin = ["iso-8859-1", "latin1", "windows-1252"].contains(where: type.lowercased().contains)
    guard isLatin, String(validating: bytes, as: UTF8.self) == nil else { return bytes }
    return bytes.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
  }

  private func answer(in bytes: [UInt8]) throws -> ChatAnswer {
    guard let value = JSONValue(reading: bytes) else {
      let start = EndpointFault.safe(String(decoding: bytes.prefix(200), as: UTF8.self), key: settings.key, limit: 80)
      throw Failure.notChat(start.isEmpty ? "the answer is empty" : "the answer is not JSON but '\(start)'")
    }
    if let error = settings.dialect.error(in: value) {
      throw Refusal(fault: EndpointFault(inAnswer: error, key: settings.key), body: bytes)
    }
    guard settings.dialect.holdsReply(value) else { throw Failure.notChat("the answer holds no choice") }
    var answer = ChatAnswer()
    settings.dialect.take(value, into: &answer)
    return answer
  }

  /// Seconds after which an attempt that came to nothing is not made again: the next would take as long.
  private static let longestRepeated = 60.0

  private func deliver<Value: Sendable>(
    _ request: HTTPRequest, _ form: Conversation.ReplyForm,
    _ teaches: @Sendable (EndpointFault) -> Bool = { _ in false }, read: (Body) throws -> Value
  ) async -> Delivery<Value> {
    var delivery = Delivery<Value>(result: .failure(.cancelled))
    // Chance only spreads the waits; no result depends on it.
    var chance = SystemRandomNumberGenerator()
    var waited = 0.0
    while true {
      let attempt = delivery.retries + 1
      let start = clock.elapsed()
      var decision = RetryPolicy.Decision.stop(reason: "")
      guard !Task.isCancelled else { return delivery }
      do {
        progress?(.sent(attempt: attempt))
        delivery.result = .success(try read(try await self.attempt(request, form)))
      } catch let refusal as Refusal {
        delivery.result = .failure(.fault(refusal.fault))
        guard !teaches(refusal.fault) else { return delivery }
        decision = retries.decision(
          status: refusal.fault.status, headers: refusal.headers, body: refusal.body, attempt: attempt, waited: waited,
          now: clock.wall(), using: &chance)
        if case .stop(let reason) = decision, attempt < retries.attempts, !refusal.fault.saysNoMoney,
          RetryPolicy.isRetried(status: refusal.fault.status)
        {
          // The server's own word ended it early, for instance a longer wait than anybody wants to sit through.
          delivery.result = .failure(.fault(refusal.fault.saying(reason)))
        }
      } catch let error as TransportError {
        delivery.result = .failure(error == .cancelled ? .cancelled : .transport(error))
        if Self.mayHaveBegun(error) { delivery.lostAttempts += 1 }
        decision = retries.decision(error: error, attempt: attempt, using: &chance)
        if clock.elapsed() - start > Self.longestRepeated { decision = .stop(reason: "") }
      } catch let broken as BrokenStream {
        delivery.result = .failure(.transport(.interrupted("the stream ended early")))
        delivery.broken = broken.answer
        delivery.lostAttempts += 1
        decision = retries.decision(error: .interrupted("the stream ended early"), attempt: attempt, using: &chance)
        if clock.elapsed() - start > Self.longestRepeated { decision = .stop(reason: "") }
      } catch let failure as Failure {
        delivery.result = .failure(failure)
      } catch is CancellationError {
        delivery.result = .failure(.cancelled)
        delivery.lostAttempts += 1
      } catch {
        delivery.result = .failure(.other(error))
      }
      guard case .retry(let seconds, let reason) = decision else { return delivery }
      waited += seconds
      do {
        try await wait(seconds, attempt: attempt, reason: reason)
      } catch {
        delivery.result = .failure(.cancelled)
        return delivery
      }
      delivery.retries += 1
    }
  }

  /// Waits in steps of a second, so that a screen can count down.
  private func wait(_ seconds: Double, attempt: Int, reason: String) async throws {
    var left = seconds
    while left > 0 {
      progress?(.waiting(attempt: attempt, secondsLeft: left, reason: reason))
      try await clock.sleep(min(left, 1))
      left -= 1
    }
    try Task.checkCancellation()
  }

  private static func mayHaveBegun(_ error: TransportError) -> Bool {
    switch error {
    case .timeout(.connect, _), .badURL, .unknownHost, .connection, .tls: false
    case .timeout, .interrupted, .tooLarge, .cancelled: true
    }
  }

  /// A stream that ended before the reply did, with what came.
  private struct BrokenStream: Error {
    var answer: ChatAnswer
  }

  private func attempt(_ request: HTTPRequest, _ form: Conversation.ReplyForm) async throws -> Body {
    let start = clock.elapsed()
    var status = 0
    var headers: [String: String] = [:]
    var bytes: [UInt8] = []
    var body = BodyReader(
      ChatStreamReader(key: settings.key, dialect: settings.dialect), bound: request.limits.bodyBytes)
    var first: Double?
    // Leaving the loop ends the request, so nothing is awaited once the reply is whole.
    receiving: for try await event in transport.send(request) {
      switch event {
      case .head(let code, let fields): (status, headers) = (code, fields)
      case .body(let piece) where isGood(status):
        try refusing(headers, piece) { try body.take(piece) }
        let answer = body.reader.answer
        if first == nil, !answer.text.isEmpty || !answer.thoughts.isEmpty { first = clock.elapsed() - start }
        if !answer.text.isEmpty { progress?(.receiving(bytes: answer.text.utf8.count)) }
        if body.isDone { break receiving }
      case .body(let piece): bytes += piece
      }
    }
    try Task.checkCancellation()
    guard status != 0 else { throw TransportError.interrupted("it sent no answer") }
    guard isGood(status) else {
      throw Refusal(
        fault: EndpointFault(status: status, body: bytes, key: settings.key), headers: headers, body: bytes)
    }
    var end = BodyReader.End.streamed
    try refusing(headers, []) { end = try body.end() }
    if case .whole(let bytes) = end { return .whole(bytes, type: headers["content-type"] ?? "") }
    var reader = body.reader
    let isWhole = reader.end(form)
    var answer = reader.answer
    answer.secondsToFirstToken = first
    guard isWhole else { throw BrokenStream(answer: answer) }
    return .streamed(answer)
  }

  /// Turns an error that a body reports into a refusal, with what says when to come again.
  private func refusing(_ headers: [String: String], _ piece: [UInt8], _ read: () throws -> Void) throws {
    do { try read() } catch let fault as EndpointFault {
      throw Refusal(fault: fault, headers: headers, body: piece)
    }
  }

  private func isGood(_ status: Int) -> Bool { 200..<300 ~= status }
}
