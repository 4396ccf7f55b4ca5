import Foundation
import RLCore
import TextEnvironments

/// The tasks of one command, in groups; each is a blocks world with its horizon.
struct PlanTasks {
  /// One task.
  struct Task {
    var world: BlocksWorld
    /// Actions of a shortest plan, where it was found.
    var shortest: Int?
  }

  /// Tasks that belong together, for instance those of one list.
  struct Group {
    var name: String
    var tasks: [Task]
    /// Entries whose instance is missing or comes a second time.
    var leftOut = 0
    /// Tasks that the plan listed for them does not solve.
    var otherwise = 0
  }

  var groups: [Group]
  /// What a person should know about them.
  var notes: [String] = []

  /// Every world by its name.
  var worlds: [String: BlocksWorld] {
    Dictionary(groups.flatMap(\.tasks).map { ($0.world.id, $0.world) }) { first, _ in first }
  }

  /// States that are tried for a shortest plan before that is given up.
  private static let patience = 300_000

  /// One task of `instance`. The horizon is `horizon`, else the length of a shortest plan.
  ///
  /// - Throws: `PlanError.unsolvable` with the proof.
  init(_ instance: BlocksInstance, horizon: Int?) throws {
    let task = try Self.task(instance, horizon: horizon)
    groups = [Group(name: instance.name, tasks: [task])]
    guard let shortest = task.shortest else {
      notes = [
        "No shortest plan was found among \(Self.patience) states; a plan may take \(task.world.horizon) actions."
      ]
      return
    }
    if task.world.horizon < shortest {
      notes = ["A shortest plan has \(shortest) actions, proven; a plan of \(task.world.horizon) cannot exist."]
    }
  }

  /// The tasks of lists: each a path, or the name of a list in `folder`.
  ///
  /// A list holds entries with `instance` (a file beside the list, in `instances/` beside it or in the folder's) and
  /// `optimal_plan`, whose length is the horizon. A task that the listed plan does not solve gets a shortest plan of its
  /// own; entries whose instance is missing or comes a second time are left out. Both are counted.
  init(lists: [String], folder: PlanningFolder, horizon: Int?) throws {
    groups = []
    for name in lists {
      if name == Self.ownList {
        groups += try Self.own(horizon: horizon)
        continue
      }
      guard let file = folder.file(name, in: "", suffix: ".json") else {
        throw PlanError.unknownSet(name, folder: folder)
      }
      let group = try Self.group(file, folder: folder, horizon: horizon)
      guard !group.tasks.isEmpty else { throw PlanError.emptySet(file) }
      if group.leftOut > 0 {
        notes.append(
          "\(group.name): \(group.leftOut) of \(group.leftOut + group.tasks.count) entries are left out: their instance is "
            + "missing or comes a second time.")
      }
      if group.otherwise > 0 {
        notes.append(
          "\(group.name): \(group.otherwise) of \(group.tasks.count) tasks are not solved by the plan listed for them; a "
            + "plan may take as many actions there as a shortest one.")
      }
      groups.append(group)
    }
  }

  /// The name of the tasks that come with the program.
  static let ownList = "own"

  /// Tasks that come with the program: twenty for each number of blocks, drawn from fixed seeds.
  private static func own(horizon: Int?) throws -> [Group] {
    try [4, 5, 6].map { blocks in
      Group(
        name: "own_\(blocks)",
        tasks: try (1...20).map { try task(BlocksInstance.random(blocks: blocks, seed: $0), horizon: horizon) })
    }
  }

  /// A list's entry.
  private struct Entry: Decodable {
    var instance: String
    var optimal_plan: [String]?
  }

  private static func group(_ file: String, folder: PlanningFolder, horizon: Int?) throws -> Group {
    let entries: [Entry]
    do {
      entries = try JSONDecoder().decode([Entry].self, from: Data(try PlanningFolder.bytes(file)))
    } catch let error as PlanError {
      throw error
    } catch {
      throw PlanError.unreadable("\(file): not a task set, a JSON list of objects with instance and optimal_plan")
    }
    let base = (file as NSString).deletingLastPathComponent
    let beside = base.isEmpty ? "." : base
    var group = Group(name: ((file as NSString).lastPathComponent as NSString).deletingPathExtension, tasks: [])
    var seen: Set<String> = []
    for entry in entries {
      let places = ["\(beside)/\(entry.instance)", "\(beside)/instances/\(entry.instance)"]
      let place =
        places.first { FileManager.default.fileExists(atPath: $0) }
        ?? folder.file(entry.instance, in: "instances", suffix: ".pddl")
      guard let place, seen.insert(entry.instance).inserted else {
        group.leftOut += 1
        continue
      }
      let instance = try PlanningFolder.instance(at: place)
      guard let plan = entry.optimal_plan, instance.validate(plan) == .valid(steps: plan.count) else {
        group.otherwise += entry.optimal_plan == nil ? 0 : 1
        group.tasks.append(try task(instance, horizon: horizon))
        continue
      }
      group.tasks.append(
        Task(world: BlocksWorld(instance, horizon: horizon ?? plan.count), shortest: plan.count))
    }
    return group
  }

  private static func task(_ instance: BlocksInstance, horizon: Int?) throws -> Task {
    let result = instance.shortestPlan(limit: patience)
    switch result.outcome {
    case .plan(let plan):
      return Task(world: BlocksWorld(instance, horizon: horizon ?? plan.count), shortest: plan.count)
    case .unsolvable(let reason): throw PlanError.unsolvable(task: instance.name, reason: reason)
    case .undecided:
      // Every block to the table and to its place takes four actions at most.
      return Task(world: BlocksWorld(instance, horizon: horizon ?? 4 * instance.blocks.count), shortest: nil)
    }
  }
}
