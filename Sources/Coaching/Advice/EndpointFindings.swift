import Foundation
package import LanguageModels
import RLCore

/// What the doctor finds out by asking an endpoint.
package struct EndpointFindings {
  package let name: String
  package let host: String
  package let model: String
  /// Models that are offered; nil where the list could not be had.
  package var models: [ListedModel]?
  package var capabilities: EndpointCapabilities?
  /// Tokens that the model reads and writes together: as the configuration states it, else as the list of models does.
  private(set) var contextTokens: Int?
  /// What went wrong, with what to do next.
  package var problems: [String] = []

  /// Asks the endpoint behind `name` four small questions and keeps what it did.
  package init(probing name: String) throws {
    guard let configuration = try ModelEndpoints.configuration(name) else {
      throw UnknownNameError(
        kind: "language model", name: name, valid: try ModelEndpoints.offered() + ["openai:MODEL"])
    }
    self.name = name
    host = configuration.host
    model = configuration.model
    contextTokens = configuration.contextTokens
    let endpoint = ChatEndpoint(configuration, transport: try ModelEndpoints.transport(to: configuration))
    do { models = try waitFor { try await endpoint.models() } } catch { problems.append("\(error)") }
    do {
      var found = try waitFor { try await endpoint.probe() }
      found.contextTokens = models?.first { $0.name == model }?.contextTokens
      capabilities = found
      try EndpointFile.capabilities.keep(found, of: configuration)
      // What was refused earlier may be understood by now.
      try EndpointFile.lessons.keep(learnt: endpoint.lessons, of: configuration)
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

  package var lines: [String] {
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

  /// The findings as a command prints them: the same keys always, null where no model was asked.
  package struct Report: Encodable, Sendable {
    private struct Capabilities: Encodable, Sendable {
      @OrNull var jsonSchema: String?
      @OrNull var jsonObject: String?
      @OrNull var logprobs: String?
      @OrNull var streamingUsage: String?
    }
    @OrNull private var name: String?
    @OrNull private var host: String?
    @OrNull private var model: String?
    @OrNull private var models: [String]?
    @OrNull private var contextTokens: Int?
    private var capabilities: Capabilities
    private var problems: [String]

    /// The report of `findings`.
    package init(_ findings: EndpointFindings?) {
      let found = findings?.capabilities
      name = findings?.name
      host = findings?.host
      model = findings?.model
      models = findings?.models?.map(\.name)
      contextTokens = findings?.contextTokens
      capabilities = Capabilities(
        jsonSchema: found?.jsonSchema.words, jsonObject: found?.jsonObject.words, logprobs: found?.logprobs.words,
        streamingUsage: found?.streamingUsage.words)
      problems = findings?.problems ?? []
    }
  }
}
