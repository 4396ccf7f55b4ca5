/// What the methods of an experiment are called in its tables.
///
/// A method's name is extended by those of its parts (identifier, advisor, setting) that vary among its places, and by no
/// others: `ppo`, but `ultra-r, α 0.05` where α is swept.
struct MethodNames: Sendable {
  /// The names, in the order in which they come.
  private(set) var all: [String] = []
  private var varies: [String: [Bool]] = [:]
  private var places: [String: (method: String, whole: String)] = [:]

  /// The names of the methods at `places`; planned ones belong to them, so that names stay while an experiment grows.
  init(_ places: [some ReportedPlace]) {
    for (method, own) in Dictionary(grouping: places, by: \.method) {
      let count = own.map(\.parts.count).min() ?? 0
      varies[method] = (0..<count).map { part in Set(own.map { $0.parts[part] }).count > 1 }
    }
    for place in places {
      let name = name(of: place)
      guard self.places[name] == nil else { continue }
      all.append(name)
      self.places[name] = (place.method, Self.joined(place.method, place.parts))
    }
  }

  /// The name of the method at `place`.
  func name(of place: some ReportedPlace) -> String {
    Self.joined(place.method, zip(place.parts, varies[place.method] ?? []).filter(\.1).map(\.0))
  }

  /// The name that a person means by `text`: itself, or the only one of that method or with those parts. What means
  /// nothing stays as it is.
  func resolved(_ text: String) -> String {
    guard !all.contains(text) else { return text }
    let meant = all.filter { name in places[name].map { $0.method == text || $0.whole == text } ?? false }
    return meant.count == 1 ? meant[0] : text.onOneLine
  }

  private static func joined(_ method: String, _ parts: [String]) -> String {
    ([method] + parts.filter { !$0.isEmpty }).joined(separator: ", ").onOneLine
  }
}
