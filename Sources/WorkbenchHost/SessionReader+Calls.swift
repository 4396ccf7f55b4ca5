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
    let clock = WallClock.formatter()
    let total = try store.callCount()
    return CallList(
      search: search,
      items: stored.map { CallItem($0, time: clock.string(from: Date(timeIntervalSince1970: $0.time))) },
      found: search.isEmpty ? total : try store.callCount(matching: search), total: total)
  }

  /// The texts of one call; nil where there is none of that number.
  func callText(_ id: Int) throws -> CallText? {
    guard let call = try store.call(id) else { return nil }
    return CallText(call, issues: try store.issues(call: id))
  }

  /// How good the advice was, by advisor and version of the prompt, and over all versions of each advisor.
  func adviceQuality() throws -> [AdviceQuality] {
    try quality.of(try RecordsStamp(store)) { try store.adviceQuality() }
  }
}
