import Advisors
import CurlTransport
import Foundation
import RLCore

/// What an endpoint was found to do, kept between runs: servers differ, and some drop in silence what they do not know.
struct CapabilityFile {
  private let path: String

  /// The file in the state directory.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = ResolvedPaths(sessions: ".", environment: environment).state + "/endpoints.json"
  }

  private static func key(_ settings: EndpointSettings) -> String { settings.baseURL + " " + settings.model }

  private func all() -> [String: EndpointCapabilities] {
    // What cannot be read is found out again.
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    return (try? JSONDecoder().decode([String: EndpointCapabilities].self, from: data)) ?? [:]
  }

  /// What was found about the endpoint and its model; nil before the first probe.
  func capabilities(of settings: EndpointSettings) -> EndpointCapabilities? { all()[Self.key(settings)] }

  /// Keeps what was found.
  func keep(_ capabilities: EndpointCapabilities, of settings: EndpointSettings) throws {
    var known = all()
    known[Self.key(settings)] = capabilities
    let place = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder.sorted.encode(known).write(to: place, options: .atomic)
  }
}

/// What the doctor finds out by asking an endpoint.
struct EndpointFindings {
  let name: String
  let host: String
  let model: String
  /// Models that are offered; nil where the list could not be had.
  var models: [ListedModel]?
  var capabilities: EndpointCapabilities?
  /// Tokens that the model reads and writes together: as the configuration states it, else as the list of models does.
  private(set) var contextTokens: Int?
  /// What went wrong, with what to do next.
  var problems: [String] = []

  /// Asks the endpoint behind `name` four small questions and keeps what it did.
  init(probing name: String) throws {
    guard let configuration = try ModelAdvisors.configuration(name) else {
      throw UnknownNameError(
        kind: "language model", name: name, valid: try ModelAdvisors.names() + ["openai:MODEL"])
    }
    self.name = name
    host = configuration.settings.host
    model = configuration.settings.model
    contextTokens = configuration.settings.contextTokens
    let endpoint = ChatEndpoint(configuration.settings, transport: try CurlTransport())
    do { models = try waitFor { try await endpoint.models() } } catch { problems.append("\(error)") }
    do {
      var found = try waitFor { try await endpoint.probe() }
      found.contextTokens = models?.first { $0.name == model }?.contextTokens
      capabilities = found
      try CapabilityFile().keep(found, of: configuration.settings)
    } catch { problems.append("\(error)") }
    contextTokens = contextTokens ?? models?.first { $0.name == model }?.contextTokens
    if let models, !models.isEmpty, !models.contains(where: { $0.name == model }) {
      let offered = models.prefix(8).map(\.name).joined(separator: ", ")
      problems.append("\(host) does not offer '\(model)'; it lists \(offered)\(models.count > 8 ? ", …" : "")")
    }
  }

  private var answers: [(name: String, result: ProbeResult)] {
    guard let capabilities else { return [] }
    return [
      ("jsonSchema", capabilities.jsonSchema), ("jsonObject", capabilities.jsonObject),
      ("logprobs", capabilities.logprobs), ("streamingUsage", capabilities.streamingUsage),
    ]
  }

  var lines: [String] {
    var lines = ["endpoint \(name): \(model) at \(host)"]
    if let models { lines.append("  models          \(models.count) listed") }
    lines.append(
      "  context         "
        + (contextTokens.map { "\($0) tokens" } ?? "not told; set contextTokens where a prompt is too long"))
    lines += answers.map { answer in
      "  \(answer.name)\(String(repeating: " ", count: max(1, 16 - answer.name.count)))\(answer.result.words)"
    }
    return lines
  }

  /// The findings as JSON: the same keys always, null where no model was asked.
  static func object(_ findings: EndpointFindings?) -> [String: Any] {
    func words(_ result: ProbeResult?) -> Any { Output.value(result?.words) }
    let found = findings?.capabilities
    return [
      "name": Output.value(findings?.name), "host": Output.value(findings?.host),
      "model": Output.value(findings?.model),
      "models": Output.value(findings?.models?.map(\.name)),
      "capabilities": [
        "jsonSchema": words(found?.jsonSchema), "jsonObject": words(found?.jsonObject),
        "logprobs": words(found?.logprobs), "streamingUsage": words(found?.streamingUsage),
      ] as [String: Any],
      "contextTokens": Output.value(findings?.contextTokens),
      "problems": findings?.problems ?? [],
    ]
  }
}
