import Foundation

/// InterCode's reward of what an agent did, beside what the gold command does.
///
///     r = 0.01 + ⌊0.33 (1 − erf(m + e))⌉ + ⌊0.33 s / c⌉ + ⌊0.33 cos⌉
///
/// | symbol | meaning |
/// |---|---|
/// | m, e | changes of the files that only the gold's run, only the agent's run has, as `git status --short` prints them |
/// | s, c | paths that both have as new, c of them, s with the same content; without any, the share is 1 |
/// | cos | the tf-idf cosine of the two outputs; where neither has a word, 1 if they are equal and 0 if not |
/// | ⌊ ⌉ | rounding to two digits |
///
/// The largest is 1, and success is nothing less. Contents are compared as the reference does in the image that it ships:
/// by `md5sum` for a path with a dot, which reads files only, and by a program that is not installed there for all others;
/// so a new directory, and a new file without a dot in its path, count as the same. Source: InterCode
/// (Yang et al., 2023, arXiv:2306.14898), `bash_env.py`.
public struct BashReward: Sendable, Hashable {
  /// What one run left and said.
  struct Trace: Sendable {
    var tree: FileTree
    /// The last output as the reference decodes it; nil where there is none.
    var answer: String?
  }

  /// The part for the changed files, 0.33 at most.
  public let changes: Double
  /// The part for what they hold, 0.33 at most.
  public let contents: Double
  /// The part for the output, 0.33 at most.
  public let output: Double

  /// The sum, added in the reference's order.
  public var total: Double { 0.01 + changes + contents + output }

  /// The reward of the agent's run beside the gold's, which both began with the files of `start`.
  init(agent: Trace, gold: Trace, start: FileTree) {
    let (done, wanted) = (
      GitStatus(from: start, to: agent.tree).changes, GitStatus(from: start, to: gold.tree).changes
    )
    changes = Self.rounded(0.33 * (1 - erf(Double(done.symmetricDifference(wanted).count))))
    let common = done.intersection(wanted).filter { ["A", "??", "C"].contains($0.state) }
    let same = common.count { Self.isSame($0.path, agent.tree, gold.tree) }
    contents = common.isEmpty ? 0.33 : Self.rounded(0.33 * (Double(same) / Double(common.count)))
    output = Self.rounded(0.33 * Self.likeness(agent.answer, gold.answer))
  }

  private static func likeness(_ one: String?, _ other: String?) -> Double {
    guard let one, let other, let cosine = TextSimilarity.cosine(one, other) else { return one == other ? 1 : 0 }
    return cosine
  }

  /// Two digits, the nearest; of a number in the middle the even one, by its exact binary value.
  private static func rounded(_ number: Double) -> Double { Double(String(format: "%.2f", number)) ?? number }

  private static func isSame(_ path: String, _ one: FileTree, _ other: FileTree) -> Bool {
    guard path.contains(".") else { return true }
    let place = TreePath(path)
    return content(place, in: one, links: 0) == content(place, in: other, links: 0)
  }

  /// What a checksum would be of: the bytes of a file, behind links within the tree; of a link that leads out, where to.
  private static func content(_ path: TreePath, in tree: FileTree, links: Int) -> [UInt8]? {
    switch tree[path] {
    case .file(let content, _, _): return content.bytes
    case .link(let target):
      let slash = UInt8(ascii: "/")
      let base = target.first == slash ? [] : path.bytes[..<(path.bytes.lastIndex(of: slash) ?? 0)]
      var names: [ArraySlice<UInt8>] = []
      for name in (base + [slash] + target).split(separator: slash) where name != [UInt8(ascii: ".")] {
        if name.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(name) }
      }
      let next = TreePath(Array(names.joined(separator: [slash])))
      guard links < 40, tree[next] != nil else { return [0] + target }
      return content(next, in: tree, links: links + 1)
    default: return nil
    }
  }
}
