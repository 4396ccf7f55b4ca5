import Advisors
import CurlTransport
import Foundation
package import LanguageModels
package import Logging
package import RLCore
package import SessionStore
import Synchronization

/// How language models are asked in this command.
package struct ModelOptions {
  /// Samples of each identification; more than one keeps what recurs.
  package var samples = 1
  /// A file that requests are recorded in, or answered from.
  package var cassette: String?
  /// Answer from the cassette alone.
  package var isReplay = false
  /// Answer the same request at temperature 0 from what was answered before.
  package var reusesReplies = true
  /// Told what is being waited for.
  package var onProgress: @Sendable (ProviderProgress) -> Void = { _ in }

  /// The defaults, or what is given.
  package init(samples: Int = 1, cassette: String? = nil, isReplay: Bool = false, reusesReplies: Bool = true) {
    self.samples = samples
    self.cassette = cassette
    self.isReplay = isReplay
    self.reusesReplies = reusesReplies
  }
}

/// Language models by name: `openai:MODEL`, the endpoints that the configuration file names, and `NAME:MODEL` for another
/// model of such an endpoint.
package enum ModelEndpoints {
  /// The endpoint that is there without a configuration file.
  package static let usualEndpoint = "openai"

  /// The catalog's line of language models behind endpoints.
  package static let entry = LanguageModelEntry(
    "endpoint", "A model behind an OpenAI-compatible endpoint.",
    names: { try names().filter { $0 != LocalModel.name } + [LocalModel.name, "openai:MODEL"] },
    make: { name, resources in
      try configuration(name).map { try model($0, recorder: resources.recorder, options: resources.options) }
    })

  /// The configuration behind an advisor's name, or nil when no model has it.
  package static func configuration(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> EndpointConfiguration? {
    let file = try AdvisorFile(path: AdvisorFile.path(environment))
    if let values = file.endpoints[name] { return try EndpointConfiguration(name, values, environment: environment) }
    if name == LocalModel.name { return try LocalModel.configuration(LocalModelPlace(environment: environment)) }
    guard let colon = name.firstIndex(of: ":"), name.index(after: colon) < name.endIndex else { return nil }
    let endpoint = String(name[..<colon])
    guard endpoint == usualEndpoint || file.endpoints[endpoint] != nil else { return nil }
    var values = file.endpoints[endpoint] ?? [:]
    values["model"] = .text(String(name[name.index(after: colon)...]))
    return try EndpointConfiguration(endpoint, values, environment: environment)
  }

  /// An endpoint, with the model that is asked there unless another is named; nil where no endpoint has that name.
  package static func endpoint(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> (configuration: EndpointConfiguration, model: String?)? {
    if let whole = try configuration(name, environment: environment) { return (whole, whole.model) }
    // Which model does not matter for a list of models.
    return try configuration(name + ":any", environment: environment).map { ($0, nil) }
  }

  /// The configuration behind a stored call: the endpoint of the configuration file that it went to, else that of the
  /// advisor's name.
  package static func configuration(
    of call: ModelCall, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> EndpointConfiguration? {
    for name in try offered(environment: environment) {
      guard let known = try? configuration(name, environment: environment) else { continue }
      if known.host == call.service?.endpoint, known.model == call.service?.model { return known }
    }
    return try configuration(call.advisor, environment: environment)
  }

  /// Names that the configuration file gives, in order.
  package static func names(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> [String] {
    try AdvisorFile(path: AdvisorFile.path(environment)).endpoints.keys.sorted()
  }

  /// Names that can be asked: those of the configuration file, and the model of this machine where there is one.
  package static func offered(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> [String] {
    let named = try names(environment: environment)
    guard !named.contains(LocalModel.name),
      (try? LocalModel.configuration(LocalModelPlace(environment: environment))) != nil
    else { return named }
    return named + [LocalModel.name]
  }

  /// The model for a session: its calls go into the session's records and count against its caps, and replies to the
  /// same question at temperature 0 are kept with the session.
  package static func model(
    _ configuration: EndpointConfiguration, recorder: ModelCallRecorder, options: ModelOptions
  ) throws -> ChatEndpoint {
    let store = recorder.store
    let budget = AdvisorBudget(
      caps: configuration.caps, prices: configuration.prices, spent: BudgetSpending(try store.callSpending()))
    var settings = configuration
    settings.reusesReplies = options.reusesReplies
    return ChatEndpoint(
      settings, transport: try transport(options, to: settings), budget: budget, recorder: recorder,
      cache: try ReplyCache(path: store.info.path + "/replies.jsonl"),
      capabilities: EndpointFile.capabilities.value(of: settings), lessons: EndpointFile.lessons.value(of: settings),
      onLesson: onLesson(settings), progress: options.onProgress)
  }

  /// Keeps what is learnt for the next run. Where that fails it is learnt again.
  package static func onLesson(_ settings: EndpointConfiguration) -> @Sendable (EndpointLessons) -> Void {
    { try? EndpointFile.lessons.keep(learnt: $0, of: settings) }
  }

  /// The way to an endpoint: the network, with as many requests at once as it takes, or a cassette.
  package static func transport(
    _ options: ModelOptions = ModelOptions(), to endpoint: EndpointConfiguration
  ) throws -> any Transport {
    guard let path = options.cassette else { return try network(endpoint) }
    return try Cassette(path: path, through: options.isReplay ? nil : try network(endpoint))
  }

  private static func network(_ endpoint: EndpointConfiguration) throws -> any Transport {
    var settings = CurlTransport.Settings()
    settings.parallelRequests = max(settings.parallelRequests, endpoint.parallelCalls)
    let network = try CurlTransport(settings)
    return endpoint.baseURL == LocalModel.baseURL ? LocalModelTransport(network) : network
  }
}

extension BudgetSpending {
  /// What the session's records say was used.
  package init(_ spending: CallSpending) {
    self.init()
    calls = spending.calls
    usage = TokenUsage(
      prompt: spending.promptTokens, cached: spending.cachedTokens, reply: spending.replyTokens,
      isEstimated: spending.isEstimated)
    money = spending.cost
    unpricedCalls = spending.unpricedCalls
  }
}

/// Keeps every request to a model in the session's records, at once, and gives its number to whoever asked. Several
/// requests may be under way at the same time.
package final class ModelCallRecorder: ModelCallRecording {
  package let store: SessionStore
  /// Told of every call.
  package let log: Logger
  /// Called after a call was stored.
  private let onStored: @Sendable () -> Void

  package init(store: SessionStore, log: Logger = .silent, onStored: @escaping @Sendable () -> Void = {}) {
    self.store = store
    self.log = log
    self.onStored = onStored
  }

  package func record(_ call: ModelCall, _ outcome: AdviceOutcome) throws -> Int {
    let number = try store.addCall(call)
    log.tell(call, outcome, number: number)
    onStored()
    return number
  }
}

extension Logger {
  /// Says what became of a call to an advisor; what was asked and answered is in the session's records.
  func tell(_ call: ModelCall, _ outcome: AdviceOutcome, number: Int) {
    var metadata: Metadata = [
      "call": "\(number)", "status": "\(outcome.ending.rawValue)", "kind": "\(call.kind.rawValue)",
      "advisor": "\(call.advisor)",
      "seconds": "\(Numerals.fixed(call.seconds, 1))",
    ]
    if let episode = call.episode { metadata["episode"] = "\(episode)" }
    if let service = call.service {
      metadata["model"] = "\(service.servedModel ?? service.model)"
      metadata["endpoint"] = "\(service.endpoint)"
      if let tokens = service.tokens { metadata["tokens"] = "\(tokens)" }
      if service.retries > 0 { metadata["retries"] = "\(service.retries)" }
      if service.isReused { metadata["reused"] = "true" }
      if let reason = service.finishReason { metadata["finish"] = "\(reason)" }
    }
    log(level: outcome.failure == nil ? .info : .warning, "call: \(outcome.words.prefix(200))", metadata: metadata)
  }
}

extension ProviderProgress {
  /// A line for a person, for what is worth one.
  package var words: String? {
    switch self {
    case .sent(let attempt): attempt > 1 ? "attempt \(attempt)" : nil
    case .receiving: nil
    case .waiting(let attempt, let seconds, let reason):
      "attempt \(attempt) failed: \(reason); the next in \(Numerals.fixed(seconds, 1)) s"
    case .warning(let sentence): sentence
    }
  }
}

/// Says the same wait once, although its countdown is told every second and several requests may wait at the same time.
package final class WaitAnnouncer: Sendable {
  /// A countdown under way.
  private struct Wait {
    var attempt: Int
    var reason: String
    /// What its next tick tells.
    var secondsLeft: Double
  }

  private let waits = Mutex<[Wait]>([])

  /// Nothing was said yet.
  package init() {}

  /// The words of a progress that says something new.
  package func news(in progress: ProviderProgress) -> String? {
    switch progress {
    case .waiting(let attempt, let seconds, let reason):
      let isKnown = waits.withLock { waits in
        let place = waits.firstIndex {
          $0.attempt == attempt && $0.reason == reason && abs($0.secondsLeft - seconds) < 1e-6
        }
        if let place { waits.remove(at: place) }
        if seconds > 1 { waits.append(Wait(attempt: attempt, reason: reason, secondsLeft: seconds - 1)) }
        return place != nil
      }
      return isKnown ? nil : progress.words
    case .sent, .receiving: return nil
    case .warning: return progress.words
    }
  }
}
