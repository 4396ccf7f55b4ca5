import FoundationEssentials

extension Safetensors {
  private struct Entry: Decodable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  private struct Header: Decodable {
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]

    private struct Name: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }
  }

  /// Reads a file back; every length and offset is checked before it is used.
  public static func decode(_ bytes: [UInt8]) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
    guard bytes.count >= 8 else { throw SafetensorsError.malformed("\(bytes.count) bytes") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64($1 * 8) }
    guard length < 100_000_000, Int(length) + 8 <= bytes.count else {
      throw SafetensorsError.malformed("the header is longer than the file")
    }
    let start = 8 + Int(length)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
    } catch {
      throw SafetensorsError.malformed("the header is not valid JSON")
    }
    var tensors: [String: Tensor] = [:]
    for (name, entry) in header.entries {
      let size = try elementCount(entry.shape, name)
      guard let width = ["F64": 8, "F32": 4, "U8": 1][entry.dtype] else {
        throw SafetensorsError.malformed("tensor \(name) has type \(entry.dtype)")
      }
      guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
        entry.data_offsets[1] >= entry.data_offsets[0], entry.data_offsets[1] <= bytes.count - start,
        entry.data_offsets[1] - entry.data_offsets[0] == size * width
      else { throw SafetensorsError.malformed("tensor \(name) lies outside the file") }
      let slice = bytes[(start + entry.data_offsets[0])..<(start + entry.data_offsets[1])]
      let elements: Tensor.Elements = slice.withUnsafeBytes { raw in
        switch width {
        case 8: .doubles((0..<size).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) })
        case 4: .floats((0..<size).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) })
        default: .bytes(Array(raw))
        }
      }
      tensors[name] = Tensor(name: name, shape: entry.shape, elements: elements)
    }
    return (tensors, header.metadata)
  }

  private static func elementCount(_ shape: [Int], _ name: String) throws -> Int {
    var size = 1
    for dimension in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow, product < 1 << 40 else {
        throw SafetensorsError.malformed("tensor \(name) has an impossible shape")
      }
      size = product
    }
    return size
  }
}
