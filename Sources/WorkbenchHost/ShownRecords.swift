import RLCore
import SessionStore
import Synchronization

/// Numbers by which what screens show of a session is known to be as it was.
struct RecordsStamp: Sendable, Equatable {
  private let latest: [Int]
  private let retired: Set<Int>

  /// The present ones of `store`; a few look-ups, whatever its length.
  init(_ store: SessionStore) throws {
    latest = try store.latestAdvice()
    retired = Set((try store.recall(.retiredSuggestions) ?? [:]).values.joined())
  }
}

/// What screens were shown last.
final class ShownRecords: Sendable {
  private let stamp = Mutex<RecordsStamp?>(nil)
  private let evaluations = Mutex(0)

  /// Whether what is stored now is not what was shown; from now on it counts as shown.
  func isNews(_ now: RecordsStamp) -> Bool {
    stamp.withLock { last in
      defer { last = now }
      return last != now
    }
  }

  /// The same for a number of evaluations.
  func isNews(evaluations now: Int) -> Bool {
    evaluations.withLock { last in
      defer { last = now }
      return last != now
    }
  }
}

/// How good the advice was, as it was found last: it follows from every suggestion there is.
final class KnownQuality: Sendable {
  private let known = Mutex<(stamp: RecordsStamp, quality: [AdviceQuality])?>(nil)

  /// What is known for a stamp, else what `find` gives.
  func of(_ stamp: RecordsStamp, find: () throws -> [AdviceQuality]) rethrows -> [AdviceQuality] {
    if let known = known.withLock({ $0 }), known.stamp == stamp { return known.quality }
    let quality = try find()
    known.withLock { $0 = (stamp, quality) }
    return quality
  }
}
