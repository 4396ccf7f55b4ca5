import Glibc

/// Looks into a sandbox from outside, through the first process in it.
struct SandboxWatch {
  /// That process, as this machine counts.
  let process: Int

  /// The only child of bubblewrap; nil while there is none.
  init?(childOf parent: Int) {
    guard let text = Self.text("/proc/\(parent)/task/\(parent)/children") else {
      guard let found = Self.search(childOf: parent) else { return nil }
      process = found
      return
    }
    guard let found = text.split(separator: " ").first.flatMap({ Int($0) }) else { return nil }
    process = found
  }

  /// The root directory that its processes see.
  var root: String { "/proc/\(process)/root" }

  /// Bytes of memory that its processes hold, what they share counted for each.
  var residentBytes: Int {
    guard let directory = opendir(root + "/proc") else { return 0 }
    defer { closedir(directory) }
    var pages = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let number = Int(name), let text = Self.text("\(root)/proc/\(number)/statm") else { continue }
      pages += text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Files, directories and links in its file system.
  var entries: Int {
    var status = statvfs()
    guard statvfs(root, &status) == 0 else { return 0 }
    return Int(status.f_files) - Int(status.f_ffree)
  }

  /// For kernels that list no children.
  private static func search(childOf parent: Int) -> Int? {
    guard let directory = opendir("/proc") else { return nil }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let number = Int(name), let text = text("/proc/\(number)/stat"), let end = text.lastIndex(of: ")") else {
        continue
      }
      if text[end...].split(separator: " ").dropFirst(2).first.flatMap({ Int($0) }) == parent { return number }
    }
    return nil
  }

  /// The start of one of the kernel's files.
  private static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
