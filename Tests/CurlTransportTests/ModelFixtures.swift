import CurlTransport
import Foundation
import Glibc
import LanguageModels
import RLCore
import Synchronization
import TestSupport

@testable import Advisors

/// A language model as an advisor over real HTTP, with everything about it kept to be looked at.
struct ModelBench: Sendable {
  static let key = "sk-bench-4711-abcdefghijklmnop"

  let log = CallLog()
  let naps = Naps()
  let said = Said()
  let endpoint: ChatEndpoint
  let transport: CurlTransport

  /// Seconds that were waited between attempts, without waiting.
  final class Naps: Sendable {
    private let state = Mutex<[Double]>([])
    var total: Double { state.withLock { $0.reduce(0, +) } }
    func add(_ seconds: Double) { state.withLock { $0.append(seconds) } }
  }

  /// Everything that was told on the way.
  final class Said: Sendable {
    private let state = Mutex("")
    var text: String { state.withLock { $0 } }
    func add(_ words: String) { state.withLock { $0 += words + "\n" } }
  }

  init(
    _ url: String, streams: Bool = false, budget: AdvisorBudget = AdvisorBudget(), patience: Double = 2,
    _ change: (inout HTTPLimits) -> Void = { _ in }
  ) throws {
    var settings = try EndpointConfiguration(baseURL: url + "/v1", key: APIKey(Self.key), model: "m")
    settings.isStreaming = streams
    (settings.limits.connect, settings.limits.firstByte, settings.limits.idle, settings.limits.total) =
      (300, 300, 300, 600)
    change(&settings.limits)
    var retries = RetryPolicy()
    retries.jitter = 0
    retries.patience = patience
    let (naps, said) = (naps, said)
    let start = ContinuousClock.now
    let clock = ProviderClock(
      wall: { 784_111_777 }, elapsed: { (ContinuousClock.now - start) / .seconds(1) },
      sleep: {
        try Task.checkCancellation()
        naps.add($0)
      })
    transport = try CurlTransport.forTests()
    endpoint = ChatEndpoint(
      settings, transport: transport, retries: retries, clock: clock, budget: budget, recorder: log,
      progress: { said.add("\($0)") })
  }

  /// Asks once; the reply's text and notes, or the error in words.
  func ask(_ text: String = "What decided it?") async -> (reply: ModelReply?, error: (any Error)?) {
    do { return (try await advise(text).reply, nil) } catch { return (nil, error) }
  }

  /// Asks once; what the reply says, too.
  func advise(_ text: String = "What decided it?") async throws -> ReadReply<[Suggestion]> {
    let context = AdviceContext(
      environment: "Pong",
      actionSpace: .discrete(names: ["stay", "up", "down"]), episode: 3, firstStep: 100, lastStep: 200, narration: [],
      outcome: -1, maximumStates: 8)
    let prompt = Prompt(kind: .identify, version: "identify-1", text: text)
    let advisor = LanguageModelAdvisor(endpoint, library: try PromptLibrary())
    return try await advisor.exchange(prompt, context) {
      LanguageModelAdvisor.suggestions($0.text, context, advisor: "m")
    }
  }

  /// Everything that a person or a file may come to see.
  func everything(_ answer: (reply: ModelReply?, error: (any Error)?)) -> String {
    let records = (try? JSONEncoder().encode(log.calls.map(\.call))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return [
      records, "\(String(describing: answer.reply))", "\(String(describing: answer.error))", said.text,
      "\(endpoint.settings)",
    ].joined(separator: "\n")
  }

  static let states =
    "{\"critical_states\":[{\"episode\":3,\"step\":143,\"rationale\":\"late\",\"action\":\"up\",\"reward\":0.5,"
    + "\"confidence\":0.8}]}"

  static func quoted(_ text: String) -> String {
    String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
  }

  /// What a chat endpoint answers.
  static func chat(_ text: String = states) -> String {
    "{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\(quoted(text))},\"finish_reason\":\"stop\"}],"
      + "\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":10}}"
  }

  /// A stream's event with a piece of the reply.
  static func piece(_ text: String) -> String { "{\"choices\":[{\"delta\":{\"content\":\(quoted(text))}}]}" }
}

/// What this process holds at the moment.
struct Holdings: CustomStringConvertible {
  var descriptors: Int
  var threads: Int
  /// The most memory so far, in bytes.
  var peak: Int

  static func now() -> Holdings {
    func count(_ path: String) -> Int { (try? FileManager.default.contentsOfDirectory(atPath: path).count) ?? -1 }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Holdings(
      descriptors: count("/proc/self/fd"), threads: count("/proc/self/task"), peak: usage.ru_maxrss << 10)
  }

  var description: String { "\(descriptors) descriptors, \(threads) threads, \(peak >> 20) MiB at most" }
}

/// Counts from 0.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// The next number.
  func next() -> Int {
    count.withLock { count in
      defer { count += 1 }
      return count
    }
  }
}
