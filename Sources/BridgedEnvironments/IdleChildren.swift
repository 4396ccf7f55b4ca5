internal import RLCore
internal import Synchronization

/// Children that nobody uses at the moment, for whoever asks next: starting Python and importing what an environment needs
/// takes longer than most of what one-off shards are made for.
///
/// Whoever takes one gives it an order of its own, so that nothing is left of the environments that it had.
enum IdleChildren {
  /// Children kept of one interpreter.
  static let most = 8

  private static let idle = Mutex<[String: [BridgeChild]]>([:])

  /// A child of `python` that is there, or nil.
  static func take(_ python: String) -> BridgeChild? { idle.withLock { $0[python]?.popLast() } }

  /// Keeps a child; ends it where there are enough.
  static func keep(_ child: BridgeChild, _ python: String) {
    let isKept = idle.withLock { idle in
      guard idle[python, default: []].count < most else { return false }
      idle[python, default: []].append(child)
      return true
    }
    if !isKept { child.end() }
  }
}
