internal import Foundation

/// Time as a provider needs it, handed in so that tests never wait.
public struct ProviderClock: Sendable {
  /// Seconds since 1970.
  public var wall: @Sendable () -> Double
  /// Seconds since some moment; never goes back.
  public var elapsed: @Sendable () -> Double
  /// Waits that many seconds; throws `CancellationError` as soon as its task is cancelled.
  public var sleep: @Sendable (Double) async throws -> Void

  /// Makes a clock.
  public init(
    wall: @escaping @Sendable () -> Double, elapsed: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Double) async throws -> Void
  ) {
    self.wall = wall
    self.elapsed = elapsed
    self.sleep = sleep
  }

  /// The machine's clock.
  public static let system: ProviderClock = {
    let start = ContinuousClock.now
    return ProviderClock(
      wall: { Date().timeIntervalSince1970 },
      elapsed: {
        let passed = (ContinuousClock.now - start).components
        return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
      },
      sleep: { try await Task.sleep(for: .seconds($0)) })
  }()
}

/// What a screen shows while a call is under way.
public enum ProviderProgress: Sendable, Equatable {
  /// A request went out; its attempt, from 1.
  case sent(attempt: Int)
  /// Bytes of the reply's text so far, while it streams.
  case receiving(bytes: Int)
  /// The attempt failed for `reason`; the next one begins in so many seconds.
  case waiting(attempt: Int, secondsLeft: Double, reason: String)
  /// A cap is near; a sentence.
  case warning(String)
}
