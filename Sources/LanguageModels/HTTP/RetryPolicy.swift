/// Whether a request that failed is sent again, and when. Pure: it reads no clock, and randomness is handed in.
///
/// The rules are those of the common clients of language models. A request is sent again after 408, 409, 429, 5xx and errors
/// of the connection; never after other statuses, which would fail in the same way, nor where the account's quota is used up.
/// The server's word stands above that: `x-should-retry` decides, and `retry-after-ms`, `retry-after` or the error's own words
/// say how long to wait. A server that says when, or that its model is still loading, is waited for beyond `attempts`, until
/// the waits come to `patience`.
///
/// | wait before try n+1 | s |
/// |---|---|
/// | the server says how long | exactly that; where it is over `longestServerDelay` there is no other try |
/// | otherwise | min(`firstDelay` · 2^(n-1), `longestDelay`) · (1 - `jitter` · u), u uniform in [0, 1) |
public struct RetryPolicy: Sendable, Equatable {
  /// Tries altogether, the first included.
  public var attempts = 3
  /// Seconds before the second try.
  public var firstDelay = 0.5
  /// Seconds that a wait grows to at most.
  public var longestDelay = 8.0
  /// Seconds that a server may ask for at most.
  public var longestServerDelay = 120.0
  /// Seconds of waiting, altogether, for a server that says when it can be asked again or that it is loading its model.
  public var patience = 120.0
  /// The part of a wait that chance may take away, so that requests that failed together do not come back together.
  public var jitter = 0.25

  /// The defaults.
  public init() {}

  /// What to do.
  public enum Decision: Sendable, Equatable {
    /// Send it again after that many seconds; the reason is for people.
    case retry(after: Double, reason: String)
    /// Leave it; the reason says why another try would not help.
    case stop(reason: String)
  }

  /// What to do about an answer that is not a success.
  ///
  /// - Parameters:
  ///   - status: the answer's.
  ///   - headers: its header fields, names in lower case.
  ///   - body: what is known of its body; a quota that is used up shows only there.
  ///   - attempt: which try this was, from 1.
  ///   - waited: seconds that were waited so far.
  ///   - now: seconds since 1970, for dates in `retry-after` where the answer bears no date of its own.
  public func decision(
    status: Int, headers: [String: String], body: [UInt8] = [], attempt: Int, waited: Double = 0, now: Double,
    using generator: inout some RandomNumberGenerator
  ) -> Decision {
    let order = headers["x-should-retry"]?.lowercased()
    if order == "false" { return .stop(reason: "HTTP \(status), and the server asks not to try again") }
    if order != "true" {
      if Self.saysQuotaIsUsedUp(body) {
        return .stop(reason: "HTTP \(status): the account's quota is used up; another try would not help")
      }
      guard Self.isRetried(status: status) else {
        return .stop(reason: "HTTP \(status); another try would fail likewise")
      }
    }
    let end = Decision.stop(reason: "HTTP \(status) after \(Self.tries(attempt))")
    guard let asked = Self.serverDelay(headers, now: now) ?? ServerWords.delay(in: body) else {
      let wait = delay(attempt, using: &generator)
      let isLoading = status == 503 && ServerWords.saysLoading(body) && attempt > 0
      guard attempt < attempts || (isLoading && attempts > 1 && waited + wait <= patience) else { return end }
      return .retry(after: wait, reason: isLoading ? "HTTP 503, and the server is loading" : "HTTP \(status)")
    }
    guard asked <= longestServerDelay else {
      let (wait, most) = (Int(min(asked, 1e9).rounded(.up)), Int(min(longestServerDelay, 1e9)))
      return .stop(
        reason: "HTTP \(status), and the server asks to wait \(wait) s, longer than \(most) s (patienceSeconds)")
    }
    let isPatient = Self.isRetried(status: status) && attempts > 1 && waited + asked <= patience
    guard attempt < attempts || isPatient else { return end }
    return .retry(after: asked, reason: "HTTP \(status), and the server says when")
  }

  /// What to do where there was no (whole) answer.
  public func decision(
    error: TransportError, attempt: Int, using generator: inout some RandomNumberGenerator
  ) -> Decision {
    guard Self.isRetried(error) else { return .stop(reason: "\(error)") }
    guard attempt < attempts else { return .stop(reason: "\(error) (\(Self.tries(attempt)))") }
    return .retry(after: delay(attempt, using: &generator), reason: "\(error)")
  }

  /// Whether a status means that the same request may succeed later.
  public static func isRetried(status: Int) -> Bool {
    status == 408 || status == 409 || status == 429 || 500...599 ~= status
  }

  /// Whether an error may pass. The whole allowance of time is not spent twice, and what is wrong with an address, a
  /// certificate or a size stays wrong.
  public static func isRetried(_ error: TransportError) -> Bool {
    switch error {
    case .connection, .unknownHost, .interrupted: true
    case .timeout(let phase, _): phase != .total
    case .badURL, .tls, .tooLarge, .cancelled: false
    }
  }

  /// Seconds that the server asks to wait: `retry-after-ms`, else `retry-after` in seconds or as a date. Nil where it asks
  /// for nothing, or for a time that has passed.
  public static func serverDelay(_ headers: [String: String], now: Double) -> Double? {
    if let text = headers["retry-after-ms"], let milliseconds = number(text) { return positive(milliseconds / 1000) }
    guard let text = headers["retry-after"] else { return nil }
    if let seconds = number(text) { return positive(seconds) }
    guard let date = HTTPDate.seconds(text) else { return nil }
    // By the server's clock where it shows it: ours may be wrong.
    return positive(date - (headers["date"].flatMap(HTTPDate.seconds) ?? now))
  }

  private func delay(_ attempt: Int, using generator: inout some RandomNumberGenerator) -> Double {
    var wait = firstDelay
    for _ in 1..<max(1, min(attempt, 64)) where wait < longestDelay { wait *= 2 }
    return min(wait, longestDelay) * (1 - jitter * Double.random(in: 0..<1, using: &generator))
  }

  private static func tries(_ count: Int) -> String { count == 1 ? "1 try" : "\(count) tries" }

  private static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E || $0 == 0x2D }) else { return nil }
    return Double(text)
  }

  private static func positive(_ seconds: Double) -> Double? { seconds > 0 ? seconds : nil }

  /// As the code or the type of the error; searched for as text, since servers wrap errors in various ways.
  private static func saysQuotaIsUsedUp(_ body: [UInt8]) -> Bool {
    String(decoding: body.prefix(64 << 10), as: UTF8.self).contains("\"insufficient_quota\"")
  }
}
