import RLCore

/// Reads a pickle as data. Of the 68 operations of protocol 5 those that policies, spaces and statistics are written
/// with are known; every other one, and every class or function that is not on the caller's list, is refused by its
/// name.
///
/// What is read never grows beyond the bytes that say it: each operation adds one value at most, and texts that are
/// fetched again are shared.
///
/// - Complexity: O(bytes).
public struct PickleReader {
  private let bytes: [UInt8]
  private let what: String
  private let isKnown: (String) -> Bool
  private var position = 0
  private var stack: [Pickle.Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Pickle.Value] = [:]
  private var pickle = Pickle()

  /// Bytes of a pickle, at most: statistics take some thousand.
  public static let mostBytes = 64 << 20

  /// What `bytes` say; `what` names them in errors, and `isKnown` says which classes and functions may occur.
  ///
  /// - Throws: `PolicyImportError`, with the operation or the name that was not expected.
  public static func read(
    _ bytes: [UInt8], as what: String, knowing isKnown: @escaping (String) -> Bool
  ) throws(PolicyImportError) -> Pickle {
    guard bytes.count <= mostBytes else { throw .malformed(what, "\(bytes.count) bytes are too many") }
    var reader = PickleReader(bytes: bytes, what: what, isKnown: isKnown)
    return try reader.run()
  }

  private init(bytes: [UInt8], what: String, isKnown: @escaping (String) -> Bool) {
    (self.bytes, self.what, self.isKnown) = (bytes, what, isKnown)
  }

  private func damaged(_ reason: String) -> PolicyImportError { .malformed(what, reason) }

  private mutating func run() throws(PolicyImportError) -> Pickle {
    while true {
      let place = position
      let code = try whole(1)
      guard let operation = PickleOperation(rawValue: UInt8(code)) else {
        throw .unexpected(what, "the operation \(PickleOperation.name(UInt8(code))) at byte \(place)")
      }
      if operation == .stop { break }
      try perform(operation)
    }
    guard stack.count == 1, marks.isEmpty else { throw damaged("its end leaves \(stack.count) values") }
    pickle.root = stack[0]
    return pickle
  }

  private mutating func perform(_ operation: PickleOperation) throws(PolicyImportError) {
    switch operation {
    case .proto:
      let version = try whole(1)
      guard version <= 5 else { throw damaged("it is of protocol \(version), and 5 is the latest that is known") }
    case .frame: _ = try whole(8)
    case .stop: break
    case .mark: marks.append(stack.count)
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .dup: stack.append(try top())
    case .none: stack.append(.none)
    case .true: stack.append(.flag(true))
    case .false: stack.append(.flag(false))
    case .int: stack.append(.whole(Int(Int32(truncatingIfNeeded: try whole(4)))))
    case .int1: stack.append(.whole(try whole(1)))
    case .int2: stack.append(.whole(try whole(2)))
    case .long1: stack.append(Self.number(Array(try take(try whole(1)))))
    case .float:
      let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      stack.append(.number(Double(bitPattern: bits)))
    case .text1: stack.append(try text(try whole(1)))
    case .text4: stack.append(try text(try whole(4)))
    case .text8: stack.append(try text(try whole(8)))
    case .bytes1: stack.append(.bytes(Array(try take(try whole(1)))))
    case .bytes4: stack.append(.bytes(Array(try take(try whole(4)))))
    case .bytes8, .byteArray8: stack.append(.bytes(Array(try take(try whole(8)))))
    case .emptyTuple: add(.tuple, [])
    case .tuple1: add(.tuple, try popped(1))
    case .tuple2: add(.tuple, try popped(2))
    case .tuple3: add(.tuple, try popped(3))
    case .tuple: add(.tuple, try popToMark())
    case .emptyList: add(.list, [])
    case .list: add(.list, try popToMark())
    case .emptySet: add(.set, [])
    case .frozenSet: add(.set, try popToMark())
    case .emptyDictionary: add(.dictionary, [])
    case .dictionary:
      let items = try popToMark()
      add(.dictionary, [])
      try setItems(items)
    case .append: try extend([try pop()], .list)
    case .appends: try extend(try popToMark(), .list)
    case .addItems: try extend(try popToMark(), .set)
    case .setItem: try setItems(try popped(2))
    case .setItems: try setItems(try popToMark())
    case .put1: memo[try whole(1)] = try top()
    case .put4: memo[try whole(4)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get1: try recall(try whole(1))
    case .get4: try recall(try whole(4))
    case .global: try name(try line(), try line())
    case .stackGlobal:
      let parts = try popped(2)
      guard case .text(let module) = parts[0], case .text(let name) = parts[1] else {
        throw damaged("a name in it is no text")
      }
      try self.name(module, name)
    case .reduce, .newObject: try make(try popped(2))
    case .build:
      let state = try pop()
      guard case .node(let place) = try top(), case .instance = pickle.nodes[place].kind else {
        throw damaged("it sets up what is no instance")
      }
      pickle.nodes[place].state = state
    case .persistent: add(.kept, [try pop()])
    }
  }

  /// An instance of a name, of its arguments. Bytes that protocol 2 spells as text are bytes again.
  private mutating func make(_ parts: [Pickle.Value]) throws(PolicyImportError) {
    guard case .name(let name) = parts[0], let arguments = pickle.elements(parts[1]) else {
      throw damaged("it calls what is no class or function")
    }
    guard name == "_codecs encode" else { return add(.instance(name), arguments) }
    guard case .text(let text)? = arguments.first, case .text(let code)? = arguments.dropFirst().first,
      code == "latin1" || code == "latin-1", text.unicodeScalars.allSatisfy({ $0.value < 256 })
    else { throw damaged("its bytes are spelt in an unknown way") }
    stack.append(.bytes(text.unicodeScalars.map { UInt8($0.value) }))
  }

  private mutating func name(_ module: String, _ name: String) throws(PolicyImportError) {
    // Python 2 called its built-in things so, and pickles of protocol 2 still do.
    let full = (module == "__builtin__" ? "builtins" : module) + " " + name
    guard isKnown(full) else { throw .unexpected(what, full) }
    stack.append(.name(full))
  }

  private mutating func add(_ kind: Pickle.Kind, _ elements: [Pickle.Value]) {
    stack.append(.node(pickle.nodes.count))
    pickle.nodes.append(Pickle.Node(kind: kind, elements: elements))
  }

  private mutating func extend(_ elements: [Pickle.Value], _ kind: Pickle.Kind) throws(PolicyImportError) {
    guard case .node(let place) = try top(), pickle.nodes[place].kind == kind else {
      throw damaged("it adds to what is no \(kind)")
    }
    pickle.nodes[place].elements += elements
  }

  private mutating func setItems(_ items: [Pickle.Value]) throws(PolicyImportError) {
    guard items.count % 2 == 0, case .node(let place) = try top() else { throw damaged("a key in it has no value") }
    switch pickle.nodes[place].kind {
    case .dictionary, .instance: break
    default: throw damaged("it sets an item of what has none")
    }
    for index in stride(from: 0, to: items.count, by: 2) {
      pickle.nodes[place].pairs.append(Pickle.Pair(key: items[index], value: items[index + 1]))
    }
  }

  private mutating func recall(_ place: Int) throws(PolicyImportError) {
    guard let value = memo[place] else { throw damaged("it recalls what was not remembered") }
    stack.append(value)
  }

  private func top() throws(PolicyImportError) -> Pickle.Value {
    guard stack.count > (marks.last ?? 0), let value = stack.last else { throw damaged("a value is missing") }
    return value
  }

  private mutating func pop() throws(PolicyImportError) -> Pickle.Value {
    let value = try top()
    stack.removeLast()
    return value
  }

  /// The last `count` values, in the order in which they came.
  private mutating func popped(_ count: Int) throws(PolicyImportError) -> [Pickle.Value] {
    guard stack.count - (marks.last ?? 0) >= count else { throw damaged("a value is missing") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(PolicyImportError) -> [Pickle.Value] {
    guard let mark = marks.popLast() else { throw damaged("a mark is missing") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func take(_ count: Int) throws(PolicyImportError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw damaged("it is cut off") }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  /// A whole number of `count` bytes, the low ones first; negative where it has more than 63 bits.
  private mutating func whole(_ count: Int) throws(PolicyImportError) -> Int {
    Int(truncatingIfNeeded: try take(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  private mutating func text(_ count: Int) throws(PolicyImportError) -> Pickle.Value {
    guard let text = String(validating: try take(count), as: UTF8.self) else { throw damaged("a text is no UTF-8") }
    return .text(text)
  }

  /// The bytes up to the end of a line.
  private mutating func line() throws(PolicyImportError) -> String {
    guard let end = bytes[position...].firstIndex(of: 0x0a),
      let text = String(validating: bytes[position..<end], as: UTF8.self)
    else { throw damaged("it is cut off") }
    position = end + 1
    return text
  }

  /// A number in two's complement, the low byte first.
  private static func number(_ bytes: [UInt8]) -> Pickle.Value {
    guard bytes.count <= 8 else { return .large(bytes) }
    let isNegative = (bytes.last ?? 0) & 0x80 != 0
    let start: UInt64 = isNegative ? ~0 : 0
    return .whole(Int(truncatingIfNeeded: bytes.reversed().reduce(start) { $0 << 8 | UInt64($1) }))
  }
}
