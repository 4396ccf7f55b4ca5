/// A value that may be missing and is then written as null, where the synthesised coding would leave the key out.
///
/// Results of commands have the same keys whatever was found.
@propertyWrapper
public struct OrNull<Value: Encodable>: Encodable {
  /// The value.
  public var wrappedValue: Value?

  /// Wraps `wrappedValue`.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// Writes the value or null; a number that JSON cannot hold is null too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let number = wrappedValue as? Double, !number.isFinite { return try container.encodeNil() }
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension OrNull: Sendable where Value: Sendable {}
extension OrNull: Equatable where Value: Equatable {}
