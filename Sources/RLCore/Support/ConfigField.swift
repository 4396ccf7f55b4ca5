/// One setting: its key, what it does, and how to read and write it as text.
///
/// One table of these drives `--set key=value`, the list of valid keys in errors, help and the stored configuration.
public struct ConfigField<Root>: Sendable {
  /// The key, for instance `learningRate`.
  public var key: String
  /// What raising or lowering it does, in one line.
  public var summary: String
  /// Reads the value as text.
  public var read: @Sendable (Root) -> String
  /// Sets the value from text; false when the text is not valid.
  public var write: @Sendable (inout Root, String) -> Bool
  /// What is valid, in words.
  public var valid: String

  /// A whole number within bounds.
  public static func integer(
    _ key: String, _ path: any WritableKeyPath<Root, Int> & Sendable, _ range: ClosedRange<Int>, _ summary: String
  ) -> ConfigField {
    ConfigField(
      key: key, summary: summary, read: { "\($0[keyPath: path])" },
      write: { root, text in
        guard let value = WholeNumber.read(text), range.contains(value) else { return false }
        root[keyPath: path] = value
        return true
      }, valid: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// A number within bounds.
  public static func number(
    _ key: String, _ path: any WritableKeyPath<Root, Double> & Sendable, _ range: ClosedRange<Double>, _ summary: String
  ) -> ConfigField {
    ConfigField(
      key: key, summary: summary, read: { "\($0[keyPath: path])" },
      write: { root, text in
        guard let value = Double(text), range.contains(value) else { return false }
        root[keyPath: path] = value
        return true
      }, valid: "a number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// True or false.
  public static func flag(
    _ key: String, _ path: any WritableKeyPath<Root, Bool> & Sendable, _ summary: String
  ) -> ConfigField {
    ConfigField(
      key: key, summary: summary, read: { "\($0[keyPath: path])" },
      write: { root, text in
        guard let value = Bool(text) else { return false }
        root[keyPath: path] = value
        return true
      }, valid: "true or false")
  }

  /// One of a few names.
  public static func choice<Value: RawRepresentable & CaseIterable & SendableMetatype>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String
  ) -> ConfigField where Value.RawValue == String {
    ConfigField(
      key: key, summary: summary, read: { $0[keyPath: path].rawValue },
      write: { root, text in
        guard let value = Value(rawValue: text) else { return false }
        root[keyPath: path] = value
        return true
      }, valid: Value.allCases.map(\.rawValue).joined(separator: ", "))
  }

  /// A field read and written by hand.
  public static func custom(
    _ key: String, _ summary: String, valid: String, read: @escaping @Sendable (Root) -> String,
    write: @escaping @Sendable (inout Root, String) -> Bool
  ) -> ConfigField {
    ConfigField(key: key, summary: summary, read: read, write: write, valid: valid)
  }
}

/// A setting that was given a value it cannot take.
public struct InvalidSettingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The key.
  public var key: String
  /// The value that was given.
  public var value: String
  /// What is valid.
  public var valid: String

  /// Says that `key` cannot be `value`.
  public init(key: String, value: String, valid: String) {
    self.key = key
    self.value = value
    self.valid = valid
  }

  /// A sentence that says what can be written instead.
  public var description: String { "setting '\(key)' cannot be '\(value)'; valid: \(valid)" }
}

extension Array {
  /// Applies `key=value` to `root` by this table; an unknown key or a bad value is an error that lists what is valid.
  public func apply<Root>(_ key: String, _ value: String, to root: inout Root) throws
  where Element == ConfigField<Root> {
    guard let field = first(where: { $0.key == key }) else {
      throw UnknownNameError(kind: "setting", name: key, valid: map(\.key))
    }
    guard field.write(&root, value) else {
      throw InvalidSettingError(key: key, value: value, valid: field.valid)
    }
  }
}
