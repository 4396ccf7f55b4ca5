/// A name that no catalog entry has; lists what there is and the nearest match.
public struct UnknownNameError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What kind of thing was asked for, for instance `environment`.
  public var kind: String
  /// The name that was given.
  public var name: String
  /// Every name that would have been accepted.
  public var valid: [String]
  /// The one that is meant, where the kind of thing has more to go by than slips.
  public var meant: String?
  /// A sentence about what else can be done; nil where there is nothing else.
  public var hint: String?

  /// Makes an error for `name`, which is not one of `valid`.
  public init(kind: String, name: String, valid: [String], meant: String? = nil, hint: String? = nil) {
    self.kind = kind
    self.name = name
    self.valid = valid
    self.meant = meant
    self.hint = hint
  }

  /// The valid name that the fewest slips lead from, when they are few enough. Two neighbours that changed places are one slip.
  public var nearest: String? {
    if let meant { return meant }
    let scored = valid.map { ($0, editDistance($0.lowercased(), name.lowercased(), countsSwapsOnce: true)) }
    let limit = name.count < 4 ? 1 : max(2, name.count / 2)
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= limit else { return nil }
    return best.0
  }

  /// A sentence that says what is wrong and what can be written instead.
  public var description: String {
    let guess = nearest.map { "; did you mean '\($0)'?" } ?? "."
    let more = hint.map { " " + $0 } ?? ""
    return "unknown \(kind) '\(name)'\(guess)\(more) Valid: \(valid.sorted().joined(separator: ", "))"
  }
}

/// The number of single-character insertions, deletions and replacements between two strings (Levenshtein).
///
/// - Parameter countsSwapsOnce: two neighbours that changed places are one edit too (optimal string alignment, which is no
///   metric).
/// - Complexity: O(n·m) time, O(m) space.
public func editDistance(_ first: String, _ second: String, countsSwapsOnce: Bool = false) -> Int {
  let (source, target) = (Array(first), Array(second))
  var (older, previous) = ([Int](), Array(0...target.count))
  for (row, character) in source.enumerated() {
    var current = [row + 1]
    for (column, other) in target.enumerated() {
      let replace = previous[column] + (character == other ? 0 : 1)
      var least = min(replace, previous[column + 1] + 1, current[column] + 1)
      if countsSwapsOnce, row > 0, column > 0, character == target[column - 1], other == source[row - 1] {
        least = min(least, older[column - 1] + 1)
      }
      current.append(least)
    }
    (older, previous) = (previous, current)
  }
  return previous[target.count]
}
