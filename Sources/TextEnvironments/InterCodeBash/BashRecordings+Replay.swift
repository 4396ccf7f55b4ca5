import Foundation
import RLCore

extension BashRecordings {
  /// A recording and the task list that it is about, as files.
  private struct Log {
    var run: String
    var list: String
    var file: String
  }

  /// Plays recordings again, each list on its own tree.
  ///
  /// - Throws: `UnknownNameError`, `TextTaskError`, `SandboxError`.
  /// - Complexity: a sandbox for each recorded command; minutes for a list of sixty tasks and one recording.
  static func replay(_ order: ReplayOrder, _ folder: TaskFolder) throws -> [ReplayAccount] {
    let engine = "sandbox"
    if let other = order.engines.first(where: { $0 != engine }) {
      throw UnknownNameError(kind: "engine of InterCode-Bash", name: other, valid: [engine])
    }
    var settings = BashSettings()
    settings.root = order.root
    let maker = try BashMaker(settings: settings, horizon: BashSettings.horizon, folder: folder)
    var (runs, tools): ([ReplayAccount.Share], [String: Int]) = ([], [:])
    for log in try logs(order, folder) {
      let tasks = try BashTask.read(file: log.list)
      var replay = BashReplay()
      try replay.play(log.file, tasks: tasks, tree: try maker.tree(for: log.list, tasks), most: order.most)
      runs.append(replay.share(log.run))
      tools.merge(replay.missingTools, uniquingKeysWith: +)
      order.onProgress("\(log.run): \(replay.same) of \(replay.compared) rewards")
    }
    var account = ReplayAccount(engine: engine, causes: BashReplay.Cause.allCases.map(\.rawValue), runs: runs)
    if !tools.isEmpty {
      let words = tools.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) (\($0.value))" }
      account.notes.append(
        "Tools that were asked for and are missing here, with how often: \(words.joined(separator: ", ")).")
    }
    return [account]
  }

  /// The recordings of an order, each beside its list; of names it takes those that are about one of the lists.
  private static func logs(_ order: ReplayOrder, _ folder: TaskFolder) throws -> [Log] {
    let lists = try (order.tasks.isEmpty ? folder.lists : order.tasks).map { name in
      guard let file = folder.file(name, in: "", suffix: ".json") else {
        throw TextTaskError.unknownSet(name, folder: folder, own: [])
      }
      return file
    }
    guard !lists.isEmpty else { throw TextTaskError.noRecords(folder) }
    let known = logs(in: folder)
    guard !order.records.isEmpty else {
      let found = lists.flatMap { list in
        known.filter { BashMaker.system(of: $0.list) == BashMaker.system(of: list) }
          .map { Log(run: "\($0.run) \(BashMaker.system(of: list))", list: list, file: $0.file) }
      }
      guard !found.isEmpty else { throw TextTaskError.noRecords(folder) }
      return found
    }
    return try order.records.flatMap { name -> [Log] in
      let own = lists.flatMap { list in
        known.filter { $0.run == name && BashMaker.system(of: $0.list) == BashMaker.system(of: list) }
          .map { Log(run: "\(name) \(BashMaker.system(of: list))", list: list, file: $0.file) }
      }
      if !own.isEmpty { return own }
      guard let file = folder.file(name, in: "recorded", suffix: ".json.gz") else {
        throw UnknownNameError(kind: "recorded run", name: name, valid: names(in: folder))
      }
      let last = (file as NSString).lastPathComponent
      let stem = last.replacing(/\.json(\.gz)?$/, with: "")
      // A file says by its ending what it is about, as InterCode's do; where there is one list it is about that.
      let list = lists.first { stem.hasSuffix("_" + BashMaker.system(of: $0)) } ?? (lists.count == 1 ? lists[0] : nil)
      guard let list else {
        throw TextTaskError.unreadable("\(file): which list is it about? Name one list with --tasks")
      }
      return [Log(run: stem, list: list, file: file)]
    }
  }
}
