import Networks
import Testing

/// Archives in memory, their promises and what is refused.
@Suite struct ZipArchiveTests {
  private let plain = Array("policy policy policy policy".utf8)

  /// What Python's `zlib` makes of `plain`, raw.
  private let packed: [UInt8] = [0x2b, 0xc8, 0xcf, 0xc9, 0x4c, 0xae, 0x54, 0x28, 0xc0, 0x42, 0x01, 0x00]

  @Test func storedAndDeflatedFilesAreRead() throws {
    let archive = try ZipArchive(
      HandMade.zip([
        HandMade.ZipFile(name: "a/stored", bytes: plain),
        HandMade.ZipFile(name: "packed", bytes: plain, packed: packed),
      ]), as: "x.zip")
    #expect(archive.names == ["a/stored", "packed"])
    #expect(archive.contains("packed") && !archive.contains("stored"))
    #expect(try archive.bytes("a/stored") == plain && archive.bytes("packed") == plain)
    let error = try #require(throws: PolicyImportError.self) { try archive.bytes("other") }
    #expect("\(error)".contains("there is no other in it"))
  }

  /// Whoever writes without turning back leaves the sizes out of the header before a file.
  @Test func theDirectoryCounts() throws {
    var bytes = HandMade.zip([HandMade.ZipFile(name: "a", bytes: plain, flags: 0x808)])
    for place in 14..<26 { bytes[place] = 0 }
    #expect(try ZipArchive(bytes, as: "x.zip").bytes("a") == plain)
  }

  @Test func whatIsBeforeAndBehindAnArchiveIsHarmless() throws {
    let bytes = HandMade.zip([("a", plain)])
    #expect(throws: PolicyImportError.self) { try ZipArchive(bytes + [0], as: "x.zip") }
    #expect(throws: PolicyImportError.self) { try ZipArchive([0] + bytes, as: "x.zip").bytes("a") }
  }

  @Test(arguments: [
    (HandMade.ZipFile(name: "a", bytes: [1], method: 14), "method 14"),
    (HandMade.ZipFile(name: "a", bytes: [1], checksum: 1), "CRC-32 is wrong"),
    (HandMade.ZipFile(name: "a", bytes: [1, 2], packed: [0x01, 1, 0, 0xfe, 0xff, 7]), "1 bytes came out and not 2"),
    (HandMade.ZipFile(name: "a", bytes: [1], packed: [0x01, 2, 0, 0xfd, 0xff, 7, 7]), "more than 1 bytes"),
    (HandMade.ZipFile(name: "a", bytes: [1], packed: [0x07]), "a block of no known kind"),
  ]) func aFileThatIsNotWhatItsEntrySaysIsRefused(file: HandMade.ZipFile, reason: String) throws {
    let archive = try ZipArchive(HandMade.zip([file]), as: "x.zip")
    let error = try #require(throws: PolicyImportError.self) { try archive.bytes("a") }
    #expect("\(error)".hasPrefix("a in x.zip cannot be read (") && "\(error)".contains(reason), "\(error)")
  }

  @Test(arguments: [
    ([HandMade.ZipFile(name: "a", bytes: [1], flags: 1)], "a is encrypted"),
    ([HandMade.ZipFile(name: "a", bytes: [1]), HandMade.ZipFile(name: "a", bytes: [2])], "a is in it twice"),
  ]) func anArchiveThatIsAmbiguousIsRefused(files: [HandMade.ZipFile], reason: String) throws {
    let error = try #require(throws: PolicyImportError.self) { try ZipArchive(HandMade.zip(files), as: "x.zip") }
    #expect("\(error)".contains(reason), "\(error)")
  }

  @Test func whatIsCutOffAnywhereIsRefused() {
    let bytes = HandMade.zip([("a", plain)])
    for count in 0..<bytes.count {
      #expect(throws: PolicyImportError.self) { try ZipArchive(Array(bytes[..<count]), as: "x.zip") }
    }
  }

  @Test func offsetsBeyondTheFileAreRefused() throws {
    let bytes = HandMade.zip([("a", plain)])
    let directory = bytes.count - 22 - 47
    for place in [directory + 42, directory + 20, bytes.count - 6, bytes.count - 10] {
      var broken = bytes
      broken[place + 2] = 0x7f
      #expect(throws: PolicyImportError.self, "byte \(place)") { try ZipArchive(broken, as: "x.zip").bytes("a") }
    }
  }
}
