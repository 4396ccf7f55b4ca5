import Foundation

/// The clock on the wall, as lists and logs write it.
enum WallClock {
  /// A clock that writes `MM-DD HH:MM:SS`, or leaves the seconds out; making one takes its time, so that whoever writes much
  /// keeps it.
  static func formatter(seconds: Bool = true) -> DateFormatter {
    let clock = DateFormatter()
    clock.locale = Locale(identifier: "en_US_POSIX")
    clock.dateFormat = seconds ? "MM-dd HH:mm:ss" : "MM-dd HH:mm"
    return clock
  }
}
