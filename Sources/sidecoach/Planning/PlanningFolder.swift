import Algorithms
import Foundation
import RLCore
import TextEnvironments

/// The blocks-world data set, wherever it lies: `domain.pddl`, `instances/`, task lists and `recorded/` plans.
struct PlanningFolder {
  /// `blocksworld` in the data folder; see `DataFolder`.
  let path: String

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = DataFolder(environment: environment).set("blocksworld")
  }

  /// There is something at the place.
  var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  /// The names of the models with recorded plans.
  var models: [String] { names("recorded", ".json") }
  /// The names of the task lists.
  var lists: [String] { names("", ".json") }

  /// A file at `name` itself, else in the folder below `directory`, with or without `suffix`; nil where there is none.
  func file(_ name: String, in directory: String, suffix: String) -> String? {
    let place = path + "/" + (directory.isEmpty ? "" : directory + "/") + name
    return [name, place, place + suffix].first { candidate in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  /// The recorded plans of a model.
  func plans(of model: String) throws -> [RecordedPlan] {
    guard isThere else { throw PlanError.noData(path) }
    guard models.contains(model) else { throw UnknownNameError(kind: "recorded model", name: model, valid: models) }
    let file = path + "/recorded/" + model + ".json"
    let bytes = try Self.bytes(file)
    do { return try RecordedPlan.read(json: bytes) } catch {
      throw PlanError.unreadable("\(file): not a list of recorded plans (instance, prompt, extracted_plan)")
    }
  }

  /// The instance called `name` in the folder, or nil where there is none.
  func instance(_ name: String) throws -> BlocksInstance? {
    guard let file = file(name, in: "instances", suffix: ".pddl"), file.hasPrefix(path) else { return nil }
    return try Self.instance(at: file)
  }

  /// Reads a problem; it is called by its file's name, as records call it.
  static func instance(at file: String) throws -> BlocksInstance {
    let text = String(decoding: try bytes(file), as: UTF8.self)
    do {
      return try BlocksInstance(pddl: text, name: (file as NSString).lastPathComponent)
    } catch let error as PDDLError {
      throw PlanError.unreadable("\(file):\(error)")
    }
  }

  /// A file's bytes; an error names it.
  static func bytes(_ file: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw PlanError.unreadable("cannot read \(file); check that it is there and who may read it")
    }
    return [UInt8](data)
  }

  private func names(_ directory: String, _ suffix: String) -> [String] {
    let place = directory.isEmpty ? path : path + "/" + directory
    return ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
      .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }
}

/// Why there is nothing to plan, with what to do next.
enum PlanError: Error, CustomStringConvertible {
  case unreadable(String)
  case unsolvable(task: String, reason: String)
  case noData(String)
  case unknownSet(String, folder: PlanningFolder)
  case emptySet(String)
  case unwritable(String, String)

  var description: String {
    switch self {
    case .unreadable(let text): return text
    case .unsolvable(let task, let reason): return "\(task): no plan reaches this goal, proven: \(reason)"
    case .noData(let path):
      return
        "no data at \(path); set SIDECOACH_DATA to the folder that holds blocksworld/, or name files by their paths"
    case .unknownSet(let name, let folder):
      let found = folder.lists
      if !folder.isThere {
        return "no task set '\(name)'; " + PlanError.noData(folder.path).description
          + "; '\(PlanTasks.ownList)' comes with the program"
      }
      return "no task set '\(name)' here or in \(folder.path)"
        + (found.isEmpty ? "" : "; there are \(found.joined(separator: ", "))") + ". A setting is written key=value"
    case .emptySet(let file): return "\(file): there is no task in it whose instance is to be found"
    case .unwritable(let path, let reason): return "cannot write \(path): \(reason)"
    }
  }
}
