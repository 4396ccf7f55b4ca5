import Networks

/// Files made by hand, as the programs that they come from write them.
enum HandMade {
  /// Bytes of a number, the low ones first.
  static func low(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// CRC-32, bit by bit.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
    }
  }

  /// A file of an archive; `packed` is its deflated form, where it has one.
  struct ZipFile {
    var name: String
    var bytes: [UInt8]
    var packed: [UInt8]?
    var method: Int?
    var flags = 0
    var checksum: UInt32?
  }

  /// An archive of files.
  static func zip(_ files: [ZipFile]) -> [UInt8] {
    var (data, directory) = ([UInt8](), [UInt8]())
    for file in files {
      let (name, stored) = (Array(file.name.utf8), file.packed ?? file.bytes)
      let method = file.method ?? (file.packed == nil ? 0 : 8)
      let common =
        low(20, 2) + low(file.flags, 2) + low(method, 2) + low(0, 4)
        + low(Int(file.checksum ?? checksum(file.bytes)), 4) + low(stored.count, 4) + low(file.bytes.count, 4)
        + low(name.count, 2) + low(0, 2)
      directory += [0x50, 0x4b, 1, 2] + low(20, 2) + common + low(0, 10) + low(data.count, 4) + name
      data += [0x50, 0x4b, 3, 4] + common + name + stored
    }
    return data + directory + [0x50, 0x4b, 5, 6] + low(0, 4) + low(files.count, 2) + low(files.count, 2)
      + low(directory.count, 4) + low(data.count, 4) + low(0, 2)
  }

  /// An archive of stored files.
  static func zip(_ files: [(String, [UInt8])]) -> [UInt8] { zip(files.map { ZipFile(name: $0.0, bytes: $0.1) }) }

  /// Single-precision numbers as they lie in a file.
  static func floats(_ values: [Float]) -> [UInt8] { values.flatMap { low(Int($0.bitPattern), 4) } }

  /// Double-precision numbers as they lie in a file.
  static func doubles(_ values: [Double]) -> [UInt8] {
    values.flatMap { low(Int(truncatingIfNeeded: $0.bitPattern), 8) }
  }

  /// Named single-precision tensors in PyTorch's form.
  static func torch(_ tensors: [(name: String, shape: [Int], values: [Float])]) -> [UInt8] {
    let items = tensors.enumerated().flatMap { index, tensor in
      PickleText.text(tensor.name)
        + PickleText.tensor("FloatStorage", "\(index)", count: tensor.values.count, shape: tensor.shape)
    }
    let root = PickleText.call("collections", "OrderedDict", []) + PickleText.items(items)
    return zip(
      [("archive/data.pkl", PickleText.file(root))]
        + tensors.enumerated().map { ("archive/data/\($0)", floats($1.values)) })
  }
}

/// Parts of a pickle of protocol 2.
enum PickleText {
  static func file(_ root: [UInt8]) -> [UInt8] { [0x80, 2] + root + [0x2e] }
  static func text(_ text: String) -> [UInt8] { [0x58] + HandMade.low(text.utf8.count, 4) + Array(text.utf8) }
  static func bytes(_ bytes: [UInt8]) -> [UInt8] { [0x42] + HandMade.low(bytes.count, 4) + bytes }
  static func whole(_ value: Int) -> [UInt8] { [0x4a] + HandMade.low(value, 4) }
  static func number(_ value: Double) -> [UInt8] { [0x47] + HandMade.doubles([value]).reversed() }
  static func flag(_ value: Bool) -> [UInt8] { [value ? 0x88 : 0x89] }
  static let none: [UInt8] = [0x4e]
  static func name(_ module: String, _ name: String) -> [UInt8] { [0x63] + Array("\(module)\n\(name)\n".utf8) }
  static func tuple(_ parts: [[UInt8]]) -> [UInt8] { [0x28] + parts.joined() + [0x74] }
  static func list(_ parts: [[UInt8]]) -> [UInt8] { [0x5d, 0x28] + parts.joined() + [0x65] }
  /// Keys and values in turn, set on what lies before.
  static func items(_ items: [UInt8]) -> [UInt8] { [0x28] + items + [0x75] }
  static func dictionary(_ pairs: [(String, [UInt8])]) -> [UInt8] {
    [0x7d] + items(pairs.flatMap { text($0.0) + $0.1 })
  }
  static func call(_ module: String, _ name: String, _ arguments: [[UInt8]]) -> [UInt8] {
    self.name(module, name) + tuple(arguments) + [0x52]
  }
  static func build(_ instance: [UInt8], _ state: [UInt8]) -> [UInt8] { instance + state + [0x62] }

  /// A tensor of PyTorch, by default row-major from the first number of its storage.
  static func tensor(
    _ storage: String, _ file: String, count: Int, shape: [Int], strides: [Int]? = nil, offset: Int = 0
  ) -> [UInt8] {
    let usual = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    let kept = tuple([text("storage"), name("torch", storage), text(file), text("cpu"), whole(count)]) + [0x51]
    return call(
      "torch._utils", "_rebuild_tensor_v2",
      [
        kept, whole(offset), tuple(shape.map(whole)), tuple((strides ?? usual).map(whole)), flag(false),
        call("collections", "OrderedDict", []),
      ])
  }

  /// An array of NumPy.
  static func array(_ values: [Double], type: String = "f8") -> [UInt8] {
    let kind = build(
      call("numpy", "dtype", [text(type), flag(false), flag(true)]),
      tuple([whole(3), text("<"), none, none, none, whole(-1), whole(-1), whole(0)]))
    let content = type == "f8" ? HandMade.doubles(values) : HandMade.floats(values.map { Float($0) })
    return build(
      call("numpy.core.multiarray", "_reconstruct", [name("numpy", "ndarray"), tuple([whole(0)]), bytes([0x62])]),
      tuple([whole(1), tuple([whole(values.count)]), kind, flag(false), bytes(content)]))
  }

  /// A box of Gym or Gymnasium.
  static func box(_ low: [Double], _ high: [Double], program: String = "gym") -> [UInt8] {
    build(
      name("\(program).spaces.box", "Box") + [0x29, 0x81],
      dictionary([("low", array(low, type: "f4")), ("high", array(high, type: "f4"))]))
  }

  /// A discrete space of Gym or Gymnasium.
  static func discrete(_ count: Int, program: String = "gym") -> [UInt8] {
    build(name("\(program).spaces.discrete", "Discrete") + [0x29, 0x81], dictionary([("n", whole(count))]))
  }

  /// What `VecNormalize` saves.
  static func normaliser(
    mean: [Double], variance: [Double], clip: Double = 10, epsilon: Double = 1e-8, isNormalised: Bool = true
  ) -> [UInt8] {
    func statistics(_ mean: [UInt8], _ variance: [UInt8]) -> [UInt8] {
      build(
        name("stable_baselines3.common.running_mean_std", "RunningMeanStd") + [0x29, 0x81],
        dictionary([("mean", mean), ("var", variance), ("count", number(400))]))
    }
    return file(
      build(
        name("stable_baselines3.common.vec_env.vec_normalize", "VecNormalize") + [0x29, 0x81],
        dictionary([
          ("norm_obs", flag(isNormalised)), ("obs_rms", statistics(array(mean), array(variance))),
          ("ret_rms", statistics(number(1), number(25))), ("norm_reward", flag(true)), ("clip_obs", number(clip)),
          ("epsilon", number(epsilon)),
        ])))
  }
}
