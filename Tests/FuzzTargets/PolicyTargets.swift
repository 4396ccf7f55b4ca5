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

  /// A file of PyTorch, and the policies in it: as many numbers as sizes say, and networks that can be made.
  static let torch = FuzzTarget("torch") { bytes in
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
