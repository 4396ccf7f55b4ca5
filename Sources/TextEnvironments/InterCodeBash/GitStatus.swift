/// The difference between two trees as `git status --short` prints it, where the first is what was committed.
struct GitStatus {
  /// Names that InterCode's repository ignores, wherever they stand: the system's directories.
  static let ignored: Set<[UInt8]> = Set(
    [
      "bin", "boot", "dev", "etc", "home", "lib", "media", "opt", "proc", "root", "run", "sbin", "srv", "sys", "usr",
      "var", ".dockerenv",
    ].map { Array($0.utf8) })

  /// A path, as it is printed, and what became of it.
  struct Change: Hashable {
    var path: String
    var state: String
  }

  /// What is printed.
  let text: String

  /// The changes from `committed` to `tree`.
  ///
  /// Complexity: linear in both trees but for sorting.
  init(from committed: FileTree, to tree: FileTree) {
    let tracked = committed.entries.filter { Self.isKept($0.key, $0.value) }
    var lines: [(path: TreePath, state: String)] = []
    // Directories are tracked for what lies in them only.
    var inhabited: Set<TreePath> = []
    for (path, old) in tracked {
      inhabited.formUnion(path.ancestors)
      if let state = Self.state(old, tree[path]) { lines.append((path, " " + state)) }
    }
    var untracked: Set<TreePath> = []
    for (path, entry) in tree.entries where tracked[path] == nil && Self.isKept(path, entry) {
      // A directory without anything tracked is named in place of what lies in it.
      if let directory = path.ancestors.first(where: { !inhabited.contains($0) }) {
        untracked.insert(TreePath(directory.bytes + [UInt8(ascii: "/")]))
      } else {
        untracked.insert(path)
      }
    }
    text =
      (lines.sorted { $0.path < $1.path } + untracked.sorted().map { ($0, "??") })
      .map { "\($0.state) \(Self.quoted($0.path))\n" }.joined()
  }

  /// The pairs that InterCode reads from the text, by splitting it wherever there is white space: a path with a space
  /// shifts all that comes after it. A word without a partner at the end is left out; the reference stops there.
  var changes: Set<Change> {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    return Set(
      stride(from: 0, to: words.count - words.count % 2, by: 2).map { Change(path: words[$0 + 1], state: words[$0]) })
  }

  /// Files and links that no ignored name leads to.
  private static func isKept(_ path: TreePath, _ entry: FileTree.Entry) -> Bool {
    if case .directory = entry { return false }
    return !path.components.contains { ignored.contains(Array($0)) }
  }

  /// What git says of something tracked; nil where it is as it was.
  private static func state(_ old: FileTree.Entry, _ new: FileTree.Entry?) -> String? {
    switch (old, new) {
    case (_, nil), (_, .directory): return "D"
    case (.file(let before, let oldMode, _), .file(let now, let newMode, _)):
      return before == now && (oldMode ^ newMode) & 0o100 == 0 ? nil : "M"
    case (.link(let before), .link(let now)): return before == now ? nil : "M"
    default: return "T"
    }
  }

  /// A path as git prints it: with odd bytes escaped, and in quotes where there are any or a space.
  private static func quoted(_ path: TreePath) -> String {
    let names: [UInt8: String] = [
      7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", UInt8(ascii: "\""): "\\\"",
      UInt8(ascii: "\\"): "\\\\",
    ]
    var text = ""
    var isQuoted = false
    for byte in path.bytes {
      if let name = names[byte] {
        text += name
        isQuoted = true
      } else if byte < 32 || byte > 126 {
        let digits = String(byte, radix: 8)
        text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        isQuoted = true
      } else {
        text.unicodeScalars.append(Unicode.Scalar(byte))
        if byte == 32 { isQuoted = true }
      }
    }
    return isQuoted ? "\"\(text)\"" : text
  }
}
