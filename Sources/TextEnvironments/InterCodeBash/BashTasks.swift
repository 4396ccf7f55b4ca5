import Foundation
import RLCore

/// Settings of InterCode-Bash.
struct BashSettings: Sendable {
  var root = ""
  var proposals = "all"
  var leaveOut = ""
  var oracleReward = false
  var anyCommand = false
  var checkGold = true

  /// Actions of a plan where nobody says how many: the reference's five commands, and `submit`.
  static let horizon = 6

  static let fields: [ConfigField<BashSettings>] = [
    .custom(
      "root", "the tar archive of the root tree; without it, fs_N.tar.xz beside nl2bash_fs_N.json",
      valid: "the path of a tar archive", read: \.root,
      write: {
        $0.root = $1; return true
      }),
    .custom(
      "proposals", "the runs on record whose commands may be chosen: all, or of a recorded prior its own",
      valid: "all, none, or names of runs joined by +",
      read: \.proposals,
      write: {
        $0.proposals = $1; return !$1.isEmpty
      }),
    .custom(
      "leaveOut", "a run on record whose commands are not proposed, for a comparison with it",
      valid: "the name of a run",
      read: \.leaveOut,
      write: {
        $0.leaveOut = $1; return true
      }),
    .flag(
      "oracleReward", \.oracleReward, "let the search read the gold reward after every command, as the reference does"),
    .flag("anyCommand", \.anyCommand, "take commands that nobody proposed, such as a model's own"),
    .flag(
      "checkGold", \.checkGold, "run every gold command first, and leave out tasks whose gold does not work here"),
  ]
}

extension TextTaskSet {
  /// The tasks of a selection of InterCode-Bash.
  static func bash(
    _ settings: BashSettings, _ selection: TextTaskSelection, _ folder: TaskFolder
  ) throws -> TextTaskSet {
    let maker = try BashMaker(settings: settings, horizon: selection.horizon ?? BashSettings.horizon, folder: folder)
    switch selection.source {
    case .drawn:
      let seed = selection.seed
      let own = BashOwnTask(kind: Int(seed % UInt64(BashOwnTask.kinds)), seed: seed, name: "drawn-\(seed)")
      return TextTaskSet([Group(own.task.name, [maker.member(own)])])
    case .problem(let name):
      let spelled = name.hasPrefix("own-") ? "own/" + name.dropFirst("own-".count) : name
      if let own = BashOwnTask.set.first(where: { $0.task.name == spelled }) {
        return TextTaskSet([Group(spelled, [maker.member(own)])])
      }
      guard let (list, place) = BashMaker.place(name, folder) else {
        throw TextTaskError.unreadable(
          "no problem '\(name)' here or in \(folder.path); name a list and a place in it, such as nl2bash_fs_1/0, or "
            + "own/0 to own/\(BashOwnTask.set.count - 1), which come with the program, or set SIDECOACH_DATA")
      }
      return try maker.set([list], only: place)
    case .sets(let names): return try maker.set(names, only: nil)
    }
  }
}

/// Makes tasks of lists and of those that come with the program.
struct BashMaker {
  private let settings: BashSettings
  private let horizon: Int
  private let folder: TaskFolder
  private let sandbox: Sandbox

  init(settings: BashSettings, horizon: Int, folder: TaskFolder) throws {
    self.settings = settings
    self.horizon = horizon
    self.folder = folder
    sandbox = try Sandbox(environment: BashSystem.environment)
  }

  /// The list and the place that a problem's name says; nil where there is no such list.
  static func place(_ name: String, _ folder: TaskFolder) -> (list: String, place: Int)? {
    guard let slash = name.lastIndex(of: "/"), let place = Int(name[name.index(after: slash)...]), place >= 0 else {
      return nil
    }
    let list = String(name[..<slash])
    return folder.file(list, in: "", suffix: ".json") == nil ? nil : (list, place)
  }

  func member(_ own: BashOwnTask) -> TextTaskSet.Member {
    TextTaskSet.Member(task(own.task, on: own.tree, own.proposals), shortest: nil)
  }

  private func task(_ task: BashTask, on tree: FileTree, _ proposals: BashProposals) -> InterCodeBash {
    InterCodeBash(
      BashEngine(task, on: tree, in: sandbox), proposals: proposals, horizon: horizon,
      allowsAnyCommand: settings.anyCommand, readsReward: settings.oracleReward)
  }

  /// The tasks of lists, or one of them.
  func set(_ names: [String], only place: Int?) throws -> TextTaskSet {
    var set = TextTaskSet([])
    for name in names {
      if name == "own" {
        set.groups.append(TextTaskSet.Group("own", BashOwnTask.set.map(member)))
        continue
      }
      guard let file = folder.file(name, in: "", suffix: ".json") else {
        throw TextTaskError.unknownSet(name, folder: folder, own: ["own"])
      }
      let (group, notes) = try group(file, only: place)
      guard !group.members.isEmpty else {
        throw notes.isEmpty ? TextTaskError.emptySet(file) : .unreadable("\(file): no task is left. \(notes[0])")
      }
      set.groups.append(group)
      set.notes += notes
    }
    return set
  }

  private func group(_ file: String, only place: Int?) throws -> (group: TextTaskSet.Group, notes: [String]) {
    let all = try BashTask.read(file: file)
    if let place, !all.indices.contains(place) {
      throw TextTaskError.unreadable("\(file): has no task \(place); it holds \(all.count), counted from 0")
    }
    let wanted = place.map { [all[$0]] } ?? all
    let tree = try tree(for: file, all)
    let runs = try runs(for: file)
    var members: [TextTaskSet.Member] = []
    var (faults, complaints): ([String], [String]) = ([], [])
    for task in wanted {
      let number = Int(task.name.split(separator: "/").last ?? "") ?? 0
      let made = self.task(task, on: tree, BashProposals(runs.compactMap { $0[number] }))
      if settings.checkGold {
        let gold = try made.engine.goldRun()
        if let fault = gold.fault {
          faults.append("\(task.name) (\(fault))")
          continue
        }
        if let complaint = gold.complaint { complaints.append("\(task.name) (\(complaint))") }
      }
      members.append(TextTaskSet.Member(made, shortest: nil))
    }
    let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
    var notes: [String] = []
    if !faults.isEmpty {
      notes.append(
        "\(name): \(faults.count) of \(wanted.count) tasks are left out, since their gold command does not work on this "
          + "machine: \(faults.joined(separator: ", ")). checkGold=false takes them all the same.")
    }
    if !complaints.isEmpty {
      notes.append(
        "\(name): the gold command of \(TextTaskSet.few(complaints)) ends with an error; what it leaves is taken for right "
          + "all the same, as in InterCode.")
    }
    return (TextTaskSet.Group(name, members), notes)
  }

  /// The root tree: of the setting, or of an archive beside the list with the list's number.
  func tree(for file: String, _ tasks: [BashTask]) throws -> FileTree {
    let needed = Self.neededDirectory(tasks)
    if !settings.root.isEmpty { return try tree(settings.root, with: needed, for: file) }
    let base = (file as NSString).deletingLastPathComponent
    let name = Self.system(of: file)
    let places = [".tar.xz", ".tar.gz", ".tar"].map { (base.isEmpty ? "." : base) + "/\(name)\($0)" }
    if let place = places.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      return try tree(place, with: needed, for: file)
    }
    if let directory = needed {
      throw TextTaskError.unreadable(
        "\(file): its tasks ask about /\(directory), and there is no \(places[0]); put the root tree there, or name it with "
          + "root=PATH")
    }
    return FileTree()
  }

  /// The tree of an archive, which has to hold what the tasks ask about.
  private func tree(_ archive: String, with directory: String?, for file: String) throws -> FileTree {
    let tree = try BashTree.read(archive)
    guard let directory else { return tree }
    let name = Array(directory.utf8)
    guard tree.entries.keys.contains(where: { $0.components.first?.elementsEqual(name) ?? false }) else {
      throw TextTaskError.unreadable(
        "\(archive): holds no /\(directory), which the tasks of \(file) ask about; name the root tree of the list, such as "
          + "fs_1.tar.xz of nl2bash_fs_1.json, with root=PATH")
    }
    return tree
  }

  /// The part of a list's name that archives and records share with it: fs_1 of nl2bash_fs_1.
  static func system(of file: String) -> String {
    let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
    return name.hasPrefix("nl2bash_") ? String(name.dropFirst("nl2bash_".count)) : name
  }

  /// A directory at the root that most gold commands name and no system has.
  private static func neededDirectory(_ tasks: [BashTask]) -> String? {
    var counts: [String: Int] = [:]
    for task in tasks {
      let names = task.gold.split(whereSeparator: \.isWhitespace).compactMap { word -> String? in
        guard word.hasPrefix("/"), let name = word.split(separator: "/").first, name.allSatisfy(\.isLetter) else {
          return nil
        }
        return String(name)
      }
      for name in Set(names) { counts[name, default: 0] += 1 }
    }
    return counts.filter { name, count in
      2 * count > tasks.count && BashSystem.tree[TreePath(name)] == nil
        && !SandboxLaunch.systemNames.contains(Array(name.utf8))
    }.keys.min()
  }

  /// The commands of the runs on record that speak of a list, by the task's place.
  private func runs(for file: String) throws -> [[Int: [String]]] {
    guard settings.proposals != "none" else { return [] }
    let base = (file as NSString).deletingLastPathComponent
    let place = (base.isEmpty ? "." : base) + "/recorded"
    let ending = "_" + Self.system(of: file)
    var files: [String: String] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
      for suffix in [".json", ".json.gz"] where name.hasSuffix(ending + suffix) {
        files[String(name.dropLast((ending + suffix).count))] = place + "/" + name
      }
    }
    let asked =
      settings.proposals == "all" ? files.keys.sorted() : settings.proposals.split(separator: "+").map(String.init)
    let leftOut = settings.leaveOut.isEmpty ? [] : [settings.leaveOut]
    for name in asked + leftOut where files[name] == nil {
      throw UnknownNameError(kind: "recorded run of \(Self.system(of: file))", name: name, valid: files.keys.sorted())
    }
    return try asked.filter { !leftOut.contains($0) }.compactMap { files[$0] }.map { file in
      Dictionary(try BashRecord.read(file).map { ($0.place, $0.turns.compactMap(\.command)) }) { first, _ in first }
    }
  }
}
