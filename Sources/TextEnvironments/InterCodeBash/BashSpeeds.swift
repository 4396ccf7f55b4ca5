import RLCore

/// The sandbox and the reward without a planner, on one core.
final class BashSpeeds {
  private let tasks: [InterCodeBash]
  /// Kept, so that nothing measured is left out by the compiler.
  private var sink = 0.0

  /// Tasks that are timed: each command is a sandbox, and they differ little.
  private static let fewest = 4

  init(_ tasks: [InterCodeBash]) { self.tasks = Array(tasks.prefix(Self.fewest)) }

  /// Every figure.
  var all: [TextSpeed] {
    [
      TextSpeed(
        "commands, each in a sandbox of its own", per: "/s", scale: 1, against: "making a sandbox, its tree in and out",
        work: run),
      TextSpeed("rewards of a state", per: "K/s", scale: 1e3, against: "files and outputs", work: judge),
    ]
  }

  private func run() -> Int {
    tasks.reduce(0) { count, task in
      let ran = try? task.engine.apply("true", to: task.engine.initial)
      return count + (ran == nil ? 0 : 1)
    }
  }

  private func judge() -> Int {
    var count = 0
    for task in tasks {
      for _ in 0..<20 {
        guard let reward = try? task.reward().total else { continue }
        sink += reward
        count += 1
      }
    }
    return count
  }
}
