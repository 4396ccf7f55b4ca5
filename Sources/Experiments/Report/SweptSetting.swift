/// A setting's label read as a name and a number: `α 0.1`, `alpha=0.1` or `0.1`.
struct SweptSetting: Equatable {
  let name: String
  let value: Double

  init?(_ label: String) {
    let words = label.split { $0 == " " || $0 == "=" }
    guard let value = words.last.flatMap({ Double($0) }), value.isFinite else { return nil }
    self.value = value
    name = words.dropLast().joined(separator: " ").onOneLine
  }
}
