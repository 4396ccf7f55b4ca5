// The only file that names the C library's `stdout`, which it does not declare as safe to use from any thread; what is
// done with it here is.
@preconcurrency import Glibc

/// Standard input, output and errors as the process has inherited them.
enum StandardStreams {
  /// Keeps their numbers taken where the parent has closed them: the next file to be opened would get one, and results
  /// would be written into it.
  static func hold() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
  }

  /// Writes out what waits; false where any of it was lost, on a full disk for instance.
  static func isOutputComplete() -> Bool { fflush(stdout) == 0 && ferror(stdout) == 0 }
}
