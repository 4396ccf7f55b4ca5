import Canvas
import RLCore

@testable import WorkbenchUI

extension Fixtures {
  /// Ten calls, newest first: one failed, one reused, one asked for a repair, the first two by the offline advisor.
  static let calls: [CallItem] = (1...10).reversed().map { id in
    var call = ModelCall(
      advisor: id < 3 ? "offline" : "openai:gpt-4o-mini", kind: id == 9 ? .case : .identify,
      episode: id == 9 ? nil : 1 + id / 3, prompt: "", promptVersion: id == 9 ? "case-1" : "identify-2", reply: "{",
      outcome: "\(id % 4) suggestions, \(id % 3) items dropped or changed", seconds: id < 3 ? 0.02 : 1.4 * Double(id))
    call.id = id
    if id >= 3 { call.service = service(id) }
    if id == 7 {
      call.reply = ""
      call.outcome = "429 too many requests, three times"
    }
    return CallItem(call, time: "07-21 14:0\(id % 10):3\(id % 6)")
  }

  private static func service(_ id: Int) -> ModelCall.Service {
    var service = ModelCall.Service(
      endpoint: "api.example.com:443", model: "gpt-4o-mini",
      parameters: ModelCall.Parameters(
        temperature: 0.2, maximumTokens: 800, seed: 7, isStreaming: true, answerForm: "json_schema"),
      promptDigest: "9f86d081884c7d659a2feaa0c55ad015", retries: id == 8 ? 2 : 0, isReused: id == 5, isRepair: id == 6)
    service.cachedTokens = 1024
    service.secondsToFirstToken = 0.43
    guard id != 7 else { return service }
    service.finishReason = "stop"
    service.promptTokens = 1204 + id
    service.replyTokens = 310
    service.cost = 0.000_37
    return service
  }

  static let callList = CallList(search: "", items: calls, found: 10, total: 10)

  static func text(_ call: Int) -> CallText {
    let states = (0..<6).map { "t=\($0 + call): ball 12 px left of the paddle, rising; the paddle stays low" }
    var made = ModelCall(
      advisor: "openai:gpt-4o-mini", kind: .identify,
      prompt: "You coach a player of Pong.\n\nEpisode \(1 + call / 3), window 2:\n" + states.joined(separator: "\n")
        + "\n\nName the critical states. For each give step, action, reward in [-1, 1] and a rationale.",
      promptVersion: "identify-2",
      reply: call == 7
        ? ""
        : "{\n  \"critical_states\": [\n    {\"step\": \(call * 37), \"action\": \"UP\", \"reward\": 0.8,\n"
          + "     \"rationale\": \"The ball comes in high while the paddle stays low.\"}\n  ]\n}", seconds: 1)
    made.id = call
    return CallText(
      made,
      issues: call % 2 == 0 ? [ReplyIssue(kind: .clamped, item: 1, reason: "reward 1.5 was bounded to 1")] : [])
  }

  /// A call with nothing but its texts.
  static func text(_ call: Int, prompt: String, reply: String, issues: [ReplyIssue] = []) -> CallText {
    var made = ModelCall(
      advisor: "offline", kind: .identify, prompt: prompt, promptVersion: "", reply: reply, seconds: 0)
    made.id = call
    return CallText(made, issues: issues)
  }

  static let quality: [AdviceQuality] = {
    var offline = AdviceQuality(advisor: "offline", promptVersion: "identify-2")
    offline.calls = 12
    offline.valid = 30
    offline.accepted = 9
    offline.turnedDown = 11
    offline.positive = 8
    offline.measured = 30
    offline.meanEvidence = 0.121
    offline.commonestActionShare = 0.55
    var model = AdviceQuality(advisor: "openai:gpt-4o-mini", promptVersion: "identify-2")
    model.calls = 24
    model.valid = 61
    model.rejectedItems = 4
    model.accepted = 22
    model.turnedDown = 28
    model.positive = 19
    model.measured = 61
    model.meanEvidence = -0.043
    model.commonestActionShare = 0.93
    model.tokens = 36_400
    model.cost = 0.0089
    var all = model
    all.source.promptVersion = nil
    all.calls = 27
    return [offline, model, all]
  }()

  static let progress: AdvisorProgress = {
    var progress = AdvisorProgress(advisor: "openai:gpt-4o-mini", call: 3, planned: 12)
    progress.secondsToNextAttempt = 3.2
    progress.reason = "429 too many requests"
    progress.budget.calls = 85
    progress.budget.callCap = 100
    return progress
  }()
}
