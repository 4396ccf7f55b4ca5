import Foundation
package import LanguageModels
import RLCore
import TOMLKit

/// Endpoints by name, as the configuration file states them.
///
/// The file is `config.toml` in the configuration directory; each endpoint is a table `[advisors.NAME]`:
/// ```toml
/// [advisors.local]
/// baseURL = "http://localhost:11434/v1"
/// model = "llama3.2"
/// [advisors.local.caps]
/// calls = 200
/// ```
package struct AdvisorFile {
  /// The endpoints by their names.
  package let endpoints: [String: EndpointValues]

  /// No endpoint but those that the environment gives.
  package init() { endpoints = [:] }

  /// Reads the file at `path`; a file that is not there states nothing.
  package init(path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      endpoints = [:]
      return
    }
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch { throw AdvisorFileError.unreadable(path) }
    let table: TOMLTable
    do { table = try TOMLTable(string: text) } catch { throw AdvisorFileError.malformed(path, "\(error)") }
    var endpoints: [String: EndpointValues] = [:]
    if let advisors = table["advisors"] {
      guard let advisors = advisors.table else {
        throw AdvisorFileError.malformed(path, "'advisors' has to hold tables such as [advisors.local]")
      }
      for (name, value) in advisors {
        guard let fields = value.table else {
          throw AdvisorFileError.malformed(path, "advisors.\(name) has to be a table of settings")
        }
        endpoints[name] = try Self.values(name, fields)
      }
    }
    self.endpoints = endpoints
  }

  /// Where the file is: `$XDG_CONFIG_HOME/sidecoach/config.toml`, else below `~/.config`.
  package static func path(_ environment: [String: String]) -> String {
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (base ?? (environment["HOME"] ?? ".") + "/.config") + "/sidecoach/config.toml"
  }

  private static let keys = [
    "baseURL", "keyVariable", "keyFile", "model", "temperature", "maximumTokens", "contextTokens", "parallel",
    "streaming", "seed", "firstByteSeconds", "prices", "currency", "caps",
  ]

  private static func values(_ name: String, _ table: TOMLTable) throws -> EndpointValues {
    if let other = table.keys.sorted().first(where: { !keys.contains($0) }) {
      throw UnknownNameError(kind: "setting in [advisors.\(name)]", name: other, valid: keys)
    }
    func wrong(_ key: String, _ valid: String) -> InvalidSettingError {
      InvalidSettingError(key: "advisors.\(name).\(key)", value: "\(table[key].map { "\($0)" } ?? "")", valid: valid)
    }
    func text(_ key: String) throws -> String? {
      guard let value = table[key] else { return nil }
      guard let text = value.string else { throw wrong(key, "text in quotes") }
      return text
    }
    func number(_ key: String) throws -> Double? {
      guard let value = table[key] else { return nil }
      guard let number = Self.number(value) else { throw wrong(key, "a number") }
      return number
    }
    func integer(_ key: String) throws -> Int? {
      guard let value = table[key] else { return nil }
      guard let number = value.int else { throw wrong(key, "a whole number") }
      return number
    }
    func numbers(_ value: some TOMLValueConvertible, _ key: String) throws -> [String: Double] {
      guard let fields = value.table else { throw wrong(key, "a table of numbers") }
      var result: [String: Double] = [:]
      for (name, value) in fields {
        guard let number = Self.number(value) else { throw wrong(key, "a table of numbers") }
        result[name] = number
      }
      return result
    }
    var values = EndpointValues(name: name)
    values.baseURL = try text("baseURL")
    values.keyVariable = try text("keyVariable")
    values.keyFile = try text("keyFile")
    values.model = try text("model")
    values.temperature = try number("temperature")
    values.maximumTokens = try integer("maximumTokens")
    values.contextTokens = try integer("contextTokens")
    values.parallel = try integer("parallel")
    if let value = table["streaming"] {
      guard let flag = value.bool else { throw wrong("streaming", "true or false") }
      values.streaming = flag
    }
    values.seed = try integer("seed")
    values.firstByteSeconds = try number("firstByteSeconds")
    values.currency = try text("currency")
    if let caps = table["caps"] { values.caps = try numbers(caps, "caps") }
    if let prices = table["prices"] {
      guard let models = prices.table else { throw wrong("prices", "a table per model") }
      for (model, price) in models { values.prices[model] = try numbers(price, "prices") }
    }
    return values
  }

  private static func number(_ value: some TOMLValueConvertible) -> Double? {
    value.double ?? value.int.map(Double.init)
  }
}

/// What can be wrong with the configuration file, with what to do next.
package enum AdvisorFileError: Error, CustomStringConvertible {
  case unreadable(String)
  case malformed(String, String)

  package var description: String {
    switch self {
    case .unreadable(let path): "cannot read \(path); check who may read it"
    case .malformed(let path, let reason): "\(path): \(reason)"
    }
  }
}
