import Networks
import Testing

/// PyTorch's files: views of storages, and what is refused.
@Suite struct TorchFileTests {
  private func file(_ tensor: [UInt8], _ files: [(String, [UInt8])]) -> [UInt8] {
    let root = PickleText.call("collections", "OrderedDict", []) + PickleText.items(PickleText.text("w") + tensor)
    return HandMade.zip([("archive/data.pkl", PickleText.file(root))] + files)
  }

  private func reason(_ bytes: [UInt8]) throws -> String {
    "\(try #require(throws: PolicyImportError.self) { try TorchFile(bytes, as: "x.pth") })"
  }

  @Test func tensorsAreRead() throws {
    let file = try TorchFile(
      HandMade.torch([("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), ("a.bias", [2], [7, -8])]), as: "x.pth")
    #expect(
      file.tensors["a.weight"] == Tensor(name: "a.weight", shape: [2, 3], elements: .floats([1, 2, 3, 4, 5, 6])))
    #expect(file.tensors["a.bias"]?.elements == .floats([7, -8]))
  }

  /// A transposed matrix that begins at the storage's second number.
  @Test func stepsAndOffsetsCount() throws {
    let view = PickleText.tensor("FloatStorage", "0", count: 7, shape: [3, 2], strides: [1, 3], offset: 1)
    let file = try TorchFile(file(view, [("archive/data/0", HandMade.floats([0, 1, 2, 3, 4, 5, 6]))]), as: "x.pth")
    #expect(file.tensors["w"] == Tensor(name: "w", shape: [3, 2], elements: .floats([1, 4, 2, 5, 3, 6])))
  }

  @Test func otherNumbersAreRead() throws {
    let doubles = PickleText.tensor("DoubleStorage", "0", count: 2, shape: [2])
    #expect(
      try TorchFile(file(doubles, [("archive/data/0", HandMade.doubles([0.1, -2]))]), as: "x.pth").tensors["w"]?
        .elements
        == .doubles([0.1, -2]))
    let wholes = PickleText.tensor("LongStorage", "0", count: 2, shape: [])
    let bytes = HandMade.low(-5, 8) + HandMade.low(9, 8)
    #expect(
      try TorchFile(file(wholes, [("archive/data/0", bytes)]), as: "x.pth").tensors["w"]?.elements == .doubles([-5]))
    let parameter = PickleText.call(
      "torch._utils", "_rebuild_parameter", [doubles, PickleText.flag(true), PickleText.none])
    #expect(
      try TorchFile(file(parameter, [("archive/data/0", HandMade.doubles([0.1, -2]))]), as: "x.pth").tensors["w"]?.shape
        == [2])
  }

  @Test(
    arguments: [
      ([4], [1], 0), ([3], [1], 1), ([2, 2], [2, 1], 0), ([2], [3], 0), ([4], [0], 0),
      ([1 << 30, 1 << 30], [0, 0], 0),
      ([-1], [1], 0), ([3], [-1], 0), ([3], [1], -1), ([3], [1, 1], 0),
      ([1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1], 0),
    ] as [([Int], [Int], Int)]) func viewsThatLeaveTheirStorageAreRefused(shape: [Int], strides: [Int], offset: Int)
    throws
  {
    let view = PickleText.tensor("FloatStorage", "0", count: 3, shape: shape, strides: strides, offset: offset)
    let text = try reason(file(view, [("archive/data/0", HandMade.floats([1, 2, 3]))]))
    #expect(text.hasPrefix("tensor w of x.pth cannot be read (it is no view of its storage"), "\(text)")
  }

  @Test func storagesThatAreNotThereOrTooShortAreRefused() throws {
    let tensor = PickleText.tensor("FloatStorage", "0", count: 3, shape: [3])
    #expect(try reason(file(tensor, [])).contains("there is no archive/data/0"))
    #expect(try reason(file(tensor, [("archive/data/0", [1, 2, 3])])).contains("not those of 3 numbers"))
    let half = PickleText.tensor("HalfStorage", "0", count: 3, shape: [3])
    #expect(try reason(file(half, [("archive/data/0", [1, 2, 3, 4, 5, 6])])).contains("it holds torch HalfStorage"))
  }

  @Test func otherFilesAreRefusedWithTheReason() throws {
    #expect(try reason([1, 2, 3]).contains("it is no file of PyTorch"))
    #expect(try reason([0x80, 2, 0x8a, 0x0a, 0x6c]).contains("before 1.6"))
    #expect(try reason(HandMade.zip([("archive/other", [1])])).contains("0 files called data.pkl"))
    let list = PickleText.file(PickleText.list([]))
    #expect(try reason(HandMade.zip([("archive/data.pkl", list)])).contains("no dictionary of tensors"))
    let text = try reason(file(PickleText.whole(1), []))
    #expect(text.contains("'w' of x.pth is no tensor"))
    let big = HandMade.zip([("archive/data.pkl", list), ("archive/byteorder", Array("big".utf8))])
    #expect(try reason(big).contains("the other way round"))
    let code = PickleText.file(PickleText.call("__main__", "Agent", []))
    #expect(try reason(HandMade.zip([("archive/data.pkl", code)])).contains("it holds __main__ Agent"))
  }
}
