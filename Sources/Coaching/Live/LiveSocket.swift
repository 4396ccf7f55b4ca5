import Foundation
import Glibc
import RLCore

/// The Unix socket of a session: `live.sock` in its directory, for its owner alone.
enum LiveSocket {
  /// Why there is no way to talk.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Listens for a session that this process has locked, so that a socket that is there is a dead one's.
  ///
  /// - Returns: the descriptor, and what to delete in the end.
  static func listen(_ session: String) throws(Failure) -> (descriptor: Int32, path: String) {
    var reasons: [String] = []
    for place in places(session) {
      do { return try listen(at: place) } catch { reasons.append(error.description) }
    }
    throw Failure(description: reasons.joined(separator: "; "))
  }

  /// Connects to the process that works on a session.
  static func connect(_ session: String) throws(Failure) -> Int32 {
    var reasons: [String] = []
    for place in places(session) {
      do {
        return try withAddress(of: place) { (descriptor, address, length) in
          Glibc.connect(descriptor, address, length)
        }
      } catch { reasons.append(error.description) }
    }
    throw Failure(description: reasons.joined(separator: "; "))
  }

  /// A pipe whose ends neither block nor survive `exec`.
  static func pipe() throws(Failure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw Failure(description: String(cString: strerror(errno))) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    return (ends[0], ends[1])
  }

  /// A directory and a name in it.
  private struct Place {
    var directory: String
    var name: String
    var path: String { directory + "/" + name }
  }

  /// In the session's directory, and where that has no room for sockets, where the system keeps those of the user.
  private static func places(_ session: String) -> [Place] {
    let whole = URL(fileURLWithPath: session).resolvingSymlinksInPath().path
    var places = [Place(directory: whole, name: "live.sock")]
    if let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"], !runtime.isEmpty {
      places.append(Place(directory: runtime, name: "sidecoach-\(sha256Hex(Array(whole.utf8)).prefix(16)).sock"))
    }
    return places
  }

  private static func listen(at place: Place) throws(Failure) -> (descriptor: Int32, path: String) {
    unlink(place.path)
    let descriptor = try withAddress(of: place) { (descriptor, address, length) in
      // Nobody can connect before it listens, so that the mode holds from the beginning.
      guard bind(descriptor, address, length) == 0 else { return -1 }
      guard chmod(place.path, 0o600) == 0 else { return -1 }
      return Glibc.listen(descriptor, 8)
    }
    return (descriptor, place.path)
  }

  /// Makes a socket and has `use` bind or connect it; gives its descriptor.
  ///
  /// An address holds 107 bytes and paths are longer, so that the directory is opened and named by its descriptor.
  private static func withAddress(
    of place: Place, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(Failure) -> Int32 {
    func failure(_ code: Int32) -> Failure { Failure(description: "\(place.path): \(String(cString: strerror(code)))") }
    let directory = open(place.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw failure(errno) }
    defer { close(directory) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failure(errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array("/proc/self/fd/\(directory)/\(place.name)".utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
      close(descriptor)
      throw failure(ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      let reason = failure(errno)
      close(descriptor)
      throw reason
    }
    return descriptor
  }
}
