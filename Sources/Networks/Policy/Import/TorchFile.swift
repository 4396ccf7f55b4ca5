/// Named tensors as PyTorch saves them: a zip archive with a pickle, `data.pkl`, and a file for each storage.
///
/// Source: `torch/serialization.py` since 1.6. A tensor is a view of a storage: where it begins, its sizes, and how
/// far it is from one element to the next in each direction. Single and double precision and 64-bit whole numbers are
/// read; these and double precision become `doubles`.
public struct TorchFile: Sendable {
  /// The tensors by name; their elements are row-major.
  public let tensors: [String: Tensor]

  /// Elements of all tensors together, at most.
  private static let mostElements = 1 << 28

  /// Reads a file whose root is a dictionary of tensors, as `torch.save(module.state_dict(), …)` writes it.
  ///
  /// - Throws: `PolicyImportError`.
  public init(_ bytes: [UInt8], as what: String) throws(PolicyImportError) {
    guard ZipArchive.isOne(bytes) else {
      guard !bytes.starts(with: [0x80, 2, 0x8a, 0x0a]) else {
        throw .unsupported(
          "\(what) is in PyTorch's format of before 1.6; load it in Python and save it again with torch.save")
      }
      throw .malformed(what, "it is no file of PyTorch")
    }
    let archive = try ZipArchive(bytes, as: what)
    let pickles = archive.names.filter { $0.hasSuffix("/data.pkl") }
    guard let name = pickles.first, pickles.count == 1 else {
      throw .malformed(what, "it holds \(pickles.count) files called data.pkl and not one")
    }
    let folder = String(name.dropLast("data.pkl".count))
    if archive.contains(folder + "byteorder"), try archive.bytes(folder + "byteorder") != Array("little".utf8) {
      throw .unsupported("\(what) was written on a machine whose bytes come the other way round")
    }
    let pickle = try PickleReader.read(try archive.bytes(name), as: "\(name) in \(what)") {
      PickleNames.weights.contains($0)
    }
    guard let members = pickle.members(pickle.root) else {
      throw .unsupported(
        "\(what) holds no dictionary of tensors; save the module's state with torch.save(module.state_dict(), …)")
    }
    let reader = StorageReader(archive: archive, folder: folder, pickle: pickle, what: what)
    var (tensors, elements) = ([String: Tensor](), 0)
    for (name, value) in members {
      let tensor = try reader.tensor(value, called: name)
      elements += tensor.shape.reduce(1, *)
      guard elements <= Self.mostElements else { throw .malformed(what, "more numbers than any policy has") }
      tensors[name] = tensor
    }
    self.tensors = tensors
  }
}

/// Tensors out of the storages of one file.
private struct StorageReader {
  let archive: ZipArchive
  let folder: String
  let pickle: Pickle
  let what: String

  func tensor(_ value: Pickle.Value, called name: String) throws(PolicyImportError) -> Tensor {
    func damaged(_ reason: String) -> PolicyImportError { .malformed("tensor \(name) of \(what)", reason) }
    guard let (maker, node) = pickle.instance(value) else {
      throw .unsupported("'\(name)' of \(what) is no tensor; save the module's state with state_dict()")
    }
    if maker == "torch._utils _rebuild_parameter", let inner = node.elements.first,
      pickle.instance(inner)?.name != maker
    {
      return try tensor(inner, called: name)
    }
    guard maker == "torch._utils _rebuild_tensor_v2", node.elements.count >= 4,
      let kept = pickle.node(node.elements[0]), kept.kind == .kept,
      let parts = pickle.elements(kept.elements.first), parts.count == 5, parts[0] == .text("storage"),
      case .name(let storage) = parts[1], case .text(let file) = parts[2], case .whole(let count) = parts[4],
      let offset = pickle.whole(node.elements[1]),
      let shape = pickle.wholes(node.elements[2]), let strides = pickle.wholes(node.elements[3])
    else { throw damaged("it is made in an unknown way") }
    guard let width = ["torch FloatStorage": 4, "torch DoubleStorage": 8, "torch LongStorage": 8][storage] else {
      throw damaged("its numbers are of the type \(storage)")
    }
    let bytes = try archive.bytes(folder + "data/" + file)
    guard bytes.count / width == count, bytes.count % width == 0 else {
      throw damaged("its storage has \(bytes.count) bytes and not those of \(count) numbers")
    }
    guard let places = Self.places(shape, strides, from: offset, within: count) else {
      throw damaged("it is no view of its storage: sizes \(shape), steps \(strides), \(count) numbers")
    }
    let elements: Tensor.Elements = bytes.withUnsafeBytes { raw in
      switch storage {
      case "torch FloatStorage": .floats(places.map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) })
      case "torch DoubleStorage": .doubles(places.map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) })
      // Beyond 53 bits they are rounded; no policy counts so far.
      default: .doubles(places.map { Double(raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) })
      }
    }
    return Tensor(name: name, shape: shape, elements: elements)
  }

  /// Where the elements lie in a storage of `count`, row-major; nil where a view leaves it or shows more than it holds.
  static func places(_ shape: [Int], _ strides: [Int], from offset: Int, within count: Int) -> [Int]? {
    guard shape.count == strides.count, shape.count <= 8, shape.allSatisfy({ $0 >= 0 }), (0...count).contains(offset)
    else { return nil }
    let size = shape.reduce(1) { $0.multipliedFully($1) }
    guard (0...count).contains(size) else { return nil }
    guard size > 0 else { return [] }
    var places = [offset]
    for (extent, stride) in zip(shape, strides) {
      guard (0...count).contains(stride), extent == 1 || stride.multipliedFully(extent - 1) <= count else { return nil }
      places = places.flatMap { place in (0..<extent).map { place + $0 * stride } }
    }
    return places.allSatisfy { (0..<count).contains($0) } ? places : nil
  }
}
