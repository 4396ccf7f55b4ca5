import Foundation
import RLCore

extension SQLiteFunction {
  private static func strict(
    _ name: String, _ arity: Int32, _ body: @escaping @Sendable ([SQLValue]) -> SQLValue
  ) -> SQLiteFunction {
    SQLiteFunction(name: name, arity: arity) { values, _ in values.contains(.null) ? .null : body(values) }
  }

  private static func number(_ value: SQLValue) -> Double { value.number ?? 0 }
  /// A whole number, bounded, so that whatever is done with it fits.
  private static func count(_ value: SQLValue) -> Int { Int(max(-1e9, min(1e9, number(value).rounded()))) }

  /// A number with so many decimals, halves away from nought, as exact numbers are rounded.
  static func rounded(_ value: Double, _ decimals: Int) -> Double {
    let scale = pow(10, Double(min(30, max(-30, decimals))))
    let scaled = value * scale
    guard scaled.isFinite, abs(scaled) < 1e15 else { return value }
    // What was exact as a decimal may be just below the half as a binary number.
    let nudged = scaled + (scaled < 0 ? -1 : 1) * abs(scaled) * 1e-15
    return (nudged.rounded(.toNearestOrAwayFromZero)) / scale
  }

  private static func whole(_ value: Double) -> SQLValue {
    Int64(exactly: value).map(SQLValue.integer) ?? .real(value)
  }

  /// Functions of numbers.
  static let numbers: [SQLiteFunction] = [
    strict("mysql_number", 1) { values in
      if case .text(let text) = values[0] { return .real(SQLValue.leadingNumber(text)) }
      return values[0]
    },
    strict("mysql_decimal", 2) { .real(rounded(number($0[0]), count($0[1]))) },
    strict("mysql_integer", 1) { whole(number($0[0]).rounded(.toNearestOrAwayFromZero)) },
    strict("mysql_div", 2) { values in
      let divisor = number(values[1])
      return divisor == 0 ? .null : whole((number(values[0]) / divisor).rounded(.towardZero))
    },
    strict("mysql_mod", 2) { values in
      let divisor = number(values[1])
      guard divisor != 0 else { return .null }
      if case .integer(let one) = values[0], case .integer(let other) = values[1] {
        return .integer(other == -1 ? 0 : one % other)
      }
      return .real(fmod(number(values[0]), divisor))
    },
    strict("mysql_xor", 2) { .integer((number($0[0]) != 0) != (number($0[1]) != 0) ? 1 : 0) },
    strict("truncate", 2) { values in
      let scale = pow(10, Double(min(30, max(-30, count(values[1])))))
      return .real((number(values[0]) * scale).rounded(.towardZero) / scale)
    },
    strict("format", 2) { .text(grouped(number($0[0]), max(0, min(30, count($0[1]))))) },
    SQLiteFunction(name: "rand", arity: -1) { values, state in
      state.draws += 1
      let seed = UInt64(bitPattern: Int64(values.first.map(count) ?? 1))
      var generator = SeededGenerator(seed: seed, stream: state.draws)
      return .real(Double(generator.next() >> 11) / Double(1 << 53))
    },
    SQLiteFunction(name: "mysql_ordinal", arity: -1) { values, state in
      guard let place = values.first else { return .null }
      return .integer(state.ordinal(of: SQLCompound.key(Array(values.dropFirst())), at: place))
    },
    SQLiteFunction(name: "any_value", arity: 1) { values, _ in values[0] },
    SQLiteFunction(name: "isnull", arity: 1) { values, _ in .integer(values[0] == .null ? 1 : 0) },
  ]

  /// A number with commas between thousands.
  private static func grouped(_ value: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(rounded(value, decimals)))
    let parts = text.split(separator: ".")
    var whole = ""
    for (index, digit) in (parts.first ?? "0").reversed().enumerated() {
      if index > 0, index % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    let sign = value < 0 ? "-" : ""
    return sign + String(whole.reversed()) + (parts.count > 1 ? "." + parts[1] : "")
  }
}
