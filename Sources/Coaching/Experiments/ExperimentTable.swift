import RLCore
import TOMLKit

/// A table of an experiment's file, held to the keys that it may have.
struct ExperimentTable {
  private let table: TOMLTable
  /// Where it stands, for errors.
  let place: String

  /// The keys of `table` at `place`, all of them among `keys`.
  init(_ table: TOMLTable, at place: String, keys: [String]) throws {
    self.table = table
    self.place = place
    for key in table.keys.sorted() where !keys.contains(key) {
      throw ExperimentFileError.unknownKey(place, key, keys)
    }
  }

  /// Whether a key is there.
  func has(_ key: String) -> Bool { table[key] != nil }

  /// Text.
  func text(_ key: String) throws -> String? { try value(key, "text in quotes") { $0.string.map { String($0) } } }

  /// Text that has to be there.
  func required(_ key: String) throws -> String {
    guard let text = try text(key) else { throw ExperimentFileError.missing(place, key) }
    guard !text.isEmpty else { throw ExperimentFileError.wrong(place, key, valid: "text in quotes, not empty") }
    return text
  }

  /// A whole number in `range`.
  func count(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
    try value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
      value.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A number in `range`.
  func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double? {
    try value(key, "a number from \(range.lowerBound) to \(range.upperBound)") { value in
      (value.double ?? value.int.map(Double.init)).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A weight of r_LLM.
  func alpha(_ key: String) throws -> AlphaSetting? {
    try value(key, "\(AlphaSetting.valid), the latter in quotes") { value in
      if let number = value.double ?? value.int.map(Double.init) { return AlphaSetting(number) }
      return value.string.flatMap { try? AlphaSetting(String($0)) }
    }
  }

  /// True or false.
  func flag(_ key: String) throws -> Bool? { try value(key, "true or false") { $0.bool } }

  /// Text, or a list of texts.
  func texts(_ key: String) throws -> [String]? {
    try value(key, "text in quotes, or a list of such") { value in
      if let text = value.string { return [String(text)] }
      guard let list = value.array else { return nil }
      let texts = list.compactMap { $0.string.map { String($0) } }
      return texts.count == list.count ? texts : nil
    }
  }

  /// Tables with the keys `keys`: `[[key]]`, or a list of `{ … }`.
  func tables(_ key: String, keys: [String]) throws -> [ExperimentTable] {
    let list: [TOMLTable] =
      try value(key, "a list of tables, each begun by [[\(key)]] or written as { key = value }") { value in
        guard let list = value.array else { return nil }
        let tables = list.compactMap { $0.table }
        return tables.count == list.count ? tables : nil
      } ?? []
    let head = place.contains("[[") ? "\(place), \(key)" : "\(place), [[\(key)]]"
    return try list.enumerated().map { index, table in
      try ExperimentTable(table, at: list.count > 1 ? "\(head) \(index + 1)" : head, keys: keys)
    }
  }

  /// Seeds: a number, a list of numbers, or text such as `1-15, 21`.
  func seeds(_ key: String) throws -> [UInt64] {
    let valid = "seeds such as 3, [1, 2, 5] or \"1-15\", each once, at most 10000"
    let seeds: [UInt64]? = try value(key, valid) { value in
      var seeds: [UInt64] = []
      if let list = value.array {
        seeds = list.compactMap { $0.int.flatMap { UInt64(exactly: $0) } }
        guard seeds.count == list.count else { return nil }
      } else if let text = value.string {
        for part in text.split(separator: ",") {
          let ends = part.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false).map {
            UInt64($0)
          }
          guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
            last - first < 10_000
          else { return nil }
          seeds += Array(first...last)
        }
      } else if let one = value.int.flatMap({ UInt64(exactly: $0) }) {
        seeds = [one]
      } else {
        return nil
      }
      return Set(seeds).count == seeds.count && seeds.count <= 10_000 ? seeds : nil
    }
    guard let seeds else { throw ExperimentFileError.missing(place, key) }
    guard !seeds.isEmpty else { throw ExperimentFileError.empty("\(place): '\(key)' names none") }
    return seeds
  }

  private func value<Value>(
    _ key: String, _ valid: String, _ read: (any TOMLValueConvertible) -> Value?
  ) throws -> Value? {
    guard let found = table[key] else { return nil }
    guard let value = read(found) else { throw ExperimentFileError.wrong(place, key, valid: valid) }
    return value
  }
}
