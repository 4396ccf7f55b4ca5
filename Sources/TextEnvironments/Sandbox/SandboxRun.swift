/// What a command in a sandbox came to.
public struct SandboxRun: Sendable {
  /// How it ended.
  public enum End: Sendable, Hashable {
    /// With this status; 128 and the signal's number where a signal ended it.
    case exited(Int)
    /// It never began: there is no directory where it was to run.
    case noDirectory
    /// Stopped at the wall clock's limit.
    case outOfTime
    /// Stopped because it printed without end.
    case outOfOutput
    /// Stopped because its processes took too much memory.
    case outOfMemory
    /// Stopped because it made too many files, too deep directories, or files that hold too much.
    case outOfDisk

    /// A sentence for people where a limit stopped the command; nil where none did.
    public var note: String? {
      switch self {
      case .exited, .noDirectory: nil
      case .outOfTime: "stopped: it took too long"
      case .outOfOutput: "stopped: it printed without end"
      case .outOfMemory: "stopped: it took too much memory"
      case .outOfDisk: "stopped: its files took too much room; the files are as before it"
      }
    }
  }

  /// How it ended.
  public var end: End
  /// What it wrote to standard output and standard error, in the order in which it came; cut at the limit.
  public var output: [UInt8]
  /// More was written than `output` holds.
  public var isCut: Bool
  /// The files afterwards; those from before where it ran out of disk.
  public var tree: FileTree
  /// Things that are no file, directory or link, such as pipes and sockets; they are left out of `tree`.
  public var leftOut: Int

  /// The exit status, where it ended by itself.
  public var status: Int? {
    if case .exited(let status) = end { return status }
    return nil
  }

  /// The output as text: what is not UTF-8 is replaced, and a cut or a limit is noted at its end.
  public var text: String {
    var text = String(decoding: output, as: UTF8.self)
    let notes = [isCut ? "output cut after \(output.count) bytes" : nil, end.note].compactMap { $0 }
    if !notes.isEmpty {
      if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
      text += "[\(notes.joined(separator: "; "))]\n"
    }
    return text
  }
}
