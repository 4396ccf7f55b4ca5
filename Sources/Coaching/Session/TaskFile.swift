import Foundation
import MuJoCoEnvironments
package import RLCore
package import SessionStore

/// A task of one's own with its model and whatever that includes: all that it takes to make its environment again.
///
/// A session keeps one from its first moment and is opened from that, never from the path again: an edited file, another
/// working directory, a moved session and another machine change nothing in it.
package struct TaskFile: Equatable, Sendable {
  /// The TOML text, then the model, then what the model names.
  package let resources: [SessionResource]

  /// Whether an environment's id is the path of a task file.
  package static func isPath(_ environment: String) -> Bool { environment.hasSuffix(".toml") }

  /// Reads the file at `path` and what it names.
  ///
  /// - Throws: `TaskFileError`, or an error of the model.
  package init(path: String) throws {
    let (task, text) = try Self.read(path)
    let place = URL(fileURLWithPath: path)
    let model = try MuJoCoCatalog.modelPath(task.model, directory: place.deletingLastPathComponent().path)
    let files: ModelFiles
    do { files = try ModelFiles(path: model) } catch {
      throw TaskFileError.noModel(path, model, (error as? PlainFileError).map { "\($0.path): \($0.reason)" })
    }
    resources =
      [SessionResource(.task, name: place.lastPathComponent, content: text)]
      + files.files.map { SessionResource(.model, name: $0.name, content: $0.content) }
  }

  /// What `store` keeps; nil where it keeps no task.
  package init?(keptIn store: SessionStore) throws {
    resources = try store.resources(.task) + store.resources(.model)
    guard !resources.isEmpty else { return nil }
  }

  /// The task's environment.
  package func entry(settings: [String: String] = [:]) throws -> EnvironmentEntry {
    guard let text = resources.first?.content, resources.count > 1 else {
      throw TaskFileError.noModel(resources.first?.name ?? "the task", "of the session", nil)
    }
    var task = try Self.task(text, name: resources[0].name)
    // MuJoCo reads files. They are needed no longer than it takes to compile them.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sidecoach-task-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in resources.dropFirst() {
      let place = folder.appendingPathComponent(file.name)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try Data(file.content ?? []).write(to: place)
    }
    task.model = folder.appendingPathComponent(resources[1].name).path
    return try MuJoCoCatalog.entry(task, settings: settings)
  }

  /// The task that stands in the file at `path`.
  static func task(at path: String) throws -> LocomotionTask { try read(path).task }

  private static func read(_ path: String) throws -> (task: LocomotionTask, text: [UInt8]) {
    let text: [UInt8]
    do { text = try TOMLFile.bytes(at: path) } catch { throw TaskFileError.malformed(error) }
    return (try task(text, name: path), text)
  }

  private static func task(_ text: [UInt8], name: String) throws -> LocomotionTask {
    do { return try TOMLFile.decode(LocomotionTask.self, from: text, name: name) } catch {
      throw TaskFileError.malformed(error)
    }
  }
}

extension Catalogs {
  /// The environment of a session: from the task that it keeps, where it keeps one, else by its id.
  package func environment(of store: SessionStore, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    try TaskFile(keptIn: store)?.entry(settings: settings)
      ?? environment(store.info.environment, settings: settings)
  }
}

/// What can be wrong with a task file, with what to do next.
package enum TaskFileError: Error, CustomStringConvertible {
  case malformed(TOMLFileError)
  case noModel(String, String, String?)

  package var description: String {
    switch self {
    case .malformed(let error): "not a task file: \(error)"
    case .noModel(let path, let model, let reason):
      "cannot read the model \(model) of the task file \(path)" + (reason.map { " (\($0))" } ?? "")
        + "; give the name of a built-in model or the path of an MJCF file"
    }
  }
}
