import Glibc

/// A child process that is started, talked to and waited for on one thread.
///
/// The steps of a text task are plain functions, called from threads of all kinds, those of Swift's own pool included. An
/// asynchronous library needs a free thread of that pool for its answer, and where every one of them waits for an answer
/// there is none; so this asks the system directly.
struct SandboxProcess {
  /// The process.
  let id: pid_t

  /// Starts a program with three descriptors as its standard streams, no other one open, and an empty environment.
  ///
  /// - Throws: `SandboxError.broken`.
  init(_ words: [String], streams: [Int32]) throws {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (target, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(target))
    }
    // A directory of this process that stayed open would lead out of the sandbox.
    guard let closeFrom = Self.closeFrom, closeFrom(&actions, Int32(streams.count)) == 0 else {
      throw SandboxError.broken("the C library cannot close what is open for a child; it must be glibc 2.34 or newer")
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var process: pid_t = 0
    let result = posix_spawn(&process, words[0], &actions, &attributes, &arguments, &environment)
    guard result == 0 else {
      throw SandboxError.broken("\(words[0]) cannot be started: \(String(cString: strerror(result)))")
    }
    id = process
  }

  private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

  /// Looked up by its name, since the headers show it only to those who ask for GNU's additions.
  private static let closeFrom: CloseFrom? = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
    unsafeBitCast($0, to: CloseFrom.self)
  }

  /// Ends it at once.
  func kill() { Glibc.kill(id, SIGKILL) }

  /// Waits for its end.
  func wait() {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
  }
}
