import Foundation
import SessionStore
import Synchronization

/// What became of the cells of an experiment, and who is at work on which: a folder that any number of processes share.
///
/// `ledger.jsonl` only grows, a line for each time that a cell ended. A line that a crash cut is passed over. Claims are
/// locks on files in `claims/`, which the system drops when their process ends, however it ends.
public final class CellLedger<Outcome: Codable & Sendable>: Sendable {
  /// Appends whole lines to a file, as `AppendedFile.append` does; another one stands in for a disk that is full.
  public typealias Append = @Sendable (_ lines: [UInt8], _ path: String) throws -> Void

  /// The folder.
  public let directory: String
  private let append: Append
  private let known = Mutex(Known())

  /// What was read so far.
  private struct Known {
    var records: [CellRecord<Outcome>] = []
    var outcomes: [String: Outcome] = [:]
    var offset: UInt64 = 0
    var lines = 0
  }

  /// The ledger in `directory`, which is made where it is not there.
  public init(directory: String, append: Append? = nil) throws {
    self.directory = directory
    self.append = append ?? { try AppendedFile.append($0, to: $1) }
    do {
      try FileManager.default.createDirectory(atPath: directory + "/claims", withIntermediateDirectories: true)
    } catch {
      throw SessionStoreError.cannotWrite(
        path: directory + "/claims", reason: (error as NSError).localizedDescription)
    }
    _ = try records()
  }

  /// The ledger in `directory` for whoever only reads it: nothing is made there.
  public init(reading directory: String) throws {
    self.directory = directory
    append = { try AppendedFile.append($0, to: $1) }
    _ = try records()
  }

  /// The file of records.
  public var path: String { directory + "/ledger.jsonl" }

  /// Every record, oldest first, those of other processes included.
  public func records() throws -> [CellRecord<Outcome>] { try refreshed { $0.records } }

  /// What came of the cells that are finished, by key; of one that was finished twice the first counts.
  public func outcomes() throws -> [String: Outcome] { try refreshed { $0.outcomes } }

  /// Records what became of a cell, and waits until the disk has it.
  public func add(_ record: CellRecord<Outcome>) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let line = try [UInt8](encoder.encode(record)) + [0x0A]
    // One at a time, also where the file system does not append in one step.
    let turn = FileLock.acquire(at: directory + "/ledger.lock", waits: true)
    defer { if case .held(let lock) = turn { lock.release() } }
    try append(line, path)
  }

  /// The right to do a cell; nil where another process has it.
  public func claim(_ key: String) throws -> CellClaim? {
    switch FileLock.acquire(at: "\(directory)/claims/\(key)") {
    case .held(let lock): return CellClaim(lock)
    case .busy: return nil
    case .unavailable(let reason): throw CellError.cannotClaim(reason)
    }
  }

  /// Whether a process is at work on a cell.
  public func isClaimed(_ key: String) throws -> Bool {
    guard let claim = try claim(key) else { return true }
    claim.release()
    return false
  }

  private func refreshed<Value>(_ value: (Known) -> sending Value) throws -> sending Value {
    try known.withLock { known in
      try read(&known)
      return value(known)
    }
  }

  /// Reads the lines that are new and whole.
  private func read(_ known: inout Known) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else { return }
    defer { try? handle.close() }
    let bytes: Data
    do {
      try handle.seek(toOffset: known.offset)
      bytes = try handle.readToEnd() ?? Data()
    } catch { throw CellError.unreadable(path, (error as NSError).localizedDescription) }
    guard let end = bytes.lastIndex(of: 0x0A) else { return }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    for line in bytes[...end].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
      known.lines += 1
      guard (try? JSONSerialization.jsonObject(with: Data(line))) != nil else { continue }
      guard let record = try? decoder.decode(CellRecord<Outcome>.self, from: Data(line)) else {
        throw CellError.otherVersion(path, known.lines)
      }
      known.records.append(record)
      if let outcome = record.outcome, known.outcomes[record.key] == nil { known.outcomes[record.key] = outcome }
    }
    known.offset += UInt64(bytes.distance(from: bytes.startIndex, to: end) + 1)
  }
}

/// The right to do a cell, held until it is released or the process ends.
public final class CellClaim: Sendable {
  private let lock: FileLock

  init(_ lock: FileLock) { self.lock = lock }

  /// Gives it up.
  public func release() { lock.release() }
}
