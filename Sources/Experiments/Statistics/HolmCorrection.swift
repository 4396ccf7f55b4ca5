/// p-values of a family of comparisons, raised so that the chance of one false call among all stays at the level.
///
/// The k-th smallest of m is multiplied by m − k + 1 and is at least as large as those before it, at most 1. A p-value that
/// is unknown or not in [0, 1] stays unknown, yet counts in m: a family is fixed before it is looked at.
/// Source: Holm, 1979, "A simple sequentially rejective multiple test procedure".
public func holmCorrection(_ values: [Double?]) -> [Double?] {
  let known = values.indices.compactMap { index in
    values[index].flatMap { (0...1).contains($0) ? (index: index, value: $0) : nil }
  }.sorted { $0.value < $1.value }
  var corrected = [Double?](repeating: nil, count: values.count)
  var least = 0.0
  for (rank, entry) in known.enumerated() {
    least = max(least, min(1, Double(values.count - rank) * entry.value))
    corrected[entry.index] = least
  }
  return corrected
}
