import Networks
import Testing

/// Pickles as data: what is read, and that whatever else they ask for is refused by its name.
@Suite struct PickleReaderTests {
  private func read(_ bytes: [UInt8], _ names: Set<String> = []) throws -> Pickle {
    try PickleReader.read(bytes, as: "x.pkl") { names.contains($0) }
  }

  private func reason(_ bytes: [UInt8], _ names: Set<String> = []) throws -> String {
    "\(try #require(throws: PolicyImportError.self) { try read(bytes, names) })"
  }

  @Test func plainValuesAreRead() throws {
    let parts: [([UInt8], Pickle.Value)] = [
      (PickleText.none, .none), (PickleText.flag(true), .flag(true)), (PickleText.whole(-2), .whole(-2)),
      ([0x4b, 200], .whole(200)), ([0x4d, 1, 2], .whole(513)), ([0x8a, 0], .whole(0)), ([0x8a, 1, 0xff], .whole(-1)),
      ([0x8a, 2, 0xff, 0], .whole(255)),
      ([0x8a, 9] + [UInt8](repeating: 1, count: 9), .large([UInt8](repeating: 1, count: 9))),
      (PickleText.number(-2.5), .number(-2.5)), (PickleText.text("é"), .text("é")),
      (PickleText.bytes([1, 2]), .bytes([1, 2])),
      ([0x8c, 2] + Array("ab".utf8), .text("ab")),
    ]
    for (bytes, value) in parts { #expect(try read(PickleText.file(bytes)).root == value) }
    let list = try read(PickleText.file(PickleText.list(parts.map(\.0))))
    #expect(list.elements(list.root) == parts.map(\.1))
  }

  @Test func containersAndInstancesAreRead() throws {
    let state = PickleText.dictionary([("low", PickleText.whole(1)), ("low", PickleText.whole(2))])
    let pickle = try read(
      PickleText.file(PickleText.build(PickleText.call("m", "Thing", [PickleText.whole(7)]), state)), ["m Thing"])
    let (name, node) = try #require(pickle.instance(pickle.root))
    #expect(name == "m Thing" && node.elements == [.whole(7)])
    #expect(pickle.member("low", of: pickle.root) == .whole(2))
    #expect(pickle.member("high", of: pickle.root) == nil)
  }

  /// Protocol 4 names by what lies on the stack, and remembers by counting.
  @Test func laterProtocolsAreRead() throws {
    func text(_ text: String) -> [UInt8] { [0x8c, UInt8(text.utf8.count)] + Array(text.utf8) + [0x94] }
    let root = text("m") + text("Thing") + [0x93, 0x94, 0x29, 0x81, 0x94, 0x68, 0x03, 0x86]
    let pickle = try read([0x80, 4, 0x95] + HandMade.low(root.count + 1, 8) + root + [0x2e], ["m Thing"])
    let pair = try #require(pickle.elements(pickle.root))
    #expect(pair.count == 2 && pair[0] == pair[1])
    #expect(pickle.instance(pair[0])?.name == "m Thing")
  }

  @Test func bytesThatAreSpeltAsTextAreBytes() throws {
    let call = PickleText.call("_codecs", "encode", [PickleText.text("a\u{ff}"), PickleText.text("latin1")])
    #expect(try read(PickleText.file(call), ["_codecs encode"]).root == .bytes([0x61, 0xff]))
  }

  @Test(arguments: [("posix", "system"), ("builtins", "eval"), ("__builtin__", "getattr"), ("os", "popen\u{1b}[2J")])
  func whatIsNotKnownIsRefusedByItsName(module: String, name: String) throws {
    let bytes = PickleText.file(PickleText.call(module, name, [PickleText.text("echo owned")]))
    let text = try reason(bytes, ["m Thing"])
    #expect(text.hasPrefix("x.pkl is refused: it holds ") && text.contains("nothing of it was run"), "\(text)")
    #expect(text.contains(module == "__builtin__" ? "builtins getattr" : "\(module) \(name.prefix(5))"), "\(text)")
    #expect(!text.contains("\u{1b}"))
    // The same by the stack.
    let stacked = PickleText.text(module) + PickleText.text(name) + [0x93, 0x29, 0x52]
    #expect(try reason(PickleText.file(stacked)) == text)
  }

  @Test(arguments: [
    (0x69, "INST"), (0x6f, "OBJ"), (0x82, "EXT1"), (0x92, "NEWOBJ_EX"), (0x50, "PERSID"), (0xff, "255"),
  ])
  func operationsThatAreNotReadAreNamed(code: Int, name: String) throws {
    let text = try reason([0x80, 2, UInt8(code), 0x2e])
    #expect(text.contains("the operation \(name)") && text.contains("at byte 2"), "\(text)")
  }

  @Test(
    arguments: [
      [], [0x80], [0x80, 6, 0x4e, 0x2e], [0x2e], [0x4e], [0x4e, 0x4e, 0x2e], [0x28, 0x2e], [0x85, 0x2e], [0x65, 0x2e],
      [0x4e, 0x65, 0x2e], [0x4e, 0x28, 0x65, 0x2e], [0x68, 0, 0x2e], [0x58, 0xff, 0xff, 0xff, 0xff, 0x2e],
      [0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x2e], [0x4e, 0x29, 0x52, 0x2e], [0x5d, 0x4e, 0x62, 0x2e],
      [0x7d, 0x28, 0x4e, 0x75, 0x2e], [0x63, 0x61], [0x58, 1, 0, 0, 0, 0xff, 0x2e], [0x28, 0x30, 0x2e], [0x31, 0x2e],
    ] as [[UInt8]]) func whatIsDamagedIsRefused(bytes: [UInt8]) throws
  {
    #expect(try reason(bytes).hasPrefix("x.pkl cannot be read ("))
  }

  /// A list that is its own element, and tuples that double at each level.
  @Test func whatRefersToItselfCostsNothing() throws {
    let circle = try read([0x80, 2, 0x5d, 0x71, 0, 0x68, 0, 0x61, 0x2e])
    #expect(circle.elements(circle.root) == [circle.root])
    let doubled = try read([0x80, 2, 0x29] + (0..<200).flatMap { _ in [0x32, 0x86] as [UInt8] } + [0x2e])
    #expect(doubled.nodes.count == 201)
  }
}
