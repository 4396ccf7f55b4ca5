/// What a pickle is to say, and its bytes: data, and names of classes and functions that whoever reads it looks up.
///
/// Source: CPython's `pickletools`. Everything is of protocol 2 but bytes, which came with protocol 3.
indirect enum PickleForm {
  case none
  case flag(Bool)
  case whole(Int)
  case number(Double)
  case text(String)
  case bytes([UInt8])
  case tuple([PickleForm])
  case list([PickleForm])
  case dictionary([(PickleForm, PickleForm)])
  /// A class or function of a module.
  case name(String, String)
  /// What calling a function gives.
  case call(PickleForm, [PickleForm])
  /// A new instance of a class, nothing of it set up.
  case new(PickleForm)
  /// Something with items set on it.
  case items(PickleForm, [(PickleForm, PickleForm)])
  /// Something set up with a state.
  case state(PickleForm, PickleForm)
  /// What is kept outside the pickle.
  case kept(PickleForm)

  /// A pickle of this alone.
  func pickled(protocol version: UInt8 = 3) -> [UInt8] {
    var bytes: [UInt8] = [PickleOperation.proto.rawValue, version]
    write(to: &bytes)
    return bytes + [PickleOperation.stop.rawValue]
  }

  private func write(to bytes: inout [UInt8]) {
    func add(_ operation: PickleOperation) { bytes.append(operation.rawValue) }
    func add(_ count: Int, _ content: some Sequence<UInt8>) {
      bytes += Self.low(count, 4)
      bytes += content
    }
    func add(_ pairs: [(PickleForm, PickleForm)]) {
      guard !pairs.isEmpty else { return }
      add(.mark)
      for (key, value) in pairs {
        key.write(to: &bytes)
        value.write(to: &bytes)
      }
      add(.setItems)
    }
    switch self {
    case .none: add(.none)
    case .flag(let flag): add(flag ? .true : .false)
    case .whole(let value):
      if Int32(exactly: value) != nil {
        add(.int)
        bytes += Self.low(value, 4)
      } else {
        add(.long1)
        bytes += [8] + Self.low(value, 8)
      }
    case .number(let value):
      add(.float)
      bytes += Self.low(Int(bitPattern: UInt(value.bitPattern)), 8).reversed()
    case .text(let text):
      add(.text4)
      add(text.utf8.count, text.utf8)
    case .bytes(let content):
      add(.bytes4)
      add(content.count, content)
    case .tuple(let elements):
      add(.mark)
      for element in elements { element.write(to: &bytes) }
      add(.tuple)
    case .list(let elements):
      add(.emptyList)
      guard !elements.isEmpty else { return }
      add(.mark)
      for element in elements { element.write(to: &bytes) }
      add(.appends)
    case .dictionary(let pairs):
      add(.emptyDictionary)
      add(pairs)
    case .name(let module, let name):
      add(.global)
      bytes += Array("\(module)\n\(name)\n".utf8)
    case .call(let function, let arguments):
      function.write(to: &bytes)
      PickleForm.tuple(arguments).write(to: &bytes)
      add(.reduce)
    case .new(let type):
      type.write(to: &bytes)
      add(.emptyTuple)
      add(.newObject)
    case .items(let base, let pairs):
      base.write(to: &bytes)
      add(pairs)
    case .state(let base, let state):
      base.write(to: &bytes)
      state.write(to: &bytes)
      add(.build)
    case .kept(let name):
      name.write(to: &bytes)
      add(.persistent)
    }
  }

  /// So many bytes of a number, the low ones first.
  private static func low(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}

extension PickleForm {
  /// A dictionary whose keys are texts.
  static func members(_ members: [(String, PickleForm)]) -> PickleForm {
    .dictionary(members.map { (.text($0.0), $0.1) })
  }

  /// An `OrderedDict` whose keys are texts.
  static func ordered(_ members: [(String, PickleForm)]) -> PickleForm {
    .items(.call(.name("collections", "OrderedDict"), []), members.map { (.text($0.0), $0.1) })
  }

  /// A type of NumPy, for instance `f4`.
  static func type(_ name: String) -> PickleForm {
    let order = name.hasSuffix("1") ? "|" : "<"
    return .state(
      .call(.name("numpy", "dtype"), [.text(name), .flag(false), .flag(true)]),
      .tuple([.whole(3), .text(order), .none, .none, .none, .whole(-1), .whole(-1), .whole(0)]))
  }

  /// An array of NumPy with one row of numbers, under the name that every version of it knows.
  static func array(_ type: String, count: Int, _ bytes: [UInt8]) -> PickleForm {
    .state(
      .call(
        .name("numpy.core.multiarray", "_reconstruct"),
        [.name("numpy", "ndarray"), .tuple([.whole(0)]), .bytes([0x62])]),
      .tuple([.whole(1), .tuple([.whole(count)]), .type(type), .flag(false), .bytes(bytes)]))
  }

  /// An array of double-precision numbers.
  static func doubles(_ values: [Double]) -> PickleForm {
    array("f8", count: values.count, values.withUnsafeBytes { Array($0) })
  }

  /// An array of single-precision numbers.
  static func floats(_ values: [Float]) -> PickleForm {
    array("f4", count: values.count, values.withUnsafeBytes { Array($0) })
  }

  /// An array of true and false.
  static func flags(_ values: [Bool]) -> PickleForm { array("b1", count: values.count, values.map { $0 ? 1 : 0 }) }
}
