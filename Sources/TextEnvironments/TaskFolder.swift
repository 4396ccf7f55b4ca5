import Foundation
public import RLCore

/// The data set of one text environment: task lists, `instances/`, and plans of models in `recorded/`.
public struct TaskFolder: Sendable {
  /// Where it lies, whether there is anything or not.
  public let path: String

  /// The folder called `name` in the data folder.
  public init(_ name: String, in data: DataFolder) { path = data.set(name) }

  /// There is something at the place.
  public var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  /// The names of the models with recorded plans.
  public var models: [String] { names("recorded", ".json") }
  /// The names of the task lists.
  public var lists: [String] { names("", ".json") }

  /// A file at `name` itself, else in the folder below `directory`, with or without `suffix`; nil where there is none.
  public func file(_ name: String, in directory: String, suffix: String) -> String? {
    let place = path + "/" + (directory.isEmpty ? "" : directory + "/") + name
    return [name, place, place + suffix].first { candidate in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  /// A file's bytes; an error names it.
  public static func bytes(_ file: String) throws -> [UInt8] {
    do { return try PlainFile.bytes(file) } catch { throw TextTaskError.unreadable("cannot read \(error)") }
  }

  /// A file's bytes, unpacked where gzip has packed them.
  static func unpacked(_ file: String) throws -> [UInt8] {
    let bytes = try bytes(file)
    guard Gzip.isPacked(bytes) else { return bytes }
    do { return try Gzip.unpacked(bytes) } catch let error as Gzip.Failure {
      throw TextTaskError.unreadable("\(file): not a file that gzip can unpack: \(error)")
    }
  }

  private func names(_ directory: String, _ suffix: String) -> [String] {
    let place = directory.isEmpty ? path : path + "/" + directory
    return ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
      .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }
}

extension TextTaskSet {
  /// The first few of some names, and how many more there are.
  static func few(_ names: [String]) -> String {
    let (shown, rest) = (names.prefix(5), names.count - 5)
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

extension TextTaskSet {
  /// What is said where a search reads the gold reward.
  static let oracleNote =
    "The search reads the gold reward (oracleReward): what it solves is an upper bound, and no method."

  /// The same, saying so where a search reads the gold reward.
  func labelled(readsGold: Bool) -> TextTaskSet {
    var set = self
    if readsGold { set.notes.append(Self.oracleNote) }
    return set
  }
}

/// Why there is nothing to plan, with what to do next.
public enum TextTaskError: Error, CustomStringConvertible {
  /// A file that is not there or not what it should be.
  case unreadable(String)
  /// No plan reaches the goal, and why.
  case unsolvable(task: String, reason: String)
  /// No data set at the place of `folder`.
  case noData(TaskFolder)
  /// A data set without task lists or without recorded runs.
  case noRecords(TaskFolder)
  /// No set of that name; `own` are those that come with the program.
  case unknownSet(String, folder: TaskFolder, own: [String])
  /// A set without a task that is to be found.
  case emptySet(String)

  /// A sentence on one line; what files hold in it does nothing to a terminal.
  public var description: String { sentence.plainLine }

  private var sentence: String {
    switch self {
    case .unreadable(let text): return text
    case .unsolvable(let task, let reason): return "\(task): no plan reaches this goal, proven: \(reason)"
    case .noData(let folder):
      return "no data at \(folder.path); set SIDECOACH_DATA to the folder that holds "
        + "\((folder.path as NSString).lastPathComponent)/, or name files by their paths"
    case .noRecords(let folder):
      guard folder.isThere else { return TextTaskError.noData(folder).description }
      return "\(folder.path): there are no task lists or no recorded runs (recorded/*.json.gz) in it; name both by "
        + "their paths"
    case .unknownSet(let name, let folder, let own):
      let provided = own.isEmpty ? "" : "; \(own.map { "'\($0)'" }.joined(separator: ", ")) comes with the program"
      guard folder.isThere else {
        return "no task set '\(name)'; " + TextTaskError.noData(folder).description + provided
      }
      let found = folder.lists
      return "no task set '\(name)' here or in \(folder.path)"
        + (found.isEmpty ? "" : "; there are \(found.joined(separator: ", "))") + ". A setting is written key=value"
    case .emptySet(let file): return "\(file): there is no task in it whose instance is to be found"
    }
  }
}
