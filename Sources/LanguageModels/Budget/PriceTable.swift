public import RLCore

extension TokenUsage {
  /// Tokens that a text may be, from its bytes: prose has some four bytes a token, numbers rather three.
  static func estimate(bytes: Int) -> Int { (bytes + 2) / 3 }
}

/// What a model's tokens cost, per million, in the table's currency.
public struct ModelPrice: Sendable, Equatable, Codable {
  /// Tokens read.
  public var input: Double
  /// Tokens read that the provider had cached; as `input` where nothing else is stated.
  public var cachedInput: Double
  /// Tokens written.
  public var output: Double

  /// Makes a price.
  public init(input: Double, cachedInput: Double? = nil, output: Double) {
    self.input = input
    self.cachedInput = cachedInput ?? input
    self.output = output
  }

  /// The money for `usage`.
  public func cost(of usage: TokenUsage) -> Double {
    (Double(usage.prompt - usage.cached) * input + Double(usage.cached) * cachedInput + Double(usage.reply) * output)
      / 1_000_000
  }
}

/// Prices by the beginning of a model's name, as a person wrote them down. Nothing is built in: prices change, and a
/// guessed cost is worse than none.
public struct PriceTable: Sendable, Equatable, Codable {
  /// The prices by name or beginning of a name.
  public var prices: [String: ModelPrice]
  /// The currency's code.
  public var currency: String
  /// When the prices were looked up, in words.
  public var asOf: String?

  /// Makes a table.
  public init(_ prices: [String: ModelPrice] = [:], currency: String = "USD", asOf: String? = nil) {
    self.prices = prices
    self.currency = currency
    self.asOf = asOf
  }

  /// The price of `model`: the longest entry that is the name or its beginning up to one of `-`, `:`, `@` and `/`. So
  /// `gpt-4` is no price for `gpt-4o`.
  public func price(of model: String) -> ModelPrice? {
    let fitting = prices.keys.filter { key in
      guard !key.isEmpty, model.hasPrefix(key) else { return false }
      guard let next = model.dropFirst(key.count).first else { return true }
      return "-:@/".contains(next)
    }
    return fitting.max { $0.count < $1.count }.flatMap { prices[$0] }
  }

  /// The money for `usage` of `model`; nil when its price is not known.
  public func cost(of usage: TokenUsage, model: String) -> Double? {
    price(of: model)?.cost(of: usage)
  }
}
