extension FileTree {
  /// The tree as a tar archive in GNU's form, parents before what they hold, all of it owned by the user 0.
  ///
  /// - Parameter seconds: the time of a change, in seconds since 1970.
  func tar(seconds: (FileTime) -> Int64) -> [UInt8] {
    var archive: [UInt8] = []
    for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let name = path.bytes
      switch entry {
      case .directory(let mode, let time):
        Self.append(
          name + [UInt8(ascii: "/")], kind: "5", mode: mode, seconds: seconds(time), content: [], to: &archive)
      case .file(let content, let mode, let time):
        Self.append(name, kind: "0", mode: mode, seconds: seconds(time), content: content.bytes, to: &archive)
      case .link(let target):
        Self.append(
          name, kind: "2", mode: 0o777, seconds: seconds(.recent(0)), content: [], link: target, to: &archive)
      }
    }
    // Two empty blocks end an archive.
    archive.append(contentsOf: repeatElement(0, count: 2 * block))
    return archive
  }

  private var block: Int { Self.block }
  private static let block = 512
  /// Bytes of the fields for a name and for what a link says.
  private static let nameLength = 100

  private static func append(
    _ name: [UInt8], kind: Unicode.Scalar, mode: UInt16, seconds: Int64, content: [UInt8], link: [UInt8] = [],
    to archive: inout [UInt8]
  ) {
    // What is too long for its field comes before, as the content of an entry of its own.
    for (text, kind) in [(link, "K"), (name, "L")] as [([UInt8], Unicode.Scalar)] where text.count > nameLength {
      append(
        Array("././@LongLink".utf8), kind: kind, mode: 0o644, seconds: 0, content: text + [0], to: &archive)
    }
    var header = [UInt8](repeating: 0, count: block)
    func put(_ bytes: some Collection<UInt8>, at start: Int) {
      header.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
    func octal(_ number: Int64, _ digits: Int) -> [UInt8] {
      let text = String(max(0, number), radix: 8)
      return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).suffix(digits).utf8)
    }
    put(name.prefix(nameLength), at: 0)
    put(octal(Int64(mode), 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(Int64(content.count), 11), at: 124)
    // The field holds eleven digits: times beyond the year 2242 become its last.
    put(octal(min(seconds, 0o77_777_777_777), 11), at: 136)
    put(repeatElement(UInt8(ascii: " "), count: 8), at: 148)
    put(CollectionOfOne(UInt8(ascii: kind)), at: 156)
    put(link.prefix(nameLength), at: 157)
    put(Array("ustar  ".utf8), at: 257)
    put(octal(header.reduce(0) { $0 + Int64($1) }, 6) + [0], at: 148)
    archive += header
    archive += content
    archive.append(contentsOf: repeatElement(0, count: (block - content.count % block) % block))
  }
}
