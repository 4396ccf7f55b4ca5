internal import Foundation
public import RLCore

/// The locomotion environments, one line each.
public enum MuJoCoCatalog {
  /// The built-in tasks.
  public static let tasks: [LocomotionTask] = [
    Hopper.v5, Hopper.v4, Walker2d.v5, Walker2d.v4, HalfCheetah.v5, HalfCheetah.v4, Ant.v5, Ant.v4, Hopper.sparse,
    Walker2d.sparse, HalfCheetah.sparse,
  ]

  /// The names of the built-in models.
  static var models: [String] { Set(tasks.map(\.model)).sorted() }

  /// Every environment in the order in which they are shown.
  public static let all = Catalog(
    "environment",
    tasks.map { task in EnvironmentMaker(task.id, task.summary) { settings in try entry(task, settings: settings) } })

  /// The entry for `id`; an unknown id is an error that lists the valid ones.
  public static func entry(_ id: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    try all.environment(id, settings: settings)
  }

  /// The entry for a task, for instance one decoded from a file; a relative path of its model counts from `directory`.
  public static func entry(
    _ task: LocomotionTask, settings: [String: String] = [:], directory: String = "."
  ) throws -> EnvironmentEntry {
    let setup = try setup(task, settings: settings, directory: directory)
    var entry = EnvironmentEntry(summary: task.summary, make: { Locomotion(setup: setup) })
    entry.remarks = setup.remarks
    entry.physics = "MuJoCo \(MuJoCoLibrary.version)"
    return entry
  }

  /// A task with settings applied and its model compiled.
  public static func setup(
    _ task: LocomotionTask, settings: [String: String] = [:], directory: String = "."
  ) throws -> LocomotionSetup {
    var task = task
    try task.apply(settings)
    try task.check()
    let path = try modelPath(task.model, directory: directory)
    return try LocomotionSetup(task: task, model: MuJoCoModel(path: path))
  }

  /// The file of a model: a resource's, or the path itself where it looks like one; a relative path counts from
  /// `directory`.
  public static func modelPath(_ model: String, directory: String) throws(MuJoCoError) -> String {
    if model.contains("/") || model.hasSuffix(".xml") {
      return model.hasPrefix("/") ? model : directory + "/" + model
    }
    guard let path = Bundle.module.url(forResource: model, withExtension: "xml", subdirectory: "Models")?.path else {
      throw .missingModel(name: model)
    }
    return path
  }
}
