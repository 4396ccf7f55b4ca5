import Glibc
import Synchronization

/// One thread of its own for long work, with a large stack and without the terminal's signals.
///
/// Everything that is not Sendable has to be made inside the work, and stays there.
public final class OwnedThread: Sendable {
  private let handle: Mutex<pthread_t?>

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// The system gave no thread.
  public struct StartError: Error, CustomStringConvertible {
    /// The system's reason.
    public let reason: String
    /// A sentence that says what to do next.
    public var description: String { "no thread could be started (\(reason)); end other programs and try again" }
  }

  /// Starts `work`. Throws where the system has no thread left to give.
  public init(_ work: @escaping @Sendable () -> Void) throws(StartError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 8 << 20)
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(work))
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        OwnedThread.blockSignals()
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    guard status == 0 else {
      argument.release()
      throw StartError(reason: String(cString: strerror(status)))
    }
    handle = Mutex(thread)
  }

  /// Waits until the work is done; once it has been waited for, returns at once.
  public func join() {
    let thread = handle.withLock { held in
      defer { held = nil }
      return held
    }
    if let thread { pthread_join(thread, nil) }
  }

  /// Leaves the terminal's and the shutdown's signals to the main thread, and SIGPIPE of a dead connection to nobody; the
  /// signals of a fault stay.
  private static func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
