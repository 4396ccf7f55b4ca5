import FoundationEssentials

/// Settings of another program as plain values, from JSON or out of a pickle.
indirect enum PythonValue: Equatable, Decodable {
  case none
  case flag(Bool)
  case number(Double)
  case text(String)
  /// A class or function by its name.
  case name(String)
  case list([PythonValue])
  case members([String: PythonValue])
  /// Anything else, which is only there.
  case other

  /// Values of JSON.
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([PythonValue].self) {
      self = .list(value)
    } else {
      self = .members(try container.decode([String: PythonValue].self))
    }
  }

  /// A value of a pickle, down to a few levels; what lies deeper, or is an instance, is only there.
  init(_ value: Pickle.Value, in pickle: Pickle, depth: Int = 4) {
    switch value {
    case .none: self = .none
    case .flag(let flag): self = .flag(flag)
    case .whole(let whole): self = .number(Double(whole))
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .name(let name): self = .name(name)
    case .large, .bytes: self = .other
    case .node:
      // What is long or refers to itself is no setting.
      let elements = pickle.elements(value)
      let members = pickle.members(value)
      if depth > 0, let elements, elements.count <= 16 {
        self = .list(elements.map { PythonValue($0, in: pickle, depth: depth - 1) })
      } else if depth > 0, let members, members.count <= 16 {
        self = .members(
          Dictionary(
            members.map { ($0.name, PythonValue($0.value, in: pickle, depth: depth - 1)) },
            uniquingKeysWith: { $1 }))
      } else {
        self = .other
      }
    }
  }

  var number: Double? { if case .number(let number) = self, number.isFinite { number } else { nil } }
  var whole: Int? { number.flatMap { Int(exactly: $0) } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var members: [String: PythonValue]? { if case .members(let members) = self { members } else { nil } }
}
