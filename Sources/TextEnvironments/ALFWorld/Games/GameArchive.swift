import Foundation
import RLCore
import Subprocess

/// Games that lie in a folder, in a file of their own, or in an archive.
///
/// Archives are read by the system's `tar`, which knows their compression; nothing is unpacked to the disk. What it may
/// print is bounded, so an archive that unpacks without end is refused and not believed.
public struct GameArchive: Sendable {
  /// A game's place and content, not yet compiled.
  public struct Entry: Sendable {
    /// What the game is called: its place without the file's own name.
    public var name: String
    /// Where it lies, for errors.
    public var place: String
    /// The file's bytes.
    public var bytes: [UInt8]
  }

  /// The ending of a game's file.
  public static let suffix = ".tw-pddl"
  /// Endings of archives.
  public static let archiveSuffixes = [".tar", ".tar.xz", ".tar.gz", ".tgz", ".txz"]
  /// Games of one place, at most.
  static let mostGames = 20_000
  /// Bytes of all games of one place, at most.
  static let mostBytes = 1 << 30

  /// Games, in order of their names.
  public let entries: [Entry]

  /// Reads a folder with all that is below it, an archive, or a single game.
  ///
  /// - Throws: `TextTaskError.unreadable` with the place and what to do.
  public init(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TextTaskError.unreadable("\(path): there is no such file or folder")
    }
    let found =
      if isFolder.boolValue {
        try Self.folder(path)
      } else if Self.archiveSuffixes.contains(where: path.hasSuffix) {
        try Self.archive(path)
      } else {
        [Entry(name: Self.name(path), place: path, bytes: try TaskFolder.bytes(path))]
      }
    guard !found.isEmpty else { throw TextTaskError.unreadable("\(path): there is no file *\(Self.suffix) in it") }
    entries = found.sorted { $0.name < $1.name }
  }

  /// The last two folders of a game's file, which are its task and trial in ALFWorld, else the file's own name.
  static func name(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
    guard let file = parts.last else { return path }
    guard file == "game\(suffix)", parts.count > 1 else {
      return String(file.dropLast(file.hasSuffix(suffix) ? suffix.count : 0))
    }
    return parts.dropLast().suffix(2).joined(separator: "/")
  }

  /// A place without the ending of an archive or a game.
  static func stem(_ path: String) -> String {
    let ending = (archiveSuffixes + [suffix]).first(where: path.hasSuffix) ?? ""
    return String(path.dropLast(ending.count))
  }

  private static func folder(_ path: String) throws -> [Entry] {
    guard let walker = FileManager.default.enumerator(atPath: path) else {
      throw TextTaskError.unreadable("\(path): the folder cannot be read")
    }
    var files: [String] = []
    while let file = walker.nextObject() as? String {
      guard file.hasSuffix(suffix) else { continue }
      files.append(file)
      guard files.count <= mostGames else { throw tooMany(path) }
    }
    var size = 0
    return try files.map { file in
      let bytes = try TaskFolder.bytes(path + "/" + file)
      size += bytes.count
      guard size <= mostBytes else { throw tooMany(path) }
      return Entry(name: name(file), place: path + "/" + file, bytes: bytes)
    }
  }

  private static func tooMany(_ path: String) -> TextTaskError {
    .unreadable("\(path): more than \(mostGames) games or \(mostBytes >> 20) MiB of them; name a part of it")
  }

  /// Lists the games of an archive with their sizes, then prints them one after the other and cuts what is printed.
  private static func archive(_ path: String) throws -> [Entry] {
    // A name that begins with a dash or has a colon would mean something else to tar.
    let own = ["--force-local", "--file=\(path)", "--wildcards", "*\(suffix)"]
    let listing = try tar(["--list", "--verbose", "--numeric-owner", "--quoting-style=literal"] + own, path, 64 << 20)
    var files: [(name: String, size: Int)] = []
    for line in String(decoding: listing, as: UTF8.self).split(separator: "\n") {
      // Rights, owner, size, date, time, name.
      let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      guard line.hasPrefix("-"), fields.count == 6, let size = Int(fields[2]), size >= 0 else { continue }
      files.append((String(fields[5]), size))
    }
    guard files.count <= mostGames, files.reduce(0, { $0 + min($1.size, mostBytes + 1) }) <= mostBytes else {
      throw tooMany(path)
    }
    guard !files.isEmpty else { return [] }
    let all = try tar(["--extract", "--to-stdout"] + own, path, mostBytes)
    guard all.count == files.reduce(0, { $0 + $1.size }) else {
      throw TextTaskError.unreadable("\(path): the archive holds less than it lists; fetch or pack it again")
    }
    var start = 0
    return files.map { file in
      defer { start += file.size }
      return Entry(name: name(file.name), place: "\(path):\(file.name)", bytes: Array(all[start..<(start + file.size)]))
    }
  }

  /// What tar prints.
  private static func tar(_ arguments: [String], _ path: String, _ limit: Int) throws -> [UInt8] {
    do {
      let (output, error, isSuccess) = try CallerExecutor.run {
        let result = try await Subprocess.run(
          .name("tar"), arguments: Arguments(arguments), input: .none, output: .bytes(limit: limit),
          error: .string(limit: 64 << 10))
        return (result.standardOutput, result.standardError, result.terminationStatus.isSuccess)
      }
      guard isSuccess else {
        // A pattern without a match is no fault of the archive; its listing is empty.
        let faults = error.split(separator: "\n")
          .filter { !$0.contains("Not found in archive") && !$0.contains("Exiting with failure") }
        guard let reason = faults.first else { return [] }
        throw TextTaskError.unreadable("\(path): tar cannot read it: \(reason); fetch or pack it again")
      }
      return output
    } catch let error as SubprocessError {
      throw TextTaskError.unreadable(
        "\(path): tar could not be run, or printed more than \(limit >> 20) MiB: \(error). Install tar and xz-utils, or unpack "
          + "the archive and name the folder")
    }
  }
}
