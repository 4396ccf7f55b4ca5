public import FoundationEssentials

/// Reads JSON that an earlier version wrote: what it does not say is taken from `defaults`.
///
/// Members that are there replace the defaults', objects member by member at every depth; what is there and does not fit
/// is still an error.
public func decode<Value: Codable>(_ type: Value.Type, from data: Data, over defaults: Value) throws -> Value {
  try decode(type, from: data, over: StoredJSON(of: defaults))
}

/// The same over part of a value.
func decode<Value: Decodable>(_ type: Value.Type, from data: Data, over base: StoredJSON) throws -> Value {
  let stored = try JSONDecoder().decode(StoredJSON.self, from: data)
  return try JSONDecoder().decode(type, from: JSONEncoder().encode(base.overlaid(by: stored)))
}

/// Any JSON, with whole numbers kept whole: a generator's words and a seed come back to the last bit.
///
/// What language models write is read into another type, `JSONValue`: there the text is a stranger's, and every number a
/// `Double`, which would lose what checkpoints must keep.
enum StoredJSON: Codable, Equatable {
  case null
  case flag(Bool)
  case whole(Int64)
  case large(UInt64)
  case number(Double)
  case text(String)
  case list([StoredJSON])
  case members([String: StoredJSON])

  /// A value as the JSON that it encodes to.
  init(of value: some Encodable) throws {
    self = try JSONDecoder().decode(StoredJSON.self, from: JSONEncoder().encode(value))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .whole(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .large(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([StoredJSON].self) {
      self = .list(value)
    } else {
      self = .members(try container.decode([String: StoredJSON].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .large(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .members(let value): try container.encode(value)
    }
  }

  func overlaid(by other: StoredJSON) -> StoredJSON {
    guard case .members(let own) = self, case .members(let theirs) = other else { return other }
    return .members(own.merging(theirs) { $0.overlaid(by: $1) })
  }
}
