internal import Advisors
internal import Glibc
internal import Synchronization

/// The thread that drives a transport's transfers.
final class TransferThread: Sendable {
  private let handle: Mutex<pthread_t?>

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  init(_ work: @escaping @Sendable () -> Void) throws(TransportError) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(work))
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        // The terminal's signals belong to the main thread; and TLS over a connection that died would raise SIGPIPE.
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    guard status == 0 else {
      argument.release()
      throw .connection(
        "no thread for requests: \(String(cString: strerror(status))); end other programs and try again")
    }
    handle = Mutex(thread)
  }

  /// Waits until the thread has returned.
  func join() {
    let thread = handle.withLock { held in
      defer { held = nil }
      return held
    }
    if let thread { pthread_join(thread, nil) }
  }
}
