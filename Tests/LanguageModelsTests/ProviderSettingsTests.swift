import Foundation
import Glibc
import RLCore
import Testing

@testable import LanguageModels

/// Addresses, keys and the configuration of an endpoint.
@Suite struct ProviderSettingsTests {
  private static let secret = "sk-test-0123456789abcdef"

  @Test(arguments: [
    ("https://api.openai.com/v1/", "https://api.openai.com/v1", false),
    ("http://localhost:11434", "http://localhost:11434/v1", true),
    ("HTTP://LocalHost:8080/v1/chat/completions", "http://localhost:8080/v1", true),
    ("http://127.3.0.1/api/", "http://127.3.0.1/api", true), ("http://[::1]:8000/v1", "http://[::1]:8000/v1", true),
    ("https://127.example.org/v1", "https://127.example.org/v1", false),
    ("https://127.0.0.1.example.org/v1", "https://127.0.0.1.example.org/v1", false),
  ])
  func readsAnAddress(text: String, address: String, isLocal: Bool) throws {
    let settings = try EndpointConfiguration(baseURL: text, model: "m")
    #expect(settings.baseURL == address)
    #expect(settings.isLocal == isLocal)
  }

  @Test(arguments: [
    "", "api.openai.com", "ftp://example.org", "https://", "https://user:hush@example.org/v1",
    "https://hush@example.org/v1", "https://example.org/v1?key=hush", "https://example.org/#hush", "hush@",
  ])
  func refusesAnAddressWithoutGivingAwayWhatIsInIt(text: String) throws {
    let error = try #require(throws: InvalidSettingError.self) { try EndpointConfiguration(baseURL: text, model: "m") }
    #expect(error.key == "baseURL")
    #expect(!"\(error)".contains("hush"))
  }

  @Test func sendsNoKeyInTheClear() throws {
    let key = APIKey("secret-key")
    #expect(throws: InvalidSettingError.self) {
      try EndpointConfiguration(baseURL: "http://example.org/v1", key: key, model: "m")
    }
    #expect(throws: Never.self) { try EndpointConfiguration(baseURL: "http://localhost:1", key: key, model: "m") }
    #expect(throws: Never.self) { try EndpointConfiguration(baseURL: "http://example.org/v1", model: "m") }
    let refusal = #expect(throws: InvalidSettingError.self) {
      try EndpointConfiguration(baseURL: "http://0.0.0.0:8080/v1", key: key, model: "m")
    }
    #expect(refusal?.valid.contains("allowInsecureKey = true") == true)
    for host in ["example.org", "0.0.0.0:8080", "host.docker.internal:11434", "100.101.102.103", "nas"] {
      #expect(throws: Never.self) {
        try EndpointConfiguration(baseURL: "http://\(host)/v1", key: key, model: "m", allowsInsecureKey: true)
      }
    }
  }

  @Test func hidesTheKeyWhereverItIsPrinted() throws {
    let settings = try EndpointConfiguration(key: APIKey(" \(Self.secret)\n"), model: "m")
    var dumped = ""
    dump(settings, to: &dumped)
    for text in ["\(settings)", String(reflecting: settings), dumped, "\(settings.request("GET", "/models"))"] {
      #expect(!text.contains("0123456789"))
    }
    #expect(settings.request("GET", "/models").headers.first?.value == "Bearer " + Self.secret)
    #expect(APIKey("") == nil && APIKey(" \n") == nil && APIKey("two words") == nil && APIKey("a\u{7}") == nil)
  }

  private func configured(
    _ environment: [String: String] = [:], _ change: (inout [String: JSONValue]) -> Void = { _ in }
  ) throws -> EndpointConfiguration {
    var values: [String: JSONValue] = ["model": .text("m")]
    change(&values)
    return try EndpointConfiguration("mine", values, environment: environment)
  }

  private func header(_ configuration: EndpointConfiguration) -> String? {
    configuration.key?.header.value
  }

  @Test func takesTheUsualKeyForTheUsualAddressOnly() throws {
    let environment = ["OPENAI_API_KEY": "usual", "OTHER": "other"]
    #expect(try header(configured(environment)) == "Bearer usual")
    #expect(
      try header(configured(environment) { $0["baseURL"] = .text("https://api.openai.com/v1") }) == "Bearer usual")
    #expect(try header(configured(environment) { $0["baseURL"] = .text("http://localhost:11434/v1") }) == nil)
    for host in ["192.168.1.5", "10.0.0.2", "172.16.0.1", "172.31.255.1"] {
      #expect(try header(configured(environment) { $0["baseURL"] = .text("http://\(host):11434/v1") }) == nil)
    }
    for host in ["192.169.1.5", "172.32.0.1", "11.0.0.2", "10.example.org", "192.168.1.5.example.org", "100.128.0.1"] {
      #expect(throws: KeyError.self) {
        try configured(environment) { $0["baseURL"] = .text("https://\(host):11434/v1") }
      }
    }
    // No key goes there, so that none is asked for either.
    for host in ["nas", "gpu.example.org", "host.docker.internal", "0.0.0.0", "100.64.0.1"] {
      #expect(try header(configured(environment) { $0["baseURL"] = .text("http://\(host):11434/v1") }) == nil)
    }
    #expect(try header(configured(environment) { $0["baseURL"] = .text("https://100.127.255.1/v1") }) == nil)
    func withKey(_ isAllowed: Bool) throws -> EndpointConfiguration {
      try configured(environment) {
        $0["baseURL"] = .text("http://host.docker.internal:11434/v1")
        $0["keyVariable"] = .text("OTHER")
        $0["allowInsecureKey"] = .bool(isAllowed)
      }
    }
    #expect(throws: InvalidSettingError.self) { try withKey(false) }
    #expect(try header(withKey(true)) == "Bearer other")
    #expect(
      try header(configured(environment.merging(["OPENAI_BASE_URL": "https://example.org/v1"]) { $0 + $1 }))
        == "Bearer usual")
    let stranger = #expect(throws: KeyError.self) {
      try configured(environment) { $0["baseURL"] = .text("https://api.openai.com.example.org/v1") }
    }
    #expect(stranger == KeyError.none(key: "advisors.mine.keyVariable", host: "api.openai.com.example.org"))
    #expect(
      try header(
        configured(environment) {
          $0["baseURL"] = .text("https://example.org/v1")
          $0["keyVariable"] = .text("OTHER")
        }) == "Bearer other")
  }

  @Test func namesWhatIsMissing() throws {
    #expect(throws: KeyError.variableEmpty(key: "advisors.mine.keyVariable", variable: "OPENAI_API_KEY")) {
      try configured()
    }
    #expect(throws: KeyError.variableEmpty(key: "advisors.mine.keyVariable", variable: "MINE")) {
      try configured(["MINE": " "]) { $0["keyVariable"] = .text("MINE") }
    }
    func failing(_ change: (inout [String: JSONValue]) -> Void) throws -> String {
      try #require(throws: InvalidSettingError.self) { try configured(["OPENAI_API_KEY": "k"], change) }.key
    }
    #expect(try failing { $0["model"] = nil } == "advisors.mine.model")
    #expect(try failing { $0["baseURL"] = .text("x") } == "advisors.mine.baseURL")
    #expect(try failing { $0["temperature"] = .number(3) } == "advisors.mine.temperature")
    #expect(try failing { $0["temperature"] = .number(.nan) } == "advisors.mine.temperature")
    for (key, value) in [("temperature", "nan"), ("attempts", "inf"), ("model", "nan")] {
      let error = try #require(throws: InvalidSettingError.self) {
        try configured(["OPENAI_API_KEY": "k"]) { $0[key] = .number(value == "inf" ? .infinity : .nan) }
      }
      #expect(error.value == value, "as it is written in the file")
    }
    #expect(try failing { $0["answerForm"] = .text("xml") } == "advisors.mine.answerForm")
    #expect(try failing { $0["attempts"] = .number(0) } == "advisors.mine.attempts")
    #expect(
      try failing { $0["extra"] = .object(["temperature": .number(1)]) } == "advisors.mine.extra.temperature")
    #expect(try failing { $0["extra"] = .text("low") } == "advisors.mine.extra")
    #expect(try failing { $0["maximumTokens"] = .number(0) } == "advisors.mine.maximumTokens")
    #expect(try failing { $0["contextTokens"] = .number(100) } == "advisors.mine.contextTokens")
    #expect(try failing { $0["parallel"] = .number(0) } == "advisors.mine.parallel")
    #expect(try failing { $0["prices"] = .object(["m": .object(["input": .number(1)])]) } == "advisors.mine.prices.m")
    #expect(
      try failing { $0["prices"] = .object(["m": .object(["input": .number(-1), "output": .number(1)])]) }
        == "advisors.mine.prices.m.input")
    #expect(try failing { $0["caps"] = .object(["money": .number(-1)]) } == "advisors.mine.caps.money")
    #expect(
      try failing {
        $0["keyFile"] = .text("a")
        $0["keyVariable"] = .text("b")
      } == "advisors.mine.keyFile")
    let cap = try #require(throws: UnknownNameError.self) {
      try configured(["OPENAI_API_KEY": "k"]) { $0["caps"] = .object(["token": .number(1)]) }
    }
    #expect(cap.nearest == "tokens")
    #expect(throws: UnknownNameError.self) {
      try configured(["OPENAI_API_KEY": "k"]) { $0["prices"] = .object(["m": .object(["in": .number(1)])]) }
    }
  }

  @Test func readsEverySetting() throws {
    let read = try configured(["OPENAI_API_KEY": "k"]) {
      $0["temperature"] = .number(0.7)
      $0["maximumTokens"] = .number(900)
      $0["contextTokens"] = .number(32_768)
      $0["parallel"] = .number(2)
      $0["streaming"] = .bool(false)
      $0["seed"] = .number(5)
      $0["connectSeconds"] = .number(2)
      $0["firstByteSeconds"] = .number(300)
      $0["idleSeconds"] = .number(90)
      $0["totalSeconds"] = .number(1_200)
      $0["maximumBytes"] = .number(1_000_000)
      $0["attempts"] = .number(5)
      $0["patienceSeconds"] = .number(40)
      $0["failures"] = .number(9)
      $0["answerForm"] = .text("prompt")
      $0["extra"] = .object(["reasoning_effort": .text("low")])
      $0["prices"] = .object(["m": .object(["input": .number(2), "output": .number(8)])])
      $0["currency"] = .text("EUR")
      $0["caps"] = .object(["calls": .number(10), "tokens": .number(1_000), "money": .number(0.5)])
    }
    #expect(read.temperature == 0.7 && read.maximumTokens == 900 && read.seed == 5)
    #expect(read.contextTokens == 32_768 && read.parallelCalls == 2)
    #expect(!read.isStreaming && read.limits.firstByte == 300 && read.limits.connect == 2)
    #expect(read.limits.idle == 90 && read.limits.total == 1_200 && read.limits.bodyBytes == 1_000_000)
    #expect(read.retries.attempts == 5 && read.retries.patience == 40 && read.retries.longestServerDelay == 40)
    #expect(read.maximumFailures == 9)
    #expect(read.answerForm == "prompt" && read.extra == ["reasoning_effort": .text("low")])
    #expect(read.prices == PriceTable(["m": ModelPrice(input: 2, cachedInput: 2, output: 8)], currency: "EUR"))
    #expect(read.caps == BudgetCaps(calls: 10, tokens: 1_000, money: 0.5))
  }

  @Test func saysWhichSettingIsOfAnotherType() throws {
    func failing(_ change: (inout [String: JSONValue]) -> Void) throws -> InvalidSettingError {
      try #require(throws: InvalidSettingError.self) { try configured(["OPENAI_API_KEY": "k"], change) }
    }
    let text = try failing { $0["temperature"] = .text("hot") }
    #expect(text.key == "advisors.mine.temperature" && text.valid == "a number")
    #expect(try failing { $0["parallel"] = .number(1.5) }.valid == "a whole number")
    #expect(try failing { $0["model"] = .number(4) }.valid == "text in quotes")
    #expect(try failing { $0["streaming"] = .text("yes") }.valid == "true or false")
    #expect(try failing { $0["caps"] = .number(4) }.valid == "a table of numbers")
    #expect(try failing { $0["prices"] = .number(4) }.valid == "a table per model")
    let other = try #require(throws: UnknownNameError.self) {
      try configured(["OPENAI_API_KEY": "k"]) { $0["modle"] = .null }
    }
    #expect(other.nearest == "model")
    let dialect = try #require(throws: UnknownNameError.self) {
      try configured(["OPENAI_API_KEY": "k"]) { $0["dialect"] = .text("openia") }
    }
    #expect(dialect.nearest == "openai")
  }

  @Test func readsAKeyFileThatOnlyItsOwnerMayRead() throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    func write(_ text: String, mode: Int) throws {
      let path = home.appendingPathComponent("key").path
      #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    func read() throws -> String? {
      try header(configured(["HOME": home.path]) { $0["keyFile"] = .text("~/key") })
    }
    let name = "advisors.mine.keyFile"
    #expect(throws: KeyError.fileMissing(key: name, path: "~/key")) { try read() }
    try write("from-file\n", mode: 0o600)
    #expect(try read() == "Bearer from-file")
    try write("from-file\n", mode: 0o640)
    #expect(throws: KeyError.fileOpen(key: name, path: "~/key", mode: "640")) { try read() }
    try FileManager.default.createSymbolicLink(
      atPath: home.appendingPathComponent("link").path, withDestinationPath: home.appendingPathComponent("key").path)
    #expect(throws: KeyError.fileOpen(key: name, path: "~/link", mode: "640")) {
      try configured(["HOME": home.path]) { $0["keyFile"] = .text("~/link") }
    }
    try write("two words\nand more", mode: 0o600)
    #expect(throws: KeyError.fileUnusable(key: name, path: "~/key")) { try read() }
    // A pipe that nobody writes to must not be waited for.
    #expect(mkfifo(home.path + "/pipe", 0o600) == 0)
    #expect(throws: KeyError.fileNotPlain(key: name, path: "~/pipe", kind: "a pipe")) {
      try configured(["HOME": home.path]) { $0["keyFile"] = .text("~/pipe") }
    }
    // Others may read these, and that is not what is wrong with them.
    for (path, kind) in [("~/", "a folder"), ("/dev/zero", "a device")] {
      #expect(throws: KeyError.fileNotPlain(key: name, path: path, kind: kind)) {
        try configured(["HOME": home.path]) { $0["keyFile"] = .text(path) }
      }
    }
  }

  @Test func pricesByTheBeginningOfAName() {
    let table = PriceTable([
      "gpt-4o": ModelPrice(input: 2.5, cachedInput: 1.25, output: 10), "gpt-4o-mini": ModelPrice(input: 1, output: 4),
    ])
    #expect(table.price(of: "gpt-4o-2024-08-06")?.output == 10)
    #expect(table.price(of: "gpt-4o-mini-2024")?.output == 4)
    #expect(table.price(of: "gpt-4") == nil && table.price(of: "gpt-4omni") == nil)
    let cost = table.cost(of: TokenUsage(prompt: 1_000_000, cached: 400_000, reply: 100_000), model: "gpt-4o")
    #expect(cost == 0.6 * 2.5 + 0.4 * 1.25 + 1)
  }
}
