import Networks
import RLCore

// Policies of other programs.
extension FuzzTarget {
  /// A zip archive: files of the size that its directory says, and errors that do nothing to a terminal.
  static let zip = FuzzTarget("zip") { bytes in
    try reading {
      let archive = try ZipArchive(bytes, as: "fuzz")
      try promise(Set(archive.names).count == archive.names.count, "a name twice")
      for name in archive.names.prefix(16) {
        try reading { try promise(archive.bytes(name).count <= 1_100 * bytes.count + 258, "more than can be packed") }
      }
    }
  }

  /// A pickle: no more values than bytes, each of which is there; statistics that can be calculated with.
  static let pickle = FuzzTarget("pickle") { bytes in
    try reading {
      let pickle = try PickleReader.read(bytes, as: "fuzz") { !$0.hasPrefix("posix") }
      try promise(pickle.nodes.count <= bytes.count, "\(pickle.nodes.count) values")
      let values = pickle.nodes.flatMap { $0.elements + [$0.state] + $0.pairs.flatMap { [$0.key, $0.value] } }
      for value in values + [pickle.root] {
        switch value {
        case .node: try promise(pickle.node(value) != nil, "a value that is not there")
        case .name(let name): try promise(!name.hasPrefix("posix"), "a name that is not known")
        default: break
        }
      }
    }
    try reading {
      guard let statistics = try VecNormalizeFile.read(bytes, as: "fuzz") else { return }
      try promise(statistics.mean.count == statistics.variance.count, "statistics of different sizes")
      try promise((statistics.mean + statistics.variance).allSatisfy(\.isFinite), "statistics that are not finite")
    }
  }

  /// A file of PyTorch, or the pickle of one beside four storages of 64 bytes, and the policies in it: as many numbers as
  /// sizes say, and networks that can be made.
  static let torch = FuzzTarget("torch") { given in
    let storages = (0..<4).map { ("archive/data/\($0)", [UInt8](repeating: UInt8($0), count: 64)) }
    let bytes = given.first == 0x80 ? archive([("archive/data.pkl", given)] + storages) : given
    try reading {
      for tensor in try TorchFile(bytes, as: "fuzz").tensors.values {
        let count =
          switch tensor.elements {
          case .floats(let values): values.count
          case .doubles(let values): values.count
          case .bytes(let values): values.count
          }
        try promise(count == tensor.shape.reduce(1, *), "\(count) numbers of the sizes \(tensor.shape)")
      }
    }
    try reading { try fit(try CleanRLFile.read(bytes, as: "fuzz")) }
    try reading { try fit(try StableBaselinesFile.read(bytes, as: "fuzz")) }
  }

  /// A graph of ONNX, fitted to an environment: networks that can be made, normalisers that can be calculated with.
  static let onnx = FuzzTarget("onnx") { bytes in
    try reading {
      let policy = try OnnxFile.read(bytes, as: "fuzz")
      if let normaliser = policy.normaliser {
        try promise((normaliser.mean + normaliser.variance).allSatisfy(\.isFinite), "a normaliser that is not finite")
        try promise(normaliser.variance.allSatisfy { $0 >= 0 }, "a variance below 0")
      }
      try fit(policy)
    }
  }

  /// An archive of stored files: a changed byte of one would else be found by its checksum alone.
  private static func archive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func low(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    var (data, directory) = ([UInt8](), [UInt8]())
    for (name, bytes) in files {
      let sizes = low(bytes.count, 4) + low(bytes.count, 4) + low(name.utf8.count, 2) + low(0, 2)
      let common = low(20, 2) + low(0, 8) + low(Int(ZipArchive.checksum(bytes)), 4) + sizes
      directory += [0x50, 0x4b, 1, 2, 20, 0] + common + low(0, 10) + low(data.count, 4) + Array(name.utf8)
      data += [0x50, 0x4b, 3, 4] + common + Array(name.utf8) + bytes
    }
    return data + directory + [0x50, 0x4b, 5, 6] + low(0, 4) + low(files.count, 2) + low(files.count, 2)
      + low(directory.count, 4) + low(data.count, 4) + low(0, 2)
  }

  /// Fits a policy to an environment of two numbers.
  private static func fit(_ policy: ForeignPolicy) throws {
    for action in [ActionSpace.discrete(names: ["a", "b"]), .box(low: [-1], high: [1])] {
      try reading {
        let spec = EnvironmentSpec(id: "Fuzz-v0", observation: .dense(dimension: 2), action: action, stepLimit: 9)
        try promise(try PolicyImport(policy, to: spec).shape.isPossible, "a network that cannot be made")
      }
    }
  }

  /// Reads what may be refused, in words that do nothing to a terminal.
  private static func reading(_ body: () throws -> Void) throws {
    do { try body() } catch let error as PolicyImportError {
      let text = "\(error)"
      try promise(text == text.plainLine, "an error with what a terminal obeys: \(text.debugDescription)")
    }
  }
}
