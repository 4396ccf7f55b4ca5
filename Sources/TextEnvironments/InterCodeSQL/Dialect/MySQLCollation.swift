import Foundation

/// How MySQL compares texts.
enum MySQLCollation: String, Sendable, Equatable, CaseIterable {
  /// `utf8mb4_general_ci`: letters without case and accents, one weight for each character; blanks at the end are nothing.
  case general = "MYSQL_GENERAL"
  /// `utf8mb4_0900_ai_ci` and its relatives: as above, `ß` is `ss` and `æ` is `ae`; blanks at the end count.
  case modern = "MYSQL_0900"
  /// By code points.
  case exact = "BINARY"

  /// A collation by its name in MySQL.
  init(mySQL name: String) {
    let name = name.lowercased()
    self = name.hasSuffix("_bin") || name.hasSuffix("_cs") ? .exact : name.contains("0900") ? .modern : .general
  }

  /// Minus one, nought or one as `left` comes before `right`, is the same, or comes after it.
  ///
  /// - Complexity: O(bytes); what is not ASCII takes longer.
  func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int32 {
    var index = 0
    let shared = min(left.count, right.count)
    while index < shared, left[index] < 128, right[index] < 128 {
      let (one, other) = (Self.capital(left[index]), Self.capital(right[index]))
      if one != other, self != .exact {
        // A text that ends in blanks is as long as one without; that is looked at below.
        if self == .modern || one != 32 && other != 32 { return one < other ? -1 : 1 }
        break
      }
      if self == .exact, left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
      index += 1
    }
    let (one, other) = (left[index...], right[index...])
    if one.isEmpty, other.isEmpty { return 0 }
    if self == .exact {
      return one.isEmpty ? -1 : other.isEmpty ? 1 : Int32(one.lexicographicallyPrecedes(other) ? -1 : 1)
    }
    return order(weights(String(decoding: one, as: UTF8.self)), weights(String(decoding: other, as: UTF8.self)))
  }

  private func order(_ left: [UInt32], _ right: [UInt32]) -> Int32 {
    let blank: UInt32 = 32
    for index in 0..<max(left.count, right.count) {
      let one = index < left.count ? left[index] : self == .general ? blank : 0
      let other = index < right.count ? right[index] : self == .general ? blank : 0
      if one != other { return one < other ? -1 : 1 }
    }
    return 0
  }

  /// What a text is compared by; equal texts have equal keys.
  func key(_ text: String) -> String {
    switch self {
    case .exact: return text
    case .general, .modern:
      var weights = weights(text)
      if self == .general { while weights.last == 32 { weights.removeLast() } }
      return String(String.UnicodeScalarView(weights.compactMap(Unicode.Scalar.init)))
    }
  }

  private func weights(_ text: String) -> [UInt32] {
    var weights: [UInt32] = []
    weights.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        weights.append(UInt32(Self.capital(UInt8(scalar.value))))
      } else {
        weights += Self.weights(of: scalar, self == .modern)
      }
    }
    return weights
  }

  private static func capital(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte - 32 : byte }

  private static func weights(of scalar: Unicode.Scalar, _ expands: Bool) -> [UInt32] {
    if expands, let letters = expansions[scalar] { return letters.unicodeScalars.map(\.value) }
    if scalar == "ß" { return [83] }
    let base = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.filter {
      $0.properties.generalCategory != .nonspacingMark
    }
    return base.map { letter in
      let capital = letter.properties.uppercaseMapping.unicodeScalars
      return capital.count == 1 ? (capital.first ?? letter).value : letter.value
    }
  }

  private static let expansions: [Unicode.Scalar: String] = [
    "ß": "SS", "æ": "AE", "Æ": "AE", "œ": "OE", "Œ": "OE", "ø": "O", "Ø": "O", "ð": "D", "Ð": "D", "đ": "D", "Đ": "D",
    "ł": "L", "Ł": "L", "þ": "TH", "Þ": "TH",
  ]
}
