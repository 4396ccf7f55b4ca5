internal import Glibc
public import RLCore

/// Turns a pendulum's observation rows into text.
///
/// ```
/// line  = "t=" step " angle " n "° " side ", turning " n "°/s " ("left" | "right" | "still") ", did torque " n
///         ", reward " n [" -> " event]
/// side  = "left of upright" | "right of upright" | "upright"
/// event = "passes upright" | "passes the bottom"
/// ```
public struct PendulumInterpreter: Interpreter {
  /// An interpreter.
  public init() {}

  /// The task's background.
  public var background: String {
    """
    A rod hangs from a hinge and turns freely. A motor at the hinge is too weak to lift it at once: it has to be swung \
    up, then balanced upright. My policy sets the torque 20 times a second.
    """
  }

  /// The rules.
  public var rules: String {
    """
    - Action torque: from -2 to 2 N m; a positive one turns the rod to the left (towards larger angles).
    - Reward of a step: minus the squared angle from upright (rad), minus 0.1 times the squared rate (rad/s), minus \
    0.001 times the squared torque. Upright and at rest costs nothing; hanging costs about 9.9 a step.
    - The rate stays within ±8 rad/s (458 degrees/s). Nothing but the number of steps ends an episode.
    """
  }

  /// What makes a state critical.
  public var criteria: String {
    """
    - Critical: the rod turns back at the end of a swing; the torque should go along with the motion from there.
    - Critical: it comes near upright too fast or too slow: the torque decides whether it stays.
    - Not critical: it stands upright nearly still, or falls where no torque can hold it.
    """
  }

  /// Narrates rows, one line a step.
  public func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    let views = rows.map(View.init)
    return steps.indices.prefix(rows.count).map { index in
      let now = views[index]
      let torque = Double(steps[index].action.values.first ?? 0)
      var line =
        "t=\(first + index) angle \(abs(now.degrees))° \(now.side), turning \(Self.rate(now.rate))"
        + ", did torque \(Numerals.signed(torque, 2)), reward \(Numerals.signed(Double(steps[index].reward), 2))"
      if index + 1 < views.count, (now.angle < 0) != (views[index + 1].angle < 0) {
        line += abs(now.angle) < .pi / 2 ? " -> passes upright" : " -> passes the bottom"
      }
      return line
    }
  }

  /// The angle in twelfths of a turn and the rate in words.
  public func key(row: [UInt8]) -> String {
    let now = View(row)
    let twelfth = Int((now.angle / (.pi / 6)).rounded())
    let pace = abs(now.rate) < 3 ? "slowly " : "fast "
    let speed = abs(now.rate) < 0.5 ? "still" : pace + (now.rate > 0 ? "left" : "right")
    return "\(abs(twelfth) * 30)° \(twelfth == 0 ? "upright" : now.side), \(speed)"
  }

  private struct View {
    /// From upright, rad, positive to the left.
    var angle = 0.0
    var rate = 0.0

    init(_ row: [UInt8]) {
      guard row.count >= 12 else { return }
      let values = row.withUnsafeBytes { bytes in
        (0..<3).map { Double(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
      }
      // What is not finite has neither direction nor size; a damaged row still has to give words.
      guard values.allSatisfy({ abs($0) < 1e6 }) else { return }
      angle = atan2(values[1], values[0])
      rate = values[2]
    }

    var degrees: Int { Int((angle * 180 / .pi).rounded()) }

    var side: String { degrees == 0 ? "upright" : degrees > 0 ? "left of upright" : "right of upright" }
  }

  private static func rate(_ value: Double) -> String {
    let degrees = Int((value * 180 / .pi).rounded())
    return degrees == 0 ? "0°/s still" : "\(abs(degrees))°/s " + (degrees > 0 ? "left" : "right")
  }
}
