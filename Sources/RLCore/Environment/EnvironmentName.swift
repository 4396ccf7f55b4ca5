/// The id of an environment as people type it, taken apart: `ALE/Pong-v5`, `PongNoFrameskip-v4`, `hopper`.
struct EnvironmentName {
  /// Without package, version and the words of Atari's variants, in small letters: `pong`.
  let base: String
  /// Whether it is written as only another program's environments are: of a package, or a variant of Atari's.
  let isForeign: Bool
  /// Whether it ends in a version, as Gymnasium's ids do.
  let hasVersion: Bool
  private let whole: String

  init(_ id: String) {
    whole = id.lowercased()
    let name = id.split(separator: "/").last.map(String.init) ?? id
    var words = name.split(separator: "-", omittingEmptySubsequences: false)
    let version =
      words.last.map { ["v", "V"].contains($0.first) && $0.count > 1 && $0.dropFirst().allSatisfy(\.isNumber) } ?? false
    hasVersion = version && words.count > 1
    if hasVersion { words.removeLast() }
    var isVariant = false
    if words.count > 1, words.last == "ram" {
      words.removeLast()
      isVariant = true
    }
    var rest = words.joined(separator: "-")
    for word in ["NoFrameskip", "Deterministic"] where rest.hasSuffix(word) && rest != word {
      rest.removeLast(word.count)
      isVariant = true
    }
    isForeign = isVariant || id.contains("/")
    base = rest.lowercased()
  }

  /// The one of `valid` that is meant, as far as slips, another version or another package go; of equals the first.
  func nearest(among valid: [String]) -> String? {
    let scored = valid.enumerated().map { index, other -> (slips: Int, all: Int, index: Int) in
      let name = EnvironmentName(other)
      let slips = editDistance(name.base, base, countsSwapsOnce: true)
      // What is left out, such as half of `HalfCheetah`, is less than that many slips.
      let isPart = base.count > 3 && name.base.contains(base)
      return (isPart ? min(slips, 1) : slips, editDistance(name.whole, whole), index)
    }
    guard let best = scored.min(by: { $0 < $1 }), best.slips <= (base.count < 4 ? 1 : base.count / 2) else {
      return nil
    }
    return valid[best.index]
  }

  /// What is said where only another program has it; nil where one of `valid` is meant.
  func hint(for id: String, among valid: [String]) -> String? {
    guard isForeign || (hasVersion && nearest(among: valid) == nil) else { return nil }
    return "'\(id)' itself, as others of Gymnasium, needs its Python: 'sidecoach bridge install' brings that."
  }
}
