import Foundation

/// A kind of log that is followed, the most telling first: where a folder has several, that one counts.
enum LogKind: Int, CaseIterable, Sendable {
  /// TensorBoard's event files.
  case events
  /// A table with a row for each record.
  case progress
  /// A table with a row for each episode.
  case monitor

  /// What it is, in words.
  var words: String {
    switch self {
    case .events: "TensorBoard events"
    case .progress: "progress.csv"
    case .monitor: "monitor.csv"
    }
  }

  /// The kind of a file by its name; nil for another one.
  ///
  /// - Parameter isNamed: a person named this very file, so that any table counts.
  init?(file name: String, isNamed: Bool = false) {
    if name.contains(TensorBoardDirectory.mark) {
      self = .events
    } else if name.hasSuffix("monitor.csv") {
      self = .monitor
    } else if name == "progress.csv" || isNamed && name.hasSuffix(".csv") {
      self = .progress
    } else {
      return nil
    }
  }

  /// What reads such a file.
  var reader: any LogReader {
    switch self {
    case .events: EventLogReader()
    case .progress: ProgressReader()
    case .monitor: MonitorReader()
    }
  }
}

/// The logs in a folder and below it.
struct LogListing {
  /// A folder with logs of one kind, which is one run.
  struct Group: Equatable {
    var name: String
    var kind: LogKind
    /// The paths of its files, in order.
    var files: [String]
  }

  /// Folders below folders that are looked into.
  private static let deepest = 8
  /// Names that are looked at.
  private static let mostNames = 20_000
  /// Runs that are followed.
  static let mostRuns = 200

  /// What is there, by name.
  private(set) var groups: [Group] = []
  /// More runs or names are there than are followed.
  private(set) var isCut = false
  private var seen = 0

  /// Lists what is at `path`, a folder or a single log.
  init(_ path: String) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    let name = URL(fileURLWithPath: path).lastPathComponent
    guard isDirectory.boolValue else {
      if let kind = LogKind(file: name, isNamed: true) { groups = [Group(name: name, kind: kind, files: [path])] }
      return
    }
    look(into: path, called: "", depth: 0)
    let isTaken = groups.contains { $0.name == name }
    for index in groups.indices where groups[index].name.isEmpty { groups[index].name = isTaken ? "." : name }
    groups.sort { $0.name < $1.name }
    if groups.count > Self.mostRuns {
      groups.removeLast(groups.count - Self.mostRuns)
      isCut = true
    }
  }

  private mutating func look(into folder: String, called name: String, depth: Int) {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var files: [LogKind: [String]] = [:]
    for own in names where !own.hasPrefix(".") {
      seen += 1
      guard seen <= Self.mostNames else {
        isCut = true
        return
      }
      let path = folder + "/" + own
      // A link to a folder could lead back here.
      let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
      if type == .typeDirectory {
        if depth < Self.deepest { look(into: path, called: name.isEmpty ? own : name + "/" + own, depth: depth + 1) }
      } else if let kind = LogKind(file: own) {
        files[kind, default: []].append(path)
      }
    }
    guard let kind = LogKind.allCases.first(where: { files[$0] != nil }), let paths = files[kind] else { return }
    groups.append(Group(name: name, kind: kind, files: paths))
  }
}
