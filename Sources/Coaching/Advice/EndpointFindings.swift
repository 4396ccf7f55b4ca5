import Advisors
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
  /// Why there is no list of models, which nothing but a menu needs.
  private var unlisted: String?
  package var capabilities: EndpointCapabilities?
  /// How it is asked for advice from now on; nil where too little is known.
  private(set) var adviceForm: AdviceForm?
  /// Tokens that the model reads and writes together: as the configuration states it, else as the list of models does.
  private(set) var contextTokens: Int?
  /// What went wrong, with what to do next.
  package var problems: [String] = []

  /// Asks the endpoint behind `name` a few small questions, for advice too, and keeps what it did.
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
    var missingList: String?
    do { models = try waitFor { try await endpoint.models() } } catch { missingList = "\(error)" }
    do {
      var found = try waitFor { try await endpoint.probe() }
      found.contextTokens = models?.first { $0.name == model }?.contextTokens
      endpoint.learn(found)
      let library = try PromptFiles.library(session: nil)
      found.advice = try waitFor { try await AdviceProbe.result(of: endpoint, library: library) }
      endpoint.learn(found)
      (capabilities, adviceForm) = (found, endpoint.adviceForm)
      try EndpointFile.capabilities.keep(found, of: configuration)
      // What was refused earlier may be understood by now.
      try EndpointFile.lessons.keep(learnt: endpoint.lessons, of: configuration)
    } catch {
      // Where nothing answers, that is one problem.
      problems += Set([missingList, "\(error)"].compactMap { $0 }).sorted()
    }
    unlisted = missingList
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
    ] + (capabilities.advice.map { [("advice", $0)] } ?? [])
  }

  package var lines: [String] {
    var lines = ["endpoint \(name): \(model) at \(host)"]
    if let models { lines.append("  models          \(models.count) listed") }
    if let unlisted { lines.append("  models          not listed (\(unlisted))") }
    lines.append(
      "  context         "
        + (contextTokens.map { "\($0) tokens" } ?? "not told; set contextTokens where a prompt is too long"))
    lines += answers.map { answer in
      "  \(answer.name)\(String(repeating: " ", count: max(1, 16 - answer.name.count)))\(answer.result.words)"
    }
    switch adviceForm {
    case .free: lines.append("  asked           in the words of the prompt templates (advice = \"free\")")
    case .choice:
      lines.append(
        "  asked           by choice, at the states that --identifier names (advice = \"choice\"); see identify --help")
    case nil: break
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
      @OrNull var advice: String?
    }
    @OrNull private var name: String?
    @OrNull private var host: String?
    @OrNull private var model: String?
    @OrNull private var models: [String]?
    @OrNull private var contextTokens: Int?
    private var capabilities: Capabilities
    @OrNull private var adviceForm: String?
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
        streamingUsage: found?.streamingUsage.words, advice: found?.advice?.words)
      adviceForm = findings?.adviceForm?.rawValue
      problems = findings?.problems ?? []
    }
  }
}
