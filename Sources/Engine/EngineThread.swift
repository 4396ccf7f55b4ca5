import Glibc
import Synchronization

/// One thread of its own for long work, with a large stack and without the terminal's signals.
public final class EngineThread: Sendable {
  private let handle: Mutex<pthread_t?>

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts `work`; everything that is not Sendable has to be made inside it.
  public init(_ work: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 8 << 20)
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(work))
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    pthread_attr_destroy(&attributes)
    if status != 0 { argument.release() }
    handle = Mutex(status == 0 ? thread : nil)
  }

  /// Waits until the work is done.
  public func join() {
    let thread = handle.withLock { held in
      defer { held = nil }
      return held
    }
    if let thread { pthread_join(thread, nil) }
  }
}

extension EngineDriver {
  /// Sleeps without a clock of its own; for waiting, never for timing.
  func wait(_ duration: Duration) {
    usleep(UInt32(duration / .microseconds(1)))
  }
}
