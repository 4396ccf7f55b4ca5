internal import LanguageModels

/// Which limit of a request runs out next. Own arithmetic, because libcurl knows no limit for the first byte, and its one
/// for slowness counts bytes over whole seconds.
struct TransferClock: Sendable {
  typealias Instant = ContinuousClock.Instant

  private let limits: HTTPLimits
  private let start: Instant
  private var isConnected = false
  private var lastPiece: Instant?
  /// Whether the transfer waits for its consumer; the server cannot be late then.
  var isPaused = false

  init(_ limits: HTTPLimits, start: Instant) {
    self.limits = limits
    self.start = start
  }

  /// Notes that the request is being sent.
  mutating func connected() { isConnected = true }

  /// Notes that something of the answer came, or that a pause ended.
  mutating func progressed(at now: Instant) {
    isConnected = true
    lastPiece = now
  }

  /// The limit that is being waited in, apart from `total`.
  var phase: TimeoutPhase { lastPiece != nil ? .idle : isConnected ? .firstByte : .connect }

  /// The limit that runs out next, when, and how long it is.
  var expiry: (instant: Instant, phase: TimeoutPhase, seconds: Double) {
    var limits = [(instant: start + Self.duration(limits.total), phase: TimeoutPhase.total, seconds: limits.total)]
    if let lastPiece {
      if !isPaused { limits.append((lastPiece + Self.duration(self.limits.idle), .idle, self.limits.idle)) }
    } else {
      limits.append((start + Self.duration(self.limits.firstByte), .firstByte, self.limits.firstByte))
      if !isConnected { limits.append((start + Self.duration(self.limits.connect), .connect, self.limits.connect)) }
    }
    return limits.dropFirst().reduce(limits[0]) { $1.instant < $0.instant ? $1 : $0 }
  }

  /// How long one phase may take.
  func seconds(of phase: TimeoutPhase) -> Double {
    switch phase {
    case .connect: limits.connect
    case .firstByte: limits.firstByte
    case .idle: limits.idle
    case .total: limits.total
    }
  }

  /// Seconds as a duration; what is no sensible number is taken as the nearest one.
  static func duration(_ seconds: Double) -> Duration {
    .seconds(seconds > 0 ? min(seconds, 10_000_000) : 0)
  }

  /// Whole milliseconds from `now` until `instant`, rounded up, so that a wait never ends just before its time.
  static func milliseconds(from now: Instant, until instant: Instant) -> Int32 {
    let wait = now.duration(to: instant).components
    guard wait.seconds >= 0, wait.attoseconds >= 0 else { return 0 }
    let thousandths = (wait.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: min(wait.seconds, 3600) * 1000 + thousandths)
  }
}
