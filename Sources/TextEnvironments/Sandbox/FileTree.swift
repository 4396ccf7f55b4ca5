/// Where something lies in a file tree: the bytes of a path from the root, without a slash before or after.
///
/// Names are bytes, since nothing makes a file's name be text.
public struct TreePath: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The bytes.
  public let bytes: [UInt8]

  /// A path by its bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// A path in UTF-8.
  public init(_ text: String) { bytes = Array(text.utf8) }
  /// A path in UTF-8.
  public init(stringLiteral text: String) { self.init(text) }

  /// The names along the way.
  public var components: [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "/")) }

  /// The directories that it lies in, the outermost first.
  public var ancestors: [TreePath] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { TreePath(Array(bytes[..<$0])) }
  }

  /// What lies in this directory under `name`.
  public func child(_ name: some Collection<UInt8>) -> TreePath {
    TreePath(bytes.isEmpty ? Array(name) : bytes + [UInt8(ascii: "/")] + name)
  }

  /// Bytes in order, as git sorts.
  public static func < (one: TreePath, other: TreePath) -> Bool { one.bytes.lexicographicallyPrecedes(other.bytes) }

  /// The path as text; what is not UTF-8 is replaced.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// The bytes of a file, shared by every tree that has it, with a hash that is taken once.
public struct FileContent: Sendable, Hashable {
  /// The bytes.
  public let bytes: [UInt8]
  private let digest: Int

  /// A file that holds `bytes`.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    digest = bytes.hashValue
  }

  /// Equal bytes.
  public static func == (one: FileContent, other: FileContent) -> Bool {
    one.digest == other.digest && one.bytes == other.bytes
  }

  /// By the hash that was taken.
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// When something was last changed.
///
/// A tree stands for the same files whenever it is looked at, so what is new in it has no date: it was changed by the
/// command of that number.
public enum FileTime: Sendable, Hashable {
  /// By the command of this number; 0 for what was there before the first.
  case recent(Int)
  /// At this time, in seconds since 1970.
  case at(Int64)
}

/// Files, directories and links as a value: copies share what is equal, and a snapshot is a copy.
///
/// What is no file, directory or link has no place in it, nor have owners: all belongs to one user. Two names of one file
/// become two files.
public struct FileTree: Sendable, Hashable {
  /// One thing in it.
  public enum Entry: Sendable, Hashable {
    /// A directory; the permission bits.
    case directory(mode: UInt16, FileTime)
    /// A file; the permission bits.
    case file(FileContent, mode: UInt16, FileTime)
    /// A symbolic link; the bytes of what it says, which may lead anywhere and is never followed.
    case link([UInt8])

    /// When it was changed; nil for links.
    public var time: FileTime? {
      switch self {
      case .directory(_, let time), .file(_, _, let time): time
      case .link: nil
      }
    }
  }

  /// Everything by its path; the root itself is not listed.
  public var entries: [TreePath: Entry]

  /// A tree.
  public init(_ entries: [TreePath: Entry] = [:]) { self.entries = entries }

  /// What lies at a path.
  public subscript(path: TreePath) -> Entry? {
    get { entries[path] }
    set { entries[path] = newValue }
  }

  /// Puts a text file there, with the directories that it needs.
  public mutating func write(_ text: String, at path: TreePath, mode: UInt16 = 0o644, time: FileTime = .recent(0)) {
    for directory in path.ancestors { makeDirectory(directory, time: time) }
    entries[path] = .file(FileContent(Array(text.utf8)), mode: mode, time)
  }

  /// Makes a directory where nothing is, with those that it lies in.
  public mutating func makeDirectory(_ path: TreePath, mode: UInt16 = 0o755, time: FileTime = .recent(0)) {
    for directory in path.ancestors + [path] where entries[directory] == nil {
      entries[directory] = .directory(mode: directory == path ? mode : 0o755, time)
    }
  }

  /// All of `other` laid over this tree.
  public func overlaid(with other: FileTree) -> FileTree {
    FileTree(entries.merging(other.entries) { $1 })
  }

  /// The text of a file; what is not UTF-8 is replaced. Nil where there is no file.
  public func text(at path: TreePath) -> String? {
    guard case .file(let content, _, _) = entries[path] else { return nil }
    return String(decoding: content.bytes, as: UTF8.self)
  }
}
