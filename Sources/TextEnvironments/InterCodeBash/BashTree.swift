import RLCore

/// The root tree of a task set, from a tar archive as it is published.
struct BashTree {
  /// Unpacks the archive at `file`, whatever compression tar knows, by the system's tar within a sandbox: nothing that an
  /// archive holds can leave it.
  ///
  /// Times that are the newest of the archive, or a day older at most, are taken for "when the tree was made" and become
  /// recent; the others stay.
  ///
  /// - Throws: `TextTaskError.unreadable`, `SandboxError`.
  static func read(_ file: String) throws -> FileTree {
    let bytes = try TaskFolder.bytes(file)
    let sandbox = try Sandbox(
      limits: SandboxLimits(seconds: 60, processorSeconds: 60, fileBytes: 64 << 20, diskBytes: 96 << 20))
    var packed = FileTree()
    packed.makeDirectory("tree")
    packed.makeDirectory("tmp", mode: 0o1777)
    packed["archive"] = .file(FileContent(bytes), mode: 0o600, .recent(0))
    let run = try sandbox.run(
      ["/bin/bash", "-c", "tar -x -f archive -C tree --no-same-owner && rm archive"], in: packed)
    guard run.end == .exited(0) else {
      throw TextTaskError.unreadable(
        "\(file): not a tar archive that can be unpacked: \(run.text.prefix(300).split(separator: "\n").first ?? "")"
          + "; name the root tree of the task set, such as fs_1.tar.xz")
    }
    let prefix = Array("tree/".utf8)
    var tree = FileTree()
    for (path, entry) in run.tree.entries where path.bytes.starts(with: prefix) {
      tree[TreePath(Array(path.bytes.dropFirst(prefix.count)))] = entry
    }
    guard !tree.entries.isEmpty else {
      throw TextTaskError.unreadable("\(file): the archive is empty; name the root tree of the task set")
    }
    let system = tree.entries.keys.filter { SandboxLaunch.systemNames.contains(Array($0.components.first ?? [])) }
    guard system.isEmpty else {
      throw TextTaskError.unreadable(
        "\(file): holds \(system.sorted()[0]), which is the system's own place; a tree may not replace it")
    }
    return made(tree)
  }

  private static func made(_ tree: FileTree) -> FileTree {
    let day: Int64 = 86_400
    let newest = tree.entries.values.compactMap { entry in
      if case .at(let seconds) = entry.time { seconds } else { nil }
    }.max()
    func time(_ time: FileTime) -> FileTime {
      guard case .at(let seconds) = time, let newest else { return .recent(0) }
      return seconds > newest - day ? .recent(0) : time
    }
    return FileTree(
      tree.entries.mapValues { entry in
        switch entry {
        case .directory(let mode, let old): .directory(mode: mode, time(old))
        case .file(let content, let mode, let old): .file(content, mode: mode, time(old))
        case .link: entry
        }
      })
  }
}
