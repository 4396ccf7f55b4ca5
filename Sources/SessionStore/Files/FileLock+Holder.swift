import Foundation
import Glibc

extension FileLock {
  /// Who holds the lock on the file at `path`, as the kernel lists it; nil where nobody does or nothing is listed.
  ///
  /// Asking by trying would keep a process out that opens the session at the same moment.
  static func holder(at path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0,
      let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
    else { return nil }
    // A line is `1: FLOCK ADVISORY WRITE 4711 08:01:131 0 EOF`: process, device and inode.
    let inode = "\(status.st_ino)"
    for line in locks.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", words[5].split(separator: ":").last.map(String.init) == inode
      else { continue }
      return "process \(words[4])"
    }
    return nil
  }
}
