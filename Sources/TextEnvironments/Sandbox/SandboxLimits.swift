/// What a command in a sandbox may use, at most.
public struct SandboxLimits: Sendable, Hashable {
  /// Wall-clock time, in seconds; whatever still runs then is killed.
  public var seconds: Double
  /// Processor time of each process, in seconds.
  public var processorSeconds: Int
  /// Address space of each process, in bytes.
  public var addressBytes: Int
  /// Resident memory of all processes together, in bytes; looked at twenty times a second.
  public var memoryBytes: Int
  /// Processes and threads at a time.
  public var processes: Int
  /// Open files of each process.
  public var openFiles: Int
  /// Bytes of one file.
  public var fileBytes: Int
  /// Bytes that all files together take up; the file system itself has this size.
  public var diskBytes: Int
  /// Files, directories and links.
  public var entries: Int
  /// Directories within one another.
  public var depth: Int
  /// Bytes of output that are kept; a command that prints sixteen times as much is stopped.
  public var outputBytes: Int

  /// Limits for small commands. Ten seconds are InterCode's.
  public init(
    seconds: Double = 10, processorSeconds: Int = 10, addressBytes: Int = 1 << 30, memoryBytes: Int = 512 << 20,
    processes: Int = 64, openFiles: Int = 256, fileBytes: Int = 16 << 20, diskBytes: Int = 32 << 20,
    entries: Int = 20_000, depth: Int = 96, outputBytes: Int = 1 << 20
  ) {
    self.seconds = seconds
    self.processorSeconds = processorSeconds
    self.addressBytes = addressBytes
    self.memoryBytes = memoryBytes
    self.processes = processes
    self.openFiles = openFiles
    self.fileBytes = fileBytes
    self.diskBytes = diskBytes
    self.entries = entries
    self.depth = depth
    self.outputBytes = outputBytes
  }
}
