import Canvas

/// The parts of a continuous action in words: what each is, or what it is changed to. A change alone would be taken for the
/// value.
struct ActionParts {
  /// The names of the parts, such as joints.
  var names: [String]

  /// The name of a part; its number where it has none.
  func name(_ part: Int) -> String { names.indices.contains(part) ? names[part] : "part \(part + 1)" }

  /// Every part with its value.
  func words(_ values: [Double]) -> String {
    values.indices.map { "\(name($0)) \(signed(values[$0], 2))" }.joined(separator: ", ")
  }

  /// Every part that changes, from what to what; of many those that change most, and the others counted.
  func changes(from old: [Double], to new: [Double], arrow: String, most: Int = 6) -> String {
    let changed = Self.order(old, new).filter { (new[$0] - old[$0]).magnitude >= 0.005 }
    guard !changed.isEmpty else { return "no change" }
    let shown = changed.prefix(most).sorted()
    let words = shown.map { "\(name($0)) \(signed(old[$0], 2)) \(arrow) \(signed(new[$0], 2))" }
    let rest = changed.count > shown.count ? " and \(changed.count - shown.count) more" : ""
    return words.joined(separator: ", ") + rest
  }

  /// The part that changes most, from what to what as far as that has room, else to what; nil for vectors without parts.
  func greatestChange(
    from old: [Double], to new: [Double], arrow: String, within width: Int, ellipsis: String
  ) -> String? {
    guard let part = Self.order(old, new).first else { return nil }
    let (name, from, to) = (name(part), old[part], new[part])
    let forms = [
      "\(signed(from, 2)) \(arrow) \(signed(to, 2))", "\(signed(from, 2))\(arrow)\(signed(to, 2))",
      "\(fixed(from, 1))\(arrow)\(fixed(to, 1))",
    ]
    let last = arrow + signed(to, 2)
    let values = forms.first { columnWidth(of: name) + 1 + columnWidth(of: $0) <= width } ?? last
    // A name that is cut can be told by its beginning, a number cannot.
    return truncated(name, to: max(1, width - 1 - columnWidth(of: values)), ellipsis: ellipsis) + " " + values
  }

  /// The parts that both have, those that change most first.
  private static func order(_ old: [Double], _ new: [Double]) -> [Int] {
    let changes = zip(old, new).map { ($1 - $0).magnitude }
    return changes.indices.sorted { changes[$0] == changes[$1] ? $0 < $1 : changes[$0] > changes[$1] }
  }
}
