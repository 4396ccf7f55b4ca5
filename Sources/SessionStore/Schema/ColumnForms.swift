import RLCore

// How values stand in columns where that is not how they code themselves.

/// A seed: the database has signed integers only, so that the one with the same bits is kept.
@propertyWrapper
public struct StoredSeed: Sendable, Equatable, Codable {
  /// The seed.
  public var wrappedValue: UInt64

  /// Wraps a seed.
  public init(wrappedValue: UInt64) { self.wrappedValue = wrappedValue }

  /// Reads the signed integer.
  public init(from decoder: any Decoder) throws {
    wrappedValue = UInt64(bitPattern: try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes the signed integer.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Int64(bitPattern: wrappedValue))
  }
}

/// A count. What no session can come to is damage, and would overflow where counts are added.
@propertyWrapper
public struct StoredCount: Sendable, Equatable, Codable {
  /// The count.
  public var wrappedValue: Int

  /// Wraps a count.
  public init(wrappedValue: Int) { self.wrappedValue = wrappedValue }

  /// Reads a count.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = try container.decode(Int.self)
    guard (0...1 << 53).contains(wrappedValue) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(wrappedValue) is no count")
    }
  }

  /// Writes the count.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// A number that may be NaN: the database has none and keeps NULL in its place.
@propertyWrapper
public struct StoredNumber: Sendable, Equatable, Codable {
  /// The number.
  public var wrappedValue: Double

  /// Wraps a number.
  public init(wrappedValue: Double) { self.wrappedValue = wrappedValue }

  /// Reads a number, or NaN for nothing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? .nan : try container.decode(Double.self)
  }

  /// Writes the number, or nothing for NaN.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if wrappedValue.isNaN { try container.encodeNil() } else { try container.encode(wrappedValue) }
  }
}

/// An action: its plain JSON, `2` for a discrete one and `[0.25,-1]` for a vector.
@propertyWrapper
struct StoredAction: Codable {
  var wrappedValue: Action

  init(wrappedValue: Action) { self.wrappedValue = wrappedValue }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let action = Self.action(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text.prefix(60))' is no action")
    }
    wrappedValue = action
  }

  /// The action of a text; nil where that is none.
  static func action(_ text: String) -> Action? {
    // Most are the number of a discrete one, and a session has many.
    if text.utf8.count < 18, let first = text.utf8.first, first != UInt8(ascii: "0") || text.utf8.count == 1,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let index = Int(text)
    {
      return .discrete(index)
    }
    return try? JSONText.decode(ActionText.self, text).action
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(try ActionText.text(wrappedValue))
  }
}

/// The actions of a sequence: a list of their plain JSON, `[2,0]` or `[[0.25,-1],[0.5,-1]]`.
@propertyWrapper
struct StoredActions: Codable {
  var wrappedValue: [Action]

  init(wrappedValue: [Action]) { self.wrappedValue = wrappedValue }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let actions = Self.actions(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text.prefix(60))' is no sequence")
    }
    wrappedValue = actions
  }

  /// The actions of a text; nil where that is no list of them.
  static func actions(_ text: String) -> [Action]? {
    try? JSONText.decode([ActionText].self, text).map(\.action)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(try JSONText.encode(wrappedValue.map(ActionText.init), what: "a sequence of actions"))
  }
}
