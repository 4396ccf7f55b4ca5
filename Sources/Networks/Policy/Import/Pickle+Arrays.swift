// Arrays and numbers of NumPy, as pickles hold them.
extension Pickle {
  /// Sizes and elements of an array.
  struct NumberArray: Equatable {
    var shape: [Int]
    /// Row-major.
    var values: [Double]
  }

  /// An array of numbers, in any of the forms that NumPy has pickled; nil for anything else, such as an array of
  /// objects.
  func array(_ value: Value?) -> NumberArray? {
    guard let (name, node) = instance(value) else { return nil }
    switch name {
    case "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct":
      // State: version, sizes, type, whether columns lie together, bytes.
      guard let state = elements(node.state), state.count == 5, let shape = wholes(state[1]),
        let type = type(state[2]), case .bytes(let bytes) = state[4],
        shape.count < 2 || state[3] == .flag(false)
      else { return nil }
      return numbers(bytes, type, shape)
    case "numpy.core.numeric _frombuffer", "numpy._core.numeric _frombuffer":
      guard node.elements.count >= 3, case .bytes(let bytes) = node.elements[0], let type = type(node.elements[1]),
        let shape = wholes(node.elements[2]),
        shape.count < 2 || node.elements.count < 4 || node.elements[3] == .text("C")
      else { return nil }
      return numbers(bytes, type, shape)
    default: return nil
    }
  }

  /// A number: Python's own, or one of NumPy's.
  func number(_ value: Value?) -> Double? {
    switch value {
    case .whole(let whole)?: return Double(whole)
    case .number(let number)?: return number
    case .node?:
      guard let (name, node) = instance(value), name.hasSuffix("multiarray scalar"), node.elements.count == 2,
        let type = type(node.elements[0]), case .bytes(let bytes) = node.elements[1]
      else { return array(value).flatMap { $0.values.count == 1 ? $0.values[0] : nil } }
      return numbers(bytes, type, [])?.values.first
    default: return nil
    }
  }

  /// A whole number: Python's own, or one of NumPy's.
  func whole(_ value: Value?) -> Int? { number(value).flatMap { Int(exactly: $0) } }

  /// A type of elements such as `f4`; nil for those that are no numbers, or whose bytes come the other way round.
  private func type(_ value: Value?) -> String? {
    guard let (name, node) = instance(value), name == "numpy dtype", case .text(let code)? = node.elements.first,
      let order = elements(node.state)?.dropFirst().first, [.text("<"), .text("|"), .text("=")].contains(order)
    else { return nil }
    return code
  }

  private func numbers(_ bytes: [UInt8], _ type: String, _ shape: [Int]) -> NumberArray? {
    guard let width = ["f8": 8, "f4": 4, "i8": 8, "i4": 4, "u4": 4, "i1": 1, "u1": 1, "b1": 1][type],
      shape.allSatisfy({ (0...bytes.count).contains($0) }), shape.count <= 8
    else { return nil }
    let count = shape.reduce(1) { $0.multipliedFully($1) }
    guard bytes.count % width == 0, count == bytes.count / width else { return nil }
    let values = bytes.withUnsafeBytes { raw in
      (0..<count).map { index -> Double in
        let place = index * width
        return switch type {
        case "f8": raw.loadUnaligned(fromByteOffset: place, as: Double.self)
        case "f4": Double(raw.loadUnaligned(fromByteOffset: place, as: Float.self))
        case "i8": Double(raw.loadUnaligned(fromByteOffset: place, as: Int64.self))
        case "i4": Double(raw.loadUnaligned(fromByteOffset: place, as: Int32.self))
        case "u4": Double(raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        case "i1": Double(raw.loadUnaligned(fromByteOffset: place, as: Int8.self))
        default: Double(raw[place])
        }
      }
    }
    return NumberArray(shape: shape, values: values)
  }
}

extension Int {
  /// The product; -1 where there is none, which no count equals.
  func multipliedFully(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow || self < 0 ? -1 : product
  }
}
