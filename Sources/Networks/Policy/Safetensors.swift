/// A named tensor of numbers or bytes, as a checkpoint holds it.
public struct Tensor: Sendable, Equatable {
  /// What the elements are.
  public enum Elements: Sendable, Equatable {
    /// Single-precision numbers (`F32`).
    case floats([Float])
    /// Double-precision numbers (`F64`).
    case doubles([Double])
    /// Bytes (`U8`).
    case bytes([UInt8])
  }
  /// The name.
  public var name: String
  /// Sizes, outermost first.
  public var shape: [Int]
  /// The elements, row-major.
  public var elements: Elements

  /// Makes a tensor.
  public init(name: String, shape: [Int], elements: Elements) {
    self.name = name
    self.shape = shape
    self.elements = elements
  }
}

/// What can be wrong with a checkpoint file.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The bytes are not such a file, or end too early.
  case malformed(String)
  /// A tensor that is needed is not there, or has another shape.
  case mismatch(String)

  /// A sentence that says what to do next.
  public var description: String {
    switch self {
    case .malformed(let reason): "not a readable checkpoint (\(reason)); use an earlier one or train again"
    case .mismatch(let reason): "the checkpoint does not fit (\(reason)); use one of the same environment and network"
    }
  }
}

/// The safetensors format: 8 bytes of header length, a JSON header, then the data.
///
/// Written by hand because it is forty lines and the order of keys has to be fixed: equal training states give equal
/// bytes, so that a digest of the file stands for the state. Metadata are text to text.
public enum Safetensors {
  /// The file for `tensors`, which are written in the order given, and `metadata`, sorted by key.
  public static func encode(_ tensors: [Tensor], metadata: [String: String]) -> [UInt8] {
    var header = "{\"__metadata__\":{"
    header += metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(
      separator: ",")
    header += "}"
    var data: [UInt8] = []
    for tensor in tensors {
      let start = data.count
      let type: String
      switch tensor.elements {
      case .floats(let values):
        type = "F32"
        values.withUnsafeBytes { data.append(contentsOf: $0) }
      case .doubles(let values):
        type = "F64"
        values.withUnsafeBytes { data.append(contentsOf: $0) }
      case .bytes(let bytes):
        type = "U8"
        data.append(contentsOf: bytes)
      }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      header +=
        ",\(quoted(tensor.name)):{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(data.count)]}"
    }
    header += "}"
    var head = Array(header.utf8)
    while head.count % 8 != 0 { head.append(UInt8(ascii: " ")) }
    let length = UInt64(head.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) } + head + data
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
