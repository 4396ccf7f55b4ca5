import Foundation
import RLCore
import Synchronization
import TestSupport

@testable import Advisors
@testable import LanguageModels

/// A transport that gives scripted answers in order and keeps what was asked. Pieces of a body come one by one.
final class ScriptedTransport: Transport {
  enum Answer: Sendable {
    case whole(status: Int, headers: [String: String], body: String)
    case stream([String], error: TransportError?)
    case failure(TransportError)
    /// Nothing comes until the request is cancelled.
    case silence

    /// A chat's answer with usage.
    static func chat(_ text: String, finish: String = "stop", prompt: Int = 100, cached: Int = 0, reply: Int = 20)
      -> Answer
    {
      let usage =
        "{\"prompt_tokens\":\(prompt),\"completion_tokens\":\(reply),"
        + "\"prompt_tokens_details\":{\"cached_tokens\":\(cached)}}"
      return json(
        "{\"model\":\"served-1\",\"choices\":[{\"message\":{\"content\":\(ScriptedTransport.quoted(text))},"
          + "\"finish_reason\":\"\(finish)\"}],\"usage\":\(usage)}")
    }

    static func json(_ body: String, status: Int = 200, headers: [String: String] = [:]) -> Answer {
      .whole(status: status, headers: headers.merging(["content-type": "application/json"]) { $0 + $1 }, body: body)
    }

    static func fault(_ status: Int, _ message: String, code: String = "", parameter: String = "") -> Answer {
      json(
        "{\"error\":{\"message\":\(ScriptedTransport.quoted(message)),\"code\":\"\(code)\",\"param\":\"\(parameter)\"}}",
        status: status)
    }
  }

  private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

  init(_ answers: [Answer]) { state = Mutex((answers, [])) }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
  var bodies: [String] { requests.map { String(decoding: $0.body, as: UTF8.self) } }

  func send(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPEvent, any Error> {
    let answer = state.withLock { state -> Answer in
      state.requests.append(request)
      return state.answers.isEmpty ? .failure(.connection("nothing is scripted")) : state.answers.removeFirst()
    }
    return AsyncThrowingStream { stream in
      switch answer {
      case .silence: break
      case .failure(let error): stream.finish(throwing: error)
      case .whole(let status, let headers, let body):
        stream.yield(.head(status: status, headers: headers))
        stream.yield(.body(Array(body.utf8)))
        stream.finish()
      case .stream(let pieces, let error):
        stream.yield(.head(status: 200, headers: ["content-type": "text/event-stream; charset=utf-8"]))
        for piece in pieces { stream.yield(.body(Array(piece.utf8))) }
        stream.finish(throwing: error)
      }
    }
  }

  static func quoted(_ text: String) -> String {
    let data = try? JSONEncoder().encode(text)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}

/// Time that passes only while somebody sleeps, and a tenth of a second at every look.
final class ScriptedTime: Sendable {
  private let state = Mutex<(now: Double, naps: [Double])>((1_000, []))

  var naps: [Double] { state.withLock { $0.naps } }

  var clock: ProviderClock {
    ProviderClock(
      wall: { 1_700_000_000 },
      elapsed: {
        self.state.withLock { state in
          state.now += 0.125
          return state.now
        }
      },
      sleep: { seconds in
        self.state.withLock { state in
          state.now += seconds
          state.naps.append(seconds)
        }
      })
  }
}

/// What was told while a call was under way.
final class ProgressLog: Sendable {
  private let state = Mutex<[ProviderProgress]>([])
  var all: [ProviderProgress] { state.withLock { $0 } }
  func add(_ progress: ProviderProgress) { state.withLock { $0.append(progress) } }
}

/// An endpoint with everything around it scripted.
struct ProviderBench {
  let transport: ScriptedTransport
  let time = ScriptedTime()
  let log = CallLog()
  let progress = ProgressLog()
  let endpoint: ChatEndpoint
  let advisor: LanguageModelAdvisor

  static let secret = "sk-test-0123456789abcdef"

  init(
    _ answers: [ScriptedTransport.Answer], model: String = "gpt-4o-mini", budget: AdvisorBudget = AdvisorBudget(),
    cache: ReplyCache = ReplyCache(), capabilities: EndpointCapabilities? = nil,
    settings change: (inout EndpointConfiguration) -> Void = { _ in }
  ) throws {
    transport = ScriptedTransport(answers)
    var settings = try EndpointConfiguration(
      baseURL: "https://example.org/v1", key: APIKey(Self.secret), model: model)
    settings.isStreaming = false
    change(&settings)
    var retries = RetryPolicy()
    retries.jitter = 0
    retries.patience = 0
    endpoint = ChatEndpoint(
      settings, transport: transport, retries: retries, clock: time.clock, budget: budget, recorder: log, cache: cache,
      capabilities: capabilities, progress: { [progress] in progress.add($0) })
    advisor = LanguageModelAdvisor(endpoint, library: try PromptLibrary())
  }

  static let context = AdviceContext(
    environment: "Pong", actionSpace: .discrete(names: ["stay", "up", "down"]), episode: 3, firstStep: 100,
    lastStep: 200, narration: [],
    outcome: -1, maximumStates: 8)

  static let prompt = Prompt(kind: .identify, version: "identify-1", text: "What decided it?")

  static func item(_ step: Int, _ action: String = "up", reward: Double = 0.5) -> String {
    "{\"episode\":3,\"step\":\(step),\"rationale\":\"late\",\"action\":\"\(action)\",\"reward\":\(reward),"
      + "\"confidence\":0.8}"
  }

  static func states(_ items: String...) -> String { "{\"critical_states\":[\(items.joined(separator: ","))]}" }
}

extension LanguageModelAdvisor {
  /// Sends a prompt about the bench's stretch, and gives the reply after what was repaired.
  func reply(to prompt: Prompt, sample: Int = 0) async throws -> ModelReply {
    let (context, advisor) = (ProviderBench.context, name)
    guard prompt.kind != .caseAnalysis else {
      return try await exchange(prompt, context) { LanguageModelAdvisor.caseAnalysis($0.text) }.reply
    }
    return try await exchange(prompt, context, sample: sample) {
      LanguageModelAdvisor.suggestions($0.text, context, advisor: advisor)
    }.reply
  }
}

extension BudgetSpending {
  /// What recorded calls used.
  init(_ calls: [LoggedCall]) {
    self.init()
    for call in calls where !call.isReused {
      self.calls += 1
      if let usage = call.usage { add(usage, cost: call.cost) }
    }
  }
}

extension ModelReply {
  var promptTokens: Int? { usage?.prompt }
  var replyTokens: Int? { usage?.reply }
}
