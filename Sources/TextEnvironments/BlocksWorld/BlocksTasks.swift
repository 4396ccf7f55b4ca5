import Foundation
import RLCore

/// Settings of a task that is drawn.
struct BlocksTaskSettings: Sendable {
  var blocks = 5

  static let fields: [ConfigField<BlocksTaskSettings>] = [
    .integer("blocks", \.blocks, 2...BlocksState.capacity, "blocks of a task that is drawn")
  ]
}

extension TextTaskSet {
  /// The set of tasks that come with the program.
  private static let ownSet = "own"

  /// The tasks of a selection of blocks worlds.
  static func blocks(
    _ settings: BlocksTaskSettings, _ selection: TextTaskSelection, _ folder: TaskFolder
  ) throws -> TextTaskSet {
    switch selection.source {
    case .drawn:
      try one(BlocksInstance.random(blocks: settings.blocks, seed: selection.seed), horizon: selection.horizon)
    case .problem(let name): try one(BlocksInstance.named(name, folder: folder), horizon: selection.horizon)
    case .sets(let names): try lists(names, folder: folder, horizon: selection.horizon)
    }
  }

  /// One task. The horizon is `horizon`, else the length of a shortest plan.
  ///
  /// - Throws: `TextTaskError.unsolvable` with the proof.
  private static func one(_ instance: BlocksInstance, horizon: Int?) throws -> TextTaskSet {
    let member = try Member(instance, horizon: horizon)
    var set = TextTaskSet([Group(instance.name, [member])])
    let allowed = member.task.horizon
    if let shortest = member.shortest {
      if allowed < shortest {
        set.notes = ["A shortest plan has \(shortest) actions, proven; a plan of \(allowed) cannot exist."]
      }
    } else {
      set.notes = [
        "No shortest plan was found among \(BlocksOracle.patience) states; a plan may take \(allowed) actions."
      ]
    }
    return set
  }

  /// The tasks of lists: each a path, or the name of a list in `folder`.
  ///
  /// A list holds entries with `instance` (a file beside the list, in `instances/` beside it or in the folder's) and
  /// `optimal_plan`, whose length is the horizon. A task that the listed plan does not solve gets a shortest plan of its
  /// own; entries whose instance is missing or comes a second time are left out. Both are counted.
  private static func lists(_ names: [String], folder: TaskFolder, horizon: Int?) throws -> TextTaskSet {
    var set = TextTaskSet([])
    for name in names {
      if name == ownSet {
        set.groups += try own(horizon: horizon)
        continue
      }
      guard let file = folder.file(name, in: "", suffix: ".json") else {
        throw TextTaskError.unknownSet(name, folder: folder, own: [ownSet])
      }
      let (group, notes) = try group(file, folder: folder, horizon: horizon)
      guard !group.members.isEmpty else { throw TextTaskError.emptySet(file) }
      set.groups.append(group)
      set.notes += notes
    }
    return set
  }

  /// Tasks that come with the program: twenty for each number of blocks, drawn from fixed seeds.
  private static func own(horizon: Int?) throws -> [Group] {
    try [4, 5, 6].map { blocks in
      Group(
        "own_\(blocks)",
        try (1...20).map { try Member(BlocksInstance.random(blocks: blocks, seed: $0), horizon: horizon) })
    }
  }

  /// A list's entry.
  private struct ListedTask: Decodable {
    var instance: String
    var optimal_plan: [String]?
  }

  private static func group(
    _ file: String, folder: TaskFolder, horizon: Int?
  ) throws -> (group: Group, notes: [String]) {
    let entries: [ListedTask]
    do {
      entries = try JSONDecoder().decode([ListedTask].self, from: Data(try TaskFolder.bytes(file)))
    } catch let error as TextTaskError {
      throw error
    } catch {
      throw TextTaskError.unreadable("\(file): not a task set, a JSON list of objects with instance and optimal_plan")
    }
    let base = (file as NSString).deletingLastPathComponent
    let beside = base.isEmpty ? "." : base
    let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
    var members: [Member] = []
    var (leftOut, otherwise) = (0, 0)
    var seen: Set<String> = []
    for entry in entries {
      let places = ["\(beside)/\(entry.instance)", "\(beside)/instances/\(entry.instance)"]
      let place =
        places.first { FileManager.default.fileExists(atPath: $0) }
        ?? folder.file(entry.instance, in: "instances", suffix: ".pddl")
      guard let place, seen.insert(entry.instance).inserted else {
        leftOut += 1
        continue
      }
      let instance = try BlocksInstance(file: place)
      if let plan = entry.optimal_plan, instance.validate(plan) == .valid(steps: plan.count) {
        members.append(Member(BlocksWorld(instance, horizon: horizon ?? plan.count), shortest: plan.count))
      } else {
        otherwise += entry.optimal_plan == nil ? 0 : 1
        members.append(try Member(instance, horizon: horizon))
      }
    }
    var notes: [String] = []
    if leftOut > 0 {
      notes.append(
        "\(name): \(leftOut) of \(leftOut + members.count) entries are left out: their instance is missing or comes a second "
          + "time.")
    }
    if otherwise > 0 {
      notes.append(
        "\(name): \(otherwise) of \(members.count) tasks are not solved by the plan listed for them; a plan may take as many "
          + "actions there as a shortest one.")
    }
    return (Group(name, members), notes)
  }
}

extension TextTaskSet.Member {
  /// The task of an instance. The horizon is `horizon`, else the length of a shortest plan.
  fileprivate init(_ instance: BlocksInstance, horizon: Int?) throws {
    switch instance.shortestPlan(limit: BlocksOracle.patience).outcome {
    case .plan(let plan):
      self.init(BlocksWorld(instance, horizon: horizon ?? plan.count), shortest: plan.count)
    case .unsolvable(let reason): throw TextTaskError.unsolvable(task: instance.name, reason: reason)
    case .undecided:
      // Every block to the table and to its place takes four actions at most.
      self.init(BlocksWorld(instance, horizon: horizon ?? 4 * instance.blocks.count), shortest: nil)
    }
  }
}

extension BlocksInstance {
  /// Reads a problem; it is called by its file's name, as records call it.
  init(file: String) throws {
    let text = String(decoding: try TaskFolder.bytes(file), as: UTF8.self)
    guard text.utf8.count <= 1 << 20 else {
      throw TextTaskError.unreadable("\(file): longer than a problem of \(BlocksState.capacity) blocks can be")
    }
    do {
      try self.init(pddl: text, name: (file as NSString).lastPathComponent)
    } catch let error as PDDLError {
      throw TextTaskError.unreadable("\(file):\(error)")
    }
  }

  /// The problem of a file, or of the data set.
  static func named(_ name: String, folder: TaskFolder) throws -> BlocksInstance {
    guard let file = folder.file(name, in: "instances", suffix: ".pddl") else {
      throw TextTaskError.unreadable(
        "no problem '\(name)' here or in \(folder.path)/instances; name a PDDL file, or set SIDECOACH_DATA")
    }
    return try BlocksInstance(file: file)
  }

  /// The instance that the data set calls `name`, or nil where there is none.
  static func recorded(_ name: String, folder: TaskFolder) throws -> BlocksInstance? {
    guard let file = folder.file(name, in: "instances", suffix: ".pddl"), file.hasPrefix(folder.path) else {
      return nil
    }
    return try BlocksInstance(file: file)
  }
}
