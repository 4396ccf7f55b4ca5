import Foundation

/// InterCode's reward for an answer beside the gold one.
///
/// Source: Yang et al., 2023, InterCode, arXiv 2306.14898, and its environment for SQL: the share of the rows that both
/// have, counted with their multiplicity, times Kendall's τ between the orders in which the common rows come.
public enum InterCodeReward {
  /// The reward of `rows` (nil: no list of rows) where `gold` is right; in [-1, 1].
  ///
  /// Two empty lists are equal. τ is left out where it is not defined: for one common row, and where all are equal; where
  /// it counts the product is rounded to two decimals, so that a reward can be negative.
  /// - Complexity: O(n log n) in the rows.
  public static func reward(_ rows: [String]?, gold: [String]) -> Double {
    guard let rows else { return 0 }
    let (share, shared) = overlap(rows, gold)
    guard !shared.isEmpty, let tau = kendallTau(taken(rows, shared), taken(gold, shared)) else { return share }
    return twoDecimals(tau * share)
  }

  /// The share of the rows that both have, whatever their order; in [0, 1].
  public static func share(_ rows: [String]?, gold: [String]) -> Double { rows.map { overlap($0, gold).share } ?? 0 }

  private static func overlap(_ rows: [String], _ gold: [String]) -> (share: Double, shared: [String: Int]) {
    let (one, other) = (counts(rows), counts(gold))
    var (common, union) = (0, 0)
    var shared: [String: Int] = [:]
    for key in Set(one.keys).union(other.keys) {
      let (left, right) = (one[key] ?? 0, other[key] ?? 0)
      common += min(left, right)
      union += max(left, right)
      if min(left, right) > 0 { shared[key] = min(left, right) }
    }
    return (union == 0 ? 1 : Double(common) / Double(union), shared)
  }

  private static func counts(_ rows: [String]) -> [String: Int] {
    rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// The rows of a list that are common, in its order, the first of equals.
  private static func taken(_ rows: [String], _ shared: [String: Int]) -> [String] {
    var left = shared
    return rows.filter { row in
      guard let count = left[row], count > 0 else { return false }
      left[row] = count - 1
      return true
    }
  }

  /// Rounded to two decimals as Python rounds: by the exact value, halves to even.
  static func twoDecimals(_ value: Double) -> Double { Double(String(format: "%.2f", value)) ?? value }

  /// Kendall's τ-b of two lists of equal length, texts being in the order of their code points; nil where it is not
  /// defined.
  ///
  /// Knight, 1966: pairs in the wrong order are counted by sorting.
  /// - Complexity: O(n log n).
  public static func kendallTau(_ left: [String], _ right: [String]) -> Double? {
    guard left.count == right.count, left.count > 1 else { return nil }
    let all = ranks(left + right)
    let pairs = left.indices.map { Pair(x: all[$0], y: all[left.count + $0]) }.sorted()
    let total = pairs.count * (pairs.count - 1) / 2
    let tiedLeft = ties(pairs) { $0.x == $1.x }
    let tiedBoth = ties(pairs, ==)
    var order = pairs.map(\.y)
    let wrong = inversions(&order)
    let tiedRight = ties(order, ==)
    guard tiedLeft < total, tiedRight < total else { return nil }
    let difference = Double(total - tiedLeft - tiedRight + tiedBoth - 2 * wrong)
    let tau = difference / Double(total - tiedLeft).squareRoot() / Double(total - tiedRight).squareRoot()
    return min(1, max(-1, tau))
  }

  private struct Pair: Comparable {
    var x: Int
    var y: Int

    static func < (left: Pair, right: Pair) -> Bool { left.x != right.x ? left.x < right.x : left.y < right.y }
  }

  private static func ranks(_ texts: [String]) -> [Int] {
    // Bytes of UTF-8 are in the order of code points; Swift's own order is another.
    let sorted = Array(Set(texts)).map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    let ranks = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    return texts.map { ranks[Array($0.utf8)] ?? 0 }
  }

  /// Pairs of equals in a sorted list.
  private static func ties<Element>(_ sorted: [Element], _ areEqual: (Element, Element) -> Bool) -> Int {
    var (result, run) = (0, 0)
    for index in sorted.indices.dropFirst() {
      run = areEqual(sorted[index - 1], sorted[index]) ? run + 1 : 0
      result += run
    }
    return result
  }

  /// Pairs in the wrong order; sorts the list.
  private static func inversions(_ list: inout [Int]) -> Int {
    guard list.count > 1 else { return 0 }
    let middle = list.count / 2
    var (left, right) = (Array(list[..<middle]), Array(list[middle...]))
    var count = inversions(&left) + inversions(&right)
    var (one, other) = (0, 0)
    for index in list.indices {
      if other == right.count || one < left.count && left[one] <= right[other] {
        list[index] = left[one]
        one += 1
      } else {
        list[index] = right[other]
        other += 1
        count += left.count - one
      }
    }
    return count
  }
}
