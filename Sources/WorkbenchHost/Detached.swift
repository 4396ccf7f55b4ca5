import Coaching
import Foundation
import Glibc
import Threads

/// The stages of a session in a process of their own, without a terminal: what `:detach` leaves behind.
package enum Detached {
  /// Starts the program again on the session in `path`, which nobody has open, in a session of the system's own, so that no
  /// hang-up reaches it. What it says is in the session's `detached.log`.
  package static func start(_ path: String, threads: Int) throws {
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw CoachError.unusable(
        "the program's own file cannot be found; go on with 'sidecoach open \(path) --headless'")
    }
    let words = [program, "open", path, "--headless", "--threads", "\(threads)"]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, path + "/detached.log", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigfillset(&usual)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    // POSIX_SPAWN_SETSID, which glibc shows to GNU sources only.
    let ownSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, ownSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let status = posix_spawn(&process, program, &actions, &attributes, &arguments, environ)
    guard status == 0 else {
      throw CoachError.unusable(
        "the stages could not be started without a screen: \(String(cString: strerror(status)))")
    }
  }

  /// Takes a session over from a process that works on it where nobody looks, and waits until that has let go of it. Nothing
  /// happens, and it gives false, where another screen has the session, or nobody.
  package static func takeOver(_ path: String) throws -> Bool {
    let box = Mailbox<LiveMessage?>()
    guard let client = try? LiveClient(session: path, tell: { box.send($0) }) else { return false }
    defer { client.close() }
    let first = box.waitForAll(timeout: .seconds(5))
    guard case .hello(let host)?? = first.first, host.isDetached, !first.contains(where: { $0 == nil }) else {
      return false
    }
    client.send(.handOver)
    // It writes a checkpoint first, and hangs up once the session is free.
    while true {
      let news = box.waitForAll(timeout: .seconds(120))
      if news.contains(where: { $0 == nil }) { return true }
      guard !news.isEmpty else {
        throw CoachError.unusable("process \(host.process) does not let go of \(path); try again")
      }
    }
  }
}
