import Canvas

@testable import WorkbenchUI

extension Fixtures {
  /// Ten calls, newest first: one failed, one reused, one asked for a repair, the first two by the offline advisor.
  static let calls: [CallItem] = (1...10).reversed().map { id in
    var item = CallItem(
      id: id, time: "07-21 14:0\(id % 10):3\(id % 6)", kind: id == 9 ? "case" : "identify",
      episode: id == 9 ? nil : 1 + id / 3,
      advisor: id < 3 ? "offline" : "openai:gpt-4o-mini", promptVersion: id == 9 ? "case-1" : "identify-2",
      outcome: "\(id % 4) suggestions, \(id % 3) items dropped or changed", seconds: id < 3 ? 0.02 : 1.4 * Double(id))
    guard id >= 3 else { return item }
    item.model = "gpt-4o-mini"
    item.endpoint = "api.example.com:443"
    item.digest = "9f86d081884c7d659a2feaa0c55ad015"
    item.parameters = "temperature 0.2, at most 800 tokens, seed 7, json_schema"
    item.finishReason = "stop"
    item.promptTokens = 1204 + id
    item.cachedTokens = 1024
    item.replyTokens = 310
    item.secondsToFirstToken = 0.43
    item.retries = id == 8 ? 2 : 0
    item.cost = 0.000_37
    item.isReused = id == 5
    item.isRepair = id == 6
    if id == 7 {
      item.isFailed = true
      item.outcome = "429 too many requests, three times"
      item.finishReason = ""
      item.promptTokens = nil
      item.replyTokens = nil
      item.cost = nil
    }
    return item
  }

  static let callList = CallList(search: "", items: calls, found: 10, total: 10)

  static func text(_ call: Int) -> CallText {
    let states = (0..<6).map { "t=\($0 + call): ball 12 px left of the paddle, rising; the paddle stays low" }
    return CallText(
      call: call,
      prompt: "You coach a player of Pong.\n\nEpisode \(1 + call / 3), window 2:\n" + states.joined(separator: "\n")
        + "\n\nName the critical states. For each give step, action, reward in [-1, 1] and a rationale.",
      reply: call == 7
        ? ""
        : "{\n  \"critical_states\": [\n    {\"step\": \(call * 37), \"action\": \"UP\", \"reward\": 0.8,\n"
          + "     \"rationale\": \"The ball comes in high while the paddle stays low.\"}\n  ]\n}",
      issues: call % 2 == 0 ? ["item 2: reward 1.5 was bounded to 1"] : [])
  }

  static let quality: [AdviceQualityRow] = {
    var offline = AdviceQualityRow(advisor: "offline", promptVersion: "identify-2")
    offline.calls = 12
    offline.valid = 30
    offline.accepted = 9
    offline.decided = 20
    offline.positive = 8
    offline.measured = 30
    offline.meanEvidence = 0.121
    offline.commonestActionShare = 0.55
    var model = AdviceQualityRow(advisor: "openai:gpt-4o-mini", promptVersion: "identify-2")
    model.calls = 24
    model.valid = 61
    model.rejectedItems = 4
    model.accepted = 22
    model.decided = 50
    model.positive = 19
    model.measured = 61
    model.meanEvidence = -0.043
    model.commonestActionShare = 0.93
    model.tokens = 36_400
    model.cost = 0.0089
    var all = model
    all.promptVersion = nil
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
