public import Canvas

/// What `CursesTerminal.next` can report.
public enum InputEvent: Sendable, Equatable {
  /// A key, or a paste.
  case key(Key)
  /// A click, or the wheel.
  case mouse(Mouse)
  /// The size changed, or the screen came back from a stop and must be drawn again.
  case resized(width: Int, height: Int)
  /// `Waker.wake` was called, once or several times.
  case woken
  /// The time given has passed.
  case timedOut
  /// SIGTERM, SIGHUP or SIGINT arrived: end in good order.
  case ended(signal: Int32)
  /// The terminal is gone: nothing will ever be typed again.
  case inputClosed
}
