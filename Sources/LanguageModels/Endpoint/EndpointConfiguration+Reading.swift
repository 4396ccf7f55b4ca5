internal import Foundation
internal import RLCore

/// The members of a table of a configuration file, read with their types.
private struct ConfigurationMembers {
  /// What the table is called in errors, with a full stop at the end.
  let path: String
  let values: [String: JSONValue]

  subscript(key: String) -> JSONValue? { values[key] }

  private func wrong(_ key: String, _ valid: String) -> InvalidSettingError {
    InvalidSettingError(key: path + key, value: values[key]?.shown ?? "", valid: valid)
  }

  func text(_ key: String) throws -> String? {
    guard let value = values[key] else { return nil }
    guard let text = value.text else { throw wrong(key, "text in quotes") }
    return text
  }

  /// A number within `range`.
  func number(_ key: String, _ range: ClosedRange<Double>, isWhole: Bool = false) throws -> Double? {
    guard let value = values[key] else { return nil }
    guard case .number(let number) = value, !isWhole || number == number.rounded() || !number.isFinite else {
      throw wrong(key, isWhole ? "a whole number" : "a number")
    }
    return try EndpointConfiguration.checked(number, path + key, range)
  }

  /// A whole number within `range`.
  func whole(_ key: String, _ range: ClosedRange<Double>) throws -> Int? {
    try number(key, range, isWhole: true).map { Int($0) }
  }

  func flag(_ key: String) throws -> Bool? {
    guard let value = values[key] else { return nil }
    guard case .bool(let flag) = value else { throw wrong(key, "true or false") }
    return flag
  }

  /// One of the names of an enumeration.
  func choice<Name: RawRepresentable<String> & CaseIterable>(_ key: String) throws -> Name? {
    guard let word = try text(key) else { return nil }
    guard let found = Name(rawValue: word) else {
      throw UnknownNameError(kind: path + key, name: word, valid: Name.allCases.map(\.rawValue))
    }
    return found
  }

  func object(_ key: String, _ valid: String) throws -> [String: JSONValue] {
    guard let value = values[key] else { return [:] }
    guard case .object(let members) = value else { throw wrong(key, valid) }
    return members
  }

  func numbers(_ value: JSONValue, _ key: String) throws -> [String: Double] {
    guard case .object(let members) = value else { throw wrong(key, "a table of numbers") }
    return try members.mapValues { value in
      guard case .number(let number) = value else { throw wrong(key, "a table of numbers") }
      return number
    }
  }
}

extension JSONValue {
  /// As it stands in the file: TOML has numbers that JSON has not.
  fileprivate var shown: String {
    if case .number(let number) = self, !number.isFinite { "\(number)" } else { canonical }
  }
}

extension EndpointConfiguration {
  /// The variable that holds OpenAI's key unless another is named.
  public static let usualVariable = "OPENAI_API_KEY"

  /// The settings that a table of the configuration file may hold.
  static let keys = [
    "baseURL", "keyVariable", "keyFile", "allowInsecureKey", "model", "dialect", "answerForm", "temperature",
    "maximumTokens", "contextTokens", "parallel", "streaming", "seed", "connectSeconds", "firstByteSeconds",
    "idleSeconds", "totalSeconds", "maximumBytes", "attempts", "patienceSeconds", "failures", "extra", "prices",
    "currency", "caps", "advice", "priorForm", "letterOrders",
  ]

  /// Members of a request that have settings of their own, or that the program sets.
  static let ownMembers: Set<String> = [
    "model", "messages", "temperature", "seed", "max_tokens", "max_completion_tokens", "response_format", "stream",
    "stream_options", "logprobs", "top_logprobs",
  ]

  /// Reads and checks what the table `[advisors.NAME]` of a configuration file states.
  ///
  /// The address is `baseURL`, else `$OPENAI_BASE_URL`, else OpenAI's. The key is that of `keyVariable` or `keyFile`; where
  /// neither is named it is `$OPENAI_API_KEY`, but never for an address that `baseURL` names and that is not OpenAI's: a
  /// key is not sent to a stranger. An endpoint on this machine, on its private network or reached by plain `http` needs
  /// none, and plain `http` to another machine carries one only with `allowInsecureKey`.
  ///
  /// - Throws: `InvalidSettingError`, `UnknownNameError` or `KeyError`, naming the endpoint and the key of the
  ///   configuration.
  package init(_ name: String, _ values: [String: JSONValue], environment: [String: String]) throws {
    if let other = values.keys.sorted().first(where: { !Self.keys.contains($0) }) {
      throw UnknownNameError(kind: "setting in [advisors.\(name)]", name: other, valid: Self.keys)
    }
    let members = ConfigurationMembers(path: "advisors.\(name).", values: values)
    let address = try members.text("baseURL") ?? environment["OPENAI_BASE_URL"] ?? Self.openAI
    let given = try members.text("model") ?? ""
    guard !given.isEmpty else {
      throw InvalidSettingError(
        key: members.path + "model", value: "", valid: "the name of a model, for instance gpt-4o-mini")
    }
    do {
      let place = try Self(baseURL: address, model: given)
      self = try Self(
        baseURL: address, key: try Self.key(members, place, environment), model: given,
        allowsInsecureKey: try members.flag("allowInsecureKey") ?? false)
    } catch var error as InvalidSettingError where !error.key.hasPrefix(members.path) {
      error.key = members.path + error.key
      throw error
    }
    if let dialect = try members.text("dialect") { self.dialect = try Dialects.all.entry(dialect).dialect }
    temperature = try members.number("temperature", 0...2) ?? temperature
    maximumTokens = try members.whole("maximumTokens", 1...1_000_000) ?? maximumTokens
    contextTokens = try members.whole("contextTokens", 512...100_000_000)
    parallelCalls = try members.whole("parallel", 1...64) ?? parallelCalls
    isStreaming = try members.flag("streaming") ?? isStreaming
    seed = try members.whole("seed", -0x1p53...0x1p53)
    try readLimits(members)
    answerForm = try members.text("answerForm")
    if let answerForm, Conversation.ReplyForm.Rung(rawValue: answerForm) == nil {
      throw InvalidSettingError(
        key: members.path + "answerForm", value: answerForm, valid: "json_schema, json_object or prompt")
    }
    extra = try members.object("extra", "a table of members of a request's body")
    if let own = extra.keys.sorted().first(where: Self.ownMembers.contains) {
      throw InvalidSettingError(
        key: members.path + "extra." + own, value: "", valid: "a member that has no setting of its own")
    }
    prices = try Self.prices(members)
    caps = try Self.caps(members)
    advice = try members.choice("advice")
    priorForm = try members.choice("priorForm") ?? priorForm
    letterOrders = try members.whole("letterOrders", 1...26)
  }

  private mutating func readLimits(_ members: ConfigurationMembers) throws {
    limits.connect = try members.number("connectSeconds", 0.1...600) ?? limits.connect
    limits.firstByte = try members.number("firstByteSeconds", 1...3_600) ?? limits.firstByte
    limits.idle = try members.number("idleSeconds", 1...3_600) ?? limits.idle
    limits.total = try members.number("totalSeconds", 1...86_400) ?? limits.total
    limits.bodyBytes = try members.whole("maximumBytes", 1_024...1e9) ?? limits.bodyBytes
    retries.attempts = try members.whole("attempts", 1...20) ?? retries.attempts
    retries.patience = try members.number("patienceSeconds", 0...86_400) ?? retries.patience
    retries.longestServerDelay = retries.patience
    maximumFailures = try members.whole("failures", 1...1_000) ?? maximumFailures
  }

  fileprivate static func checked(_ value: Double?, _ key: String, _ range: ClosedRange<Double>) throws -> Double? {
    guard let value else { return nil }
    guard range.contains(value) else {
      let bounds = "a number from \(JSONText.number(range.lowerBound)) to \(JSONText.number(range.upperBound))"
      throw InvalidSettingError(key: key, value: JSONValue.number(value).shown, valid: bounds)
    }
    return value
  }

  private static func key(
    _ members: ConfigurationMembers, _ place: EndpointConfiguration, _ environment: [String: String]
  ) throws -> APIKey? {
    let (variable, file) = (try members.text("keyVariable"), try members.text("keyFile"))
    let path = members.path
    guard variable == nil || file == nil else {
      throw InvalidSettingError(key: path + "keyFile", value: "", valid: "either keyFile or keyVariable, not both")
    }
    if let file { return try KeyFile.read(file, key: path + "keyFile", environment: environment) }
    let isOwn = members["baseURL"] == nil || place.baseURL.hasPrefix("https://api.openai.com/")
    guard let name = variable ?? (isOwn ? usualVariable : nil) else {
      if place.isNearby { return nil }
      throw KeyError.none(key: path + "keyVariable", host: place.host)
    }
    if let key = environment[name].flatMap(APIKey.init) { return key }
    if place.isNearby, variable == nil { return nil }
    throw KeyError.variableEmpty(key: path + "keyVariable", variable: name)
  }

  private static func prices(_ members: ConfigurationMembers) throws -> PriceTable {
    var table = PriceTable(currency: try members.text("currency") ?? "USD")
    for (model, value) in try members.object("prices", "a table per model") {
      let key = members.path + "prices.\(model)"
      let entries = try members.numbers(value, "prices")
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

  private static func caps(_ members: ConfigurationMembers) throws -> BudgetCaps {
    let path = members.path
    let given = try members["caps"].map { try members.numbers($0, "caps") } ?? [:]
    let names = ["calls", "tokens", "money"]
    if let other = given.keys.sorted().first(where: { !names.contains($0) }) {
      throw UnknownNameError(kind: "cap in \(path)caps", name: other, valid: names)
    }
    return BudgetCaps(
      calls: try checked(given["calls"], path + "caps.calls", 0...1e9).map { Int($0) },
      tokens: try checked(given["tokens"], path + "caps.tokens", 0...1e12).map { Int($0) },
      money: try checked(given["money"], path + "caps.money", 0...1e9))
  }
}
