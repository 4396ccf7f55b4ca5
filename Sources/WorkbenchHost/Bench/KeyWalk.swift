import Canvas
import Coaching
import WorkbenchUI

/// Keys that are pressed over and over on one screen, and how long each of them takes to be seen.
struct KeyWalk {
  /// What is measured.
  var name: String
  /// The screen's name.
  var screen: String
  /// What is pressed before, unmeasured.
  var before: [Key] = []
  /// One turn; it ends where it began.
  var keys: [Key]
  /// What is pressed afterwards, unmeasured.
  var after: [Key] = []

  /// Milliseconds of every key.
  struct Times {
    /// From the key until the picture that answers it was drawn.
    var shown: [Double] = []
    /// From the key until what it asked for was there and drawn as well.
    var settled: [Double] = []

    /// The value that a share of the others lies below.
    static func quantile(_ share: Double, of values: [Double]) -> Double {
      guard !values.isEmpty else { return .nan }
      return values.sorted()[Int((Double(values.count - 1) * share).rounded())]
    }
  }

  /// Walks whole turns for about so many seconds.
  func times(on desk: ScreenlessWorkbench, seconds: Double) -> Times {
    let clock = ContinuousClock()
    var times = Times()
    desk.take(.show(screen))
    desk.settle()
    for key in before { press(key, on: desk) }
    let start = clock.now
    repeat {
      for key in keys {
        let pressed = clock.now
        desk.take(.key(key))
        desk.draw()
        times.shown.append(1000 * (clock.now - pressed).seconds)
        desk.settle()
        desk.draw()
        times.settled.append(1000 * (clock.now - pressed).seconds)
      }
    } while (clock.now - start).seconds < seconds
    for key in after { press(key, on: desk) }
    return times
  }

  private func press(_ key: Key, on desk: ScreenlessWorkbench) {
    desk.take(.key(key))
    desk.settle()
  }
}

extension KeyWalk {
  /// Every walk over the screens of these names.
  static func all(on screens: [String]) -> [KeyWalk] {
    screens.flatMap { screen in [KeyWalk(name: "\(screen), moving", screen: screen, keys: moving)] + own(screen) }
  }

  /// Pages and ends of a list.
  private static let moving: [Key] =
    repeated(.pageDown, 8) + [.end] + repeated(.pageUp, 8) + [.home] + repeated(.down, 4) + repeated(.up, 4)

  /// What one screen has beside a list.
  private static func own(_ screen: String) -> [KeyWalk] {
    switch screen {
    case "dashboard":
      [
        KeyWalk(
          name: "dashboard, zooming and panning", screen: screen,
          keys: typed("]]]]") + typed(">>>><<<<") + typed("[[[[") + typed("0")),
        KeyWalk(
          name: "dashboard, crosshair", screen: screen, before: typed("c"), keys: typed("....") + typed(",,,,"),
          after: typed("c")),
        KeyWalk(name: "dashboard, smoothing and one chart", screen: screen, keys: typed("~~~~~") + typed("zz")),
      ]
    case "trajectories":
      [
        KeyWalk(name: "trajectories, filter and order", screen: screen, keys: typed("ffff") + typed("ooooo")),
        KeyWalk(name: "trajectories, search", screen: screen, keys: typed("/12") + [.enter, .end, .escape]),
        KeyWalk(
          name: "trajectories, an episode", screen: screen, before: [.home, .enter],
          keys: typed("....") + typed(",,,,") + typed("]]") + [.end, .home], after: [.escape]),
      ]
    case "review":
      [
        KeyWalk(name: "review, filter and order", screen: screen, keys: typed("fffffff") + typed("oooo")),
        KeyWalk(
          name: "review, search", screen: screen, keys: typed("/column") + [.enter, .pageDown, .end, .escape]),
      ]
    case "events":
      [
        KeyWalk(
          name: "events, filter and search", screen: screen, keys: typed("ffff") + typed("/base") + [.enter, .escape])
      ]
    case "prompts":
      [KeyWalk(name: "prompts, search", screen: screen, keys: typed("/ball") + [.enter, .escape])]
    default: []
    }
  }

  private static func typed(_ text: String) -> [Key] { text.map { .character($0) } }

  private static func repeated(_ key: Key, _ count: Int) -> [Key] { Array(repeating: key, count: count) }
}
