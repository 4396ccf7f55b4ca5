import RLCore

/// Spaces of Gym and Gymnasium out of pickles, of any version.
struct SpaceReader {
  let pickle: Pickle
  let what: String

  /// The space in a pickle's bytes.
  init(_ bytes: [UInt8], as what: String) throws(PolicyImportError) {
    self.what = what
    pickle = try PickleReader.read(bytes, as: what) { PickleNames.spaces.contains($0) }
  }

  /// The class without its module, for instance `Box`.
  var kind: String? {
    pickle.instance(pickle.root).flatMap { $0.name.split(separator: " ").last.map(String.init) }
  }

  /// Lower and upper bounds of a flat box; nil for another space.
  var bounds: (low: [Double], high: [Double])? {
    guard kind == "Box", let low = pickle.array(pickle.member("low", of: pickle.root)), low.shape.count == 1,
      let high = pickle.array(pickle.member("high", of: pickle.root)), high.shape == low.shape
    else { return nil }
    return (low.values, high.values)
  }

  /// What an agent may do in it; names of discrete actions are their numbers.
  func action() throws(PolicyImportError) -> ActionSpace {
    if let bounds { return .box(low: bounds.low.map { Float($0) }, high: bounds.high.map { Float($0) }) }
    if kind == "Discrete", let count = pickle.whole(pickle.member("n", of: pickle.root)), (1...65_536).contains(count) {
      return .discrete(names: (0..<count).map { "\($0)" })
    }
    throw .unsupported(
      "the policy acts in a space of the kind \(kind ?? "unknown"); only Discrete and flat Box are taken")
  }
}
