import Advisors
import Coaching
import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// The calls to advisors, and how good their advice was.
extension SessionReader {
  /// Calls listed at most, the newest ones; a search finds the others.
  private static let callLimit = 500

  /// The newest calls whose prompt or reply holds a text.
  func calls(matching search: String) throws -> CallList {
    // One character tells whether a reply came; the texts themselves are read one call at a time.
    let stored = try store.calls(matching: search, limit: Self.callLimit, preview: 1)
    let clock = Self.clock()
    let total = try store.callCount()
    return CallList(
      search: search, items: stored.map { Self.item($0, clock) },
      found: search.isEmpty ? total : try store.callCount(matching: search), total: total)
  }

  /// The texts of one call; nil where there is none of that number.
  func callText(_ id: Int) throws -> CallText? {
    guard let call = try store.call(id) else { return nil }
    let issues = try store.issues(call: id).map { issue in
      (issue.item.map { "item \($0 + 1): " } ?? "") + issue.reason
        + (issue.kind == .rejected ? " (dropped)" : " (changed)")
    }
    return CallText(call: id, prompt: call.prompt, reply: call.reply, issues: issues)
  }

  /// How good the advice was, by advisor and version of the prompt, and over all versions of each advisor.
  func adviceQuality() throws -> [AdviceQualityRow] { try store.adviceQuality().map { AdviceQualityRow($0) } }

  private static func item(_ call: ModelCall, _ clock: DateFormatter) -> CallItem {
    var item = CallItem(
      id: call.id, time: clock.string(from: Date(timeIntervalSince1970: call.time)), kind: call.kind.rawValue,
      episode: call.episode, advisor: call.advisor, promptVersion: call.promptVersion, outcome: call.outcome,
      seconds: call.seconds)
    item.isFailed = call.reply.isEmpty
    guard let detail = call.service else { return item }
    item.model = detail.servedModel ?? detail.model
    item.endpoint = detail.endpoint
    item.digest = detail.promptDigest
    item.parameters = detail.parameters.words
    item.finishReason = detail.finishReason ?? ""
    item.promptTokens = detail.promptTokens
    item.cachedTokens = detail.cachedTokens
    item.replyTokens = detail.replyTokens
    item.secondsToFirstToken = detail.secondsToFirstToken
    item.retries = detail.retries
    item.cost = detail.cost
    item.isReused = detail.isReused
    item.isRepair = detail.isRepair
    return item
  }

  private static func clock() -> DateFormatter {
    let clock = DateFormatter()
    clock.locale = Locale(identifier: "en_US_POSIX")
    clock.dateFormat = "MM-dd HH:mm:ss"
    return clock
  }
}

extension AdviceQualityRow {
  /// What the screen shows of a quality.
  init(_ quality: AdviceQuality) {
    self.init(advisor: quality.source.advisor, promptVersion: quality.source.promptVersion)
    calls = quality.calls
    valid = quality.valid
    rejectedItems = quality.rejectedItems
    accepted = quality.accepted
    decided = quality.accepted + quality.turnedDown
    positive = quality.positive
    measured = quality.measured
    meanEvidence = quality.meanEvidence
    commonestActionShare = quality.commonestActionShare
    tokens = quality.tokens
    cost = quality.cost
  }
}
