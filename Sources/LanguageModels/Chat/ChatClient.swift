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
  }

  /// What a single attempt brought.
  private enum Body: Sendable {
    case streamed(ChatAnswer)
    case whole([UInt8])
  }

  /// An answer that says no, with what may say when to come again.
  private struct Refusal: Error {
    var fault: EndpointFault
    var headers: [String: String] = [:]
    var body: [UInt8] = []
  }

  /// Asks for a chat's next message.
  func chat(_ body: String, streams: Bool) async -> Delivery<ChatAnswer> {
    await deliver(settings.request("POST", settings.dialect.chatPath, body: body, streams: streams)) { body in
      switch body {
      case .streamed(let answer): return answer
      case .whole(let bytes): return try self.answer(in: bytes)
      }
    }
  }

  /// Gets a JSON document.
  func document(_ path: String) async -> Delivery<JSONValue> {
    await deliver(settings.request("GET", path)) { body in
      guard case .whole(let bytes) = body, let value = JSONValue(reading: bytes) else {
        throw Failure.notChat("the answer is not JSON")
      }
      return value
    }
  }

  /// Posts one JSON document and gets another.
  func posted(_ body: String, to path: String) async -> Delivery<JSONValue> {
    await deliver(settings.request("POST", path, body: body)) { body in
      guard case .whole(let bytes) = body, let value = JSONValue(reading: bytes) else {
        throw Failure.notChat("the answer is not JSON")
      }
      if let error = settings.dialect.error(in: value) {
        throw Refusal(
          fault: EndpointFault(status: error["code"]?.count ?? 500, error: error, key: settings.key), body: bytes)
      }
      return value
    }
  }

  private func answer(in bytes: [UInt8]) throws -> ChatAnswer {
    guard let value = JSONValue(reading: bytes) else {
      let start = EndpointFault.safe(String(decoding: bytes.prefix(200), as: UTF8.self), key: settings.key, limit: 80)
      throw Failure.notChat(start.isEmpty ? "the answer is empty" : "the answer is not JSON but '\(start)'")
    }
    if let error = settings.dialect.error(in: value) {
      throw Refusal(
        fault: EndpointFault(status: error["code"]?.count ?? 500, error: error, key: settings.key), body: bytes)
    }
    guard settings.dialect.holdsReply(value) else { throw Failure.notChat("the answer holds no choice") }
    var answer = ChatAnswer()
    settings.dialect.take(value, into: &answer)
    return answer
  }

  private func deliver<Value: Sendable>(
    _ request: HTTPRequest, read: (Body) throws -> Value
  ) async -> Delivery<Value> {
    var delivery = Delivery<Value>(result: .failure(.cancelled))
    // Chance only spreads the waits; no result depends on it.
    var chance = SystemRandomNumberGenerator()
    while true {
      let attempt = delivery.retries + 1
      var decision = RetryPolicy.Decision.stop(reason: "")
      guard !Task.isCancelled else { return delivery }
      do {
        progress?(.sent(attempt: attempt))
        delivery.result = .success(try read(try await self.attempt(request)))
      } catch let refusal as Refusal {
        delivery.result = .failure(.fault(refusal.fault))
        decision = retries.decision(
          status: refusal.fault.status, headers: refusal.headers, body: refusal.body, attempt: attempt,
          now: clock.wall(), using: &chance)
        if case .stop(let reason) = decision, attempt < retries.attempts,
          RetryPolicy.isRetried(status: refusal.fault.status)
        {
          // The server's own word ended it early, for instance a longer wait than anybody wants to sit through.
          delivery.result = .failure(.fault(refusal.fault.saying(reason)))
        }
      } catch let error as TransportError {
        delivery.result = .failure(error == .cancelled ? .cancelled : .transport(error))
        if Self.mayHaveBegun(error) { delivery.lostAttempts += 1 }
        decision = retries.decision(error: error, attempt: attempt, using: &chance)
      } catch let failure as Failure {
        delivery.result = .failure(failure)
      } catch is CancellationError {
        delivery.result = .failure(.cancelled)
        delivery.lostAttempts += 1
      } catch {
        delivery.result = .failure(.other(error))
      }
      guard case .retry(let seconds, let reason) = decision else { return delivery }
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

  private func attempt(_ request: HTTPRequest) async throws -> Body {
    let start = clock.elapsed()
    var status = 0
    var headers: [String: String] = [:]
    var isStream = false
    var bytes: [UInt8] = []
    var events = ServerSentEvents()
    var reader = ChatStreamReader(key: settings.key, dialect: settings.dialect)
    var first: Double?
    // Leaving the loop ends the request, so nothing is awaited once the reply is whole.
    receiving: for try await event in transport.send(request) {
      switch event {
      case .head(let code, let fields):
        (status, headers) = (code, fields)
        isStream = isGood(code) && fields["content-type"]?.lowercased().contains("text/event-stream") == true
      case .body(let piece) where isStream:
        try Self.take(events.fed(piece), &reader, headers)
        if first == nil, !reader.answer.text.isEmpty { first = clock.elapsed() - start }
        progress?(.receiving(bytes: reader.answer.text.utf8.count))
        if reader.isDone { break receiving }
      case .body(let piece): bytes += piece
      }
    }
    try Task.checkCancellation()
    guard status != 0 else { throw TransportError.interrupted("it sent no answer") }
    guard isGood(status) else {
      throw Refusal(
        fault: EndpointFault(status: status, body: bytes, key: settings.key), headers: headers, body: bytes)
    }
    guard isStream else { return .whole(bytes) }
    if let last = try events.last() { try Self.take([last], &reader, headers) }
    guard reader.isWhole else { throw TransportError.interrupted("the stream ended early") }
    var answer = reader.answer
    answer.secondsToFirstToken = first
    return .streamed(answer)
  }

  private static func take(
    _ events: [ServerSentEvent], _ reader: inout ChatStreamReader, _ headers: [String: String]
  ) throws {
    for event in events {
      do {
        try reader.take(event.data)
      } catch let fault as EndpointFault {
        throw Refusal(fault: fault, headers: headers, body: Array(event.data.utf8))
      }
    }
  }

  private func isGood(_ status: Int) -> Bool { 200..<300 ~= status }
}

extension ServerSentEvents {
  /// What `feed` gives; an event without end is an answer that is too large.
  fileprivate mutating func fed(_ piece: [UInt8]) throws -> [ServerSentEvent] {
    do { return try feed(piece) } catch { throw TransportError.tooLarge(error.bound) }
  }

  /// What `finish` gives.
  fileprivate mutating func last() throws -> ServerSentEvent? {
    do { return try finish() } catch { throw TransportError.tooLarge(error.bound) }
  }
}
