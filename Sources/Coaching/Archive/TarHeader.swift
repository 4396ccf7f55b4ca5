/// The header of a plain file in a tar archive, the part of POSIX's ustar form that session archives use: what `tar tf` lists
/// and `tar xf` unpacks.
struct TarHeader: Equatable {
  /// Bytes of a header, to whose multiples contents are filled up.
  static let blockBytes = 512
  /// Bytes of a name at most.
  static let longestName = 100
  /// Bytes of a file at most: eleven octal digits.
  static let mostBytes = 1 << 33 - 1

  /// Why a block is no header of a plain file.
  enum Failure: Error, Equatable {
    /// Its sum is another one.
    case damaged
    /// It is of something else, such as a link: the letter of its type.
    case notAFile(String)
    /// A name or a size is longer than it may be.
    case tooLong
  }

  /// Its path in the archive.
  var name: String
  /// Its bytes.
  var size: Int
  /// When it was written, in seconds since 1970.
  var time: Int

  init(name: String, size: Int, time: Int) { (self.name, self.size, self.time) = (name, size, time) }

  /// Bytes with which a content of `size` bytes is filled up.
  static func padding(after size: Int) -> Int { (blockBytes - size % blockBytes) % blockBytes }

  /// The block.
  ///
  /// - Throws: `tooLong`.
  func block() throws -> [UInt8] {
    guard name.utf8.count <= Self.longestName, (0...Self.mostBytes).contains(size) else { throw Failure.tooLong }
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    func put(_ text: String, at place: Int) { block.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
    func octal(_ number: Int, digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0)
    put(octal(0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(size, digits: 11), at: 124)
    put(octal(min(max(0, time), Self.mostBytes), digits: 11), at: 136)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(Self.sum(block), digits: 6), at: 148)
    block[155] = 0x20
    return block
  }

  /// Reads a block; nil where it is the end of the archive.
  ///
  /// - Throws: `Failure`.
  init?(_ block: ArraySlice<UInt8>) throws {
    guard block.contains(where: { $0 != 0 }) else { return nil }
    let block = Array(block)
    guard block.count == Self.blockBytes, Self.number(block[148..<156]) == Self.sum(block) else {
      throw Failure.damaged
    }
    let (type, prefix) = (block[156], block[345..<500].prefix { $0 != 0 })
    guard type == 0x30 || type == 0 else { throw Failure.notAFile(String(decoding: [type], as: UTF8.self)) }
    let bytes = block[0..<100].prefix { $0 != 0 }
    guard prefix.isEmpty, let size = Self.number(block[124..<136]) else { throw Failure.tooLong }
    guard let name = String(validating: bytes, as: UTF8.self) else { throw Failure.damaged }
    self.init(name: name, size: size, time: Self.number(block[136..<148]) ?? 0)
  }

  /// The sum of a block's bytes, those of the sum taken as blanks.
  private static func sum(_ block: [UInt8]) -> Int {
    block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(block[$1])) }
  }

  /// A number in octal digits; nil where there are others.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: digits.prefix { $0 != 0 }, as: UTF8.self).filter { $0 != " " }
    return Int(text, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
  }
}
