internal import Foundation
internal import RLCore

/// An endpoint as a configuration file states it, decoded and not yet checked.
public struct EndpointValues: Sendable, Equatable {
  /// Its name in the configuration, for errors.
  public var name: String
  /// `baseURL`.
  public var baseURL: String?
  /// `keyVariable`: the environment variable that holds the key.
  public var keyVariable: String?
  /// `keyFile`: the file that holds the key; only its owner may read it.
  public var keyFile: String?
  /// `model`.
  public var model: String?
  /// `temperature`.
  public var temperature: Double?
  /// `maximumTokens`.
  public var maximumTokens: Int?
  /// `contextTokens`: tokens that the model reads and writes together.
  public var contextTokens: Int?
  /// `parallel`: questions that are asked at the same time.
  public var parallel: Int?
  /// `streaming`.
  public var streaming: Bool?
  /// `seed`.
  public var seed: Int?
  /// `firstByteSeconds`: how long to wait for the first sign of a reply.
  public var firstByteSeconds: Double?
  /// `prices`: by model, the money per million tokens under `input`, `cachedInput` and `output`.
  public var prices: [String: [String: Double]] = [:]
  /// `currency` of the prices.
  public var currency: String?
  /// `caps`: numbers under `calls`, `tokens` and `money`.
  public var caps: [String: Double] = [:]

  /// Nothing but a name.
  public init(name: String) {
    self.name = name
  }
}

/// An endpoint's configuration, checked.
public struct EndpointConfiguration: Sendable {
  /// The variable that holds OpenAI's key unless another is named.
  public static let usualVariable = "OPENAI_API_KEY"

  /// Where and how to ask.
  public var settings: EndpointSettings
  /// What tokens cost.
  public var prices: PriceTable
  /// What a session may use.
  public var caps: BudgetCaps

  /// Checks `values`.
  ///
  /// The address is `baseURL`, else `$OPENAI_BASE_URL`, else OpenAI's. The key is that of `keyVariable` or `keyFile`; where
  /// neither is named it is `$OPENAI_API_KEY`, but never for an address that `baseURL` names and that is not OpenAI's: a
  /// key is not sent to a stranger. An endpoint on this machine or its private network needs none.
  ///
  /// - Throws: `InvalidSettingError` or `KeyError`, naming the endpoint and the key of the configuration.
  public init(_ values: EndpointValues, environment: [String: String]) throws {
    let path = "advisors.\(values.name)."
    let address = values.baseURL ?? environment["OPENAI_BASE_URL"] ?? EndpointSettings.openAI
    guard let model = values.model, !model.isEmpty else {
      throw InvalidSettingError(
        key: path + "model", value: values.model ?? "", valid: "the name of a model, for instance gpt-4o-mini")
    }
    do {
      settings = try EndpointSettings(baseURL: address, model: model)
      let key = try Self.key(values, path, settings, environment)
      settings = try EndpointSettings(baseURL: address, key: key, model: model)
    } catch var error as InvalidSettingError where !error.key.hasPrefix(path) {
      error.key = path + error.key
      throw error
    }
    settings.temperature = try Self.checked(values.temperature, path + "temperature", 0...2) ?? settings.temperature
    if let tokens = try Self.checked(values.maximumTokens.map(Double.init), path + "maximumTokens", 1...1_000_000) {
      settings.maximumTokens = Int(tokens)
    }
    if let tokens = try Self.checked(values.contextTokens.map(Double.init), path + "contextTokens", 512...100_000_000) {
      settings.contextTokens = Int(tokens)
    }
    if let calls = try Self.checked(values.parallel.map(Double.init), path + "parallel", 1...64) {
      settings.parallelCalls = Int(calls)
    }
    settings.isStreaming = values.streaming ?? settings.isStreaming
    settings.seed = values.seed
    settings.limits.firstByte =
      try Self.checked(values.firstByteSeconds, path + "firstByteSeconds", 1...3_600) ?? settings.limits.firstByte
    prices = try Self.prices(values, path)
    caps = try Self.caps(values, path)
  }

  private static func checked(_ value: Double?, _ key: String, _ range: ClosedRange<Double>) throws -> Double? {
    guard let value else { return nil }
    guard range.contains(value) else {
      let bounds = "a number from \(JSONText.number(range.lowerBound)) to \(JSONText.number(range.upperBound))"
      throw InvalidSettingError(key: key, value: JSONText.number(value), valid: bounds)
    }
    return value
  }

  private static func key(
    _ values: EndpointValues, _ path: String, _ settings: EndpointSettings, _ environment: [String: String]
  ) throws -> APIKey? {
    guard values.keyVariable == nil || values.keyFile == nil else {
      throw InvalidSettingError(key: path + "keyFile", value: "", valid: "either keyFile or keyVariable, not both")
    }
    if let file = values.keyFile { return try KeyFile.read(file, key: path + "keyFile", environment: environment) }
    let isOwn = values.baseURL == nil || settings.baseURL.hasPrefix("https://api.openai.com/")
    guard let variable = values.keyVariable ?? (isOwn ? usualVariable : nil) else {
      if settings.isNearby { return nil }
      throw KeyError.none(key: path + "keyVariable", host: settings.host)
    }
    if let key = environment[variable].flatMap(APIKey.init) { return key }
    if settings.isNearby, values.keyVariable == nil { return nil }
    throw KeyError.variableEmpty(key: path + "keyVariable", variable: variable)
  }

  private static func prices(_ values: EndpointValues, _ path: String) throws -> PriceTable {
    var table = PriceTable(currency: values.currency ?? "USD")
    for (model, entries) in values.prices {
      let key = path + "prices.\(model)"
      if let other = entries.keys.sorted().first(where: { !["input", "cachedInput", "output"].contains($0) }) {
        throw UnknownNameError(kind: "price in \(key)", name: other, valid: ["input", "cachedInput", "output"])
      }
      guard let input = try checked(entries["input"], key + ".input", 0...1e6),
        let output = try checked(entries["output"], key + ".output", 0...1e6)
      else {
        throw InvalidSettingError(key: key, value: "", valid: "both input and output, per million tokens")
      }
      let cached = try checked(entries["cachedInput"], key + ".cachedInput", 0...1e6)
      table.prices[model] = ModelPrice(input: input, cachedInput: cached, output: output)
    }
    return table
  }

  private static func caps(_ values: EndpointValues, _ path: String) throws -> BudgetCaps {
    let names = ["calls", "tokens", "money"]
    if let other = values.caps.keys.sorted().first(where: { !names.contains($0) }) {
      throw UnknownNameError(kind: "cap in \(path)caps", name: other, valid: names)
    }
    return BudgetCaps(
      calls: try checked(values.caps["calls"], path + "caps.calls", 0...1e9).map { Int($0) },
      tokens: try checked(values.caps["tokens"], path + "caps.tokens", 0...1e12).map { Int($0) },
      money: try checked(values.caps["money"], path + "caps.money", 0...1e9))
  }
}
