public import RLCore
internal import Synchronization

/// Bounds on what a session's advisor calls may use; nil is no bound.
public struct BudgetCaps: Sendable, Equatable, Codable {
  /// Calls.
  public var calls: Int?
  /// Tokens read and written.
  public var tokens: Int?
  /// Money, in the currency of the prices.
  public var money: Double?

  /// Makes caps.
  public init(calls: Int? = nil, tokens: Int? = nil, money: Double? = nil) {
    self.calls = calls
    self.tokens = tokens
    self.money = money
  }
}

/// What was used so far.
public struct BudgetSpending: Sendable, Equatable, Codable {
  /// Calls, failed ones included.
  public var calls = 0
  /// Tokens, estimates included.
  public var usage = TokenUsage(prompt: 0, reply: 0)
  /// Money for the calls whose price is known.
  public var money = 0.0
  /// Calls that used tokens at a price that is not known.
  public var unpricedCalls = 0

  /// Nothing yet.
  public init() {}

  mutating func add(_ used: TokenUsage, cost: Double?) {
    usage.prompt += used.prompt
    usage.cached += used.cached
    usage.reply += used.reply
    usage.isEstimated = usage.isEstimated || used.isEstimated
    money += cost ?? 0
    if cost == nil, used.total > 0 { unpricedCalls += 1 }
  }
}

/// A cap that is reached: advising pauses, training goes on.
public enum BudgetReached: Error, Equatable, Sendable, CustomStringConvertible, AdvisingPause {
  /// No call is left.
  case calls(cap: Int)
  /// The next call could go beyond the cap.
  case tokens(cap: Int, used: Int, next: Int)
  /// The next call could go beyond the cap.
  case money(cap: Double, used: Double, next: Double, currency: String)
  /// There is a cap on money and no price to keep it by.
  case noPrice(model: String)

  /// Always.
  public var pausesAdvising: Bool { true }

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .calls(let cap):
      "the session's cap of \(cap) advisor calls is reached; advising is paused, raise caps.calls to go on"
    case .tokens(let cap, let used, let next):
      "\(used) of \(cap) tokens are used and the next call may need \(next); advising is paused, raise caps.tokens "
        + "or lower maximumTokens to go on"
    case .money(let cap, let used, let next, let currency):
      "\(Self.money(used)) of \(Self.money(cap)) \(currency) are spent and the next call may cost "
        + "\(Self.money(next)); advising is paused, raise caps.money or lower maximumTokens to go on"
    case .noPrice(let model):
      "caps.money is set, but the price of '\(model)' is not known; advising is paused, add it to prices or remove "
        + "the cap"
    }
  }

  static func money(_ value: Double) -> String { "\(Numerals.rounded(value, 4))" }
}

/// Keeps the calls of a session within its caps.
///
/// A call is admitted only when the most that it can use still fits, together with what other calls under way can use. So
/// a cap is never passed but by a provider that counts more tokens than the text's estimate. A call that only those under
/// way keep out waits until they have settled for what they really used.
public final class AdvisorBudget: Sendable {
  /// The share of a cap from which a warning is given.
  public static let warningShare = 0.8

  /// The bounds.
  public let caps: BudgetCaps
  /// What tokens cost.
  public let prices: PriceTable
  private let state: Mutex<State>

  private struct State {
    var spent: BudgetSpending
    var reservedCalls = 0
    var reservedTokens = 0
    var reservedMoney = 0.0
    var warned: Set<String> = []
    /// Calls that wait for others to settle.
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var waitCount = 0
    /// Calls that have settled since the start.
    var settlements = 0
  }

  /// The most that a call under way may use.
  struct Reservation: Sendable {
    var model: String
    var most: TokenUsage
    var money: Double
  }

  /// A budget; `spent` is what earlier calls of the session used.
  public init(caps: BudgetCaps = BudgetCaps(), prices: PriceTable = PriceTable(), spent: BudgetSpending = .init()) {
    self.caps = caps
    self.prices = prices
    state = Mutex(State(spent: spent))
  }

  /// What was used so far.
  public var spent: BudgetSpending { state.withLock { $0.spent } }

  /// Sets aside the most that a call can use, as soon as it fits beside what is under way. Throws `BudgetReached` when it
  /// would not fit with nothing else under way, or `CancellationError`.
  func admit(model: String, prompt: Int, reply: Int) async throws -> Reservation {
    while true {
      try Task.checkCancellation()
      let seen = state.withLock { $0.settlements }
      do { return try reserve(model: model, prompt: prompt, reply: reply) } catch {
        guard mayFitLater(error, since: seen, model: model, prompt: prompt, reply: reply) else { throw error }
      }
      await nextSettlement(after: seen)
    }
  }

  /// Whether the call would fit once those under way have turned out to use nothing.
  private func mayFitLater(_ error: any Error, since seen: Int, model: String, prompt: Int, reply: Int) -> Bool {
    let money = prices.price(of: model)?.cost(of: TokenUsage(prompt: prompt, reply: reply)) ?? 0
    return state.withLock { state in
      guard state.reservedCalls > 0 || state.settlements != seen else { return false }
      switch error as? BudgetReached {
      case .tokens(let cap, _, let next): return state.spent.usage.total + next <= cap
      case .money(let cap, _, _, _): return state.spent.money + money <= cap
      // Calls under way stay calls, whatever they use.
      case .calls, .noPrice, nil: return false
      }
    }
  }

  /// Waits until a call settles; returns at once when one did since `seen`, when none is under way, or when the task is
  /// cancelled.
  private func nextSettlement(after seen: Int) async {
    let number = state.withLock { state in
      state.waitCount += 1
      return state.waitCount
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          guard state.settlements == seen, state.reservedCalls > 0, !Task.isCancelled else { return true }
          state.waiting[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
  }

  /// Sets aside the most that a call can use. Throws `BudgetReached`.
  func reserve(model: String, prompt: Int, reply: Int) throws -> Reservation {
    let most = TokenUsage(prompt: prompt, reply: reply, isEstimated: true)
    let price = prices.price(of: model)
    if caps.money != nil, price == nil { throw BudgetReached.noPrice(model: model) }
    let money = price?.cost(of: most) ?? 0
    try state.withLock { state in
      if let cap = caps.calls, state.spent.calls + state.reservedCalls >= cap { throw BudgetReached.calls(cap: cap) }
      let tokens = state.spent.usage.total
      if let cap = caps.tokens, tokens + state.reservedTokens + most.total > cap {
        throw BudgetReached.tokens(cap: cap, used: tokens, next: most.total)
      }
      if let cap = caps.money, state.spent.money + state.reservedMoney + money > cap {
        throw BudgetReached.money(cap: cap, used: state.spent.money, next: money, currency: prices.currency)
      }
      state.reservedCalls += 1
      state.reservedTokens += most.total
      state.reservedMoney += money
    }
    return Reservation(model: model, most: most, money: money)
  }

  /// Books what the call used, nil for nothing, and frees the rest. Gives warnings that are due now and were not before.
  func settle(_ reservation: Reservation, usage: TokenUsage?) -> [String] {
    let (warnings, waiting) = state.withLock { state in
      state.reservedCalls -= 1
      state.settlements += 1
      state.reservedTokens -= reservation.most.total
      state.reservedMoney = max(state.reservedMoney - reservation.money, 0)
      state.spent.calls += 1
      if let usage { state.spent.add(usage, cost: prices.cost(of: usage, model: reservation.model)) }
      let warnings = shares(state.spent).filter {
        $0.share >= Self.warningShare && state.warned.insert($0.name).inserted
      }.map(\.sentence)
      defer { state.waiting = [:] }
      return (warnings, Array(state.waiting.values))
    }
    for continuation in waiting { continuation.resume() }
    return warnings
  }

  /// A sentence for each cap of which 80 % or more are used.
  public var warnings: [String] {
    shares(spent).filter { $0.share >= Self.warningShare }.map(\.sentence)
  }

  private func shares(_ spent: BudgetSpending) -> [(name: String, share: Double, sentence: String)] {
    var shares: [(name: String, share: Double, sentence: String)] = []
    func add(_ name: String, _ used: Double, _ cap: Double?, _ words: @autoclosure () -> String) {
      guard let cap else { return }
      let share = cap > 0 ? used / cap : 1
      shares.append(
        (
          name, share,
          "\(Numerals.fixed((share * 100).rounded(.down), 0)) % of the advisor's budget is used: " + words()
        ))
    }
    add("calls", Double(spent.calls), caps.calls.map(Double.init), "\(spent.calls) of \(caps.calls ?? 0) calls")
    add(
      "tokens", Double(spent.usage.total), caps.tokens.map(Double.init),
      "\(spent.usage.total) of \(caps.tokens ?? 0) tokens")
    add(
      "money", spent.money, caps.money,
      "\(BudgetReached.money(spent.money)) of \(BudgetReached.money(caps.money ?? 0)) \(prices.currency)")
    return shares
  }
}
