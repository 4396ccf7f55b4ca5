import Advisors
import Algorithms
package import Engine
import Foundation
package import RLCore
package import SessionStore
package import Threads

/// Opening and making sessions on disk.
package enum SessionOpening {
  /// The path of session `name`: as given when it has a slash, else in `directory`.
  package static func path(_ name: String, in directory: String) throws -> String {
    guard !["", ".", ".."].contains(name) else {
      throw InvalidSettingError(key: "session", value: name, valid: "a name, or a path with a slash in it")
    }
    return name.contains("/") ? name : directory + "/" + name
  }

  /// Opens a session that is there.
  package static func open(
    _ name: String, in directory: String, contributes: Bool = false
  ) throws -> (SessionStore, SessionSettings) {
    let path = try path(name, in: directory)
    guard SessionStore.exists(path: path) else { throw CoachError.noSession(path) }
    let store = try SessionStore.open(path: path, contributes: contributes)
    try adoptTask(store)
    return (store, try settings(of: store))
  }

  /// Opens a session, or makes it by `plan`.
  package static func openOrCreate(_ name: String, in directory: String, settings: SessionSettings) throws -> (
    SessionStore, SessionSettings
  ) {
    let path = try path(name, in: directory)
    if SessionStore.exists(path: path) {
      let opened = try open(name, in: directory)
      guard try isSame(settings.environment, opened.0) else {
        opened.0.close()
        throw CoachError.otherEnvironment(path, opened.1.environment, settings.environment)
      }
      return opened
    }
    let store = try SessionStore.create(
      path: path, environment: settings.environment, seed: settings.seed, configuration: Coach.json(settings),
      resources: try task(of: settings) + prompts(of: path), now: Date().timeIntervalSince1970)
    if let physics = try? Catalogs.standard.environment(of: store).physics {
      try store.remember(physics, as: .physics)
    }
    return (store, settings)
  }

  /// What a person should know about a session that depends on files which have become others since it was made.
  package static func notices(of store: SessionStore) -> [String] {
    [taskNotice(store), promptNotice(store), physicsNotice(store)].compactMap(\.self)
  }

  /// Returns under one release of a physics library are not those under another, and neither is a run gone on with.
  private static func physicsNotice(_ store: SessionStore) -> String? {
    guard let kept = try? store.recall(.physics), let here = try? Catalogs.standard.environment(of: store).physics,
      kept != here
    else { return nil }
    return "the session was made with \(kept) and this program has \(here), whose physics are not the same: compare "
      + "returns of the two with care, or build with the other one (MUJOCO_DIR)"
  }

  private static func taskNotice(_ store: SessionStore) -> String? {
    let path = store.info.environment
    guard TaskFile.isPath(path), let kept = try? TaskFile(keptIn: store), let found = try? TaskFile(path: path),
      found != kept
    else { return nil }
    return "\(path) is not what it was when the session was made, which goes on with the task that it keeps; another "
      + "--session begins with the file as it is now"
  }

  /// Templates are asked with as they are now, since rewording them is part of the work; whoever compares should know.
  private static func promptNotice(_ store: SessionStore) -> String? {
    let kept = ((try? store.resources(.prompt)) ?? []).map { ($0.name, $0.digest) }
    let now = Dictionary(
      prompts(of: store.info.path).map { ($0.name, $0.digest) }, uniquingKeysWith: { first, _ in first })
    let changed = kept.compactMap { name, digest in now[name].map { $0 != digest } ?? false ? name : nil }
    guard !changed.isEmpty else { return nil }
    return "prompt templates are not those that the session began with: \(changed.joined(separator: ", ")); "
      + "what is asked from now on is asked with the present ones"
  }

  /// The task of one's own that a new session is to keep, tried out.
  private static func task(of settings: SessionSettings) throws -> [SessionResource] {
    guard TaskFile.isPath(settings.environment) else { return [] }
    let task = try TaskFile(path: settings.environment)
    _ = try task.entry(settings: settings.environmentSettings)
    return task.resources
  }

  /// The digests of the prompt templates that count for a new session. One that cannot be read hinders whoever asks with
  /// it, and not training.
  private static func prompts(of path: String) -> [SessionResource] {
    let sources = (try? PromptFiles.library(session: path))?.sources ?? []
    return sources.map { SessionResource(.prompt, name: $0.kind.rawValue, digest: $0.digest) }
  }

  /// Stores the task of a session that an earlier version made, which knew the path alone.
  private static func adoptTask(_ store: SessionStore) throws {
    guard TaskFile.isPath(store.info.environment), !store.isReadOnly, try TaskFile(keptIn: store) == nil,
      let task = try? TaskFile(path: store.info.environment)
    else { return }
    try store.addResources(task.resources, now: Date().timeIntervalSince1970)
  }

  /// Whether `environment` is that of the session in `store`; a task file may lie elsewhere than it did.
  private static func isSame(_ environment: String, _ store: SessionStore) throws -> Bool {
    if environment == store.info.environment { return true }
    guard TaskFile.isPath(environment), TaskFile.isPath(store.info.environment) else { return false }
    return try TaskFile(path: environment) == TaskFile(keptIn: store)
  }

  /// What is said where settings were asked for that an existing session does not have.
  package static let keepsItsSettings =
    "the session is there already and goes on by its own settings and seed; "
    + "another --session begins with those given here"

  package static func settings(of store: SessionStore) throws -> SessionSettings {
    // They fill what older settings leave out. A session whose environment is not to be had can still be read.
    let presets = (try? Catalogs.standard.environment(of: store, settings: chosen(store)))?.presets ?? .continuous
    let defaults = try SessionSettings(environment: store.info.environment, presets: presets, seed: store.info.seed)
    guard var settings = try? decode(SessionSettings.self, from: Data(store.info.configuration.utf8), over: defaults)
    else {
      throw CoachError.badCheckpoint(store.info.path, "its settings cannot be read by this version of sidecoach")
    }
    // What another version may set keeps nobody from the rest.
    for (key, value) in (try? store.recall(.identifyingSettings)) ?? [:] {
      try? settings.applyIdentifying(["\(key)=\(value)"])
    }
    SettingChanges.apply(of: store, to: &settings)
    return settings
  }

  /// The `environment.*` settings of a session whose environment cannot be made without them.
  private static func chosen(_ store: SessionStore) -> [String: String] {
    struct Chosen: Decodable { var environmentSettings: [String: String]? }
    guard Catalogs.standard.isBridged(store.info.environment) else { return [:] }
    let data = Data(store.info.configuration.utf8)
    return (try? JSONDecoder().decode(Chosen.self, from: data))?.environmentSettings ?? [:]
  }

  /// Ports that hand checkpoints and events to `writer`.
  package static func ports(
    writer: SessionWriter, snapshots: LatestValue<EngineSnapshot> = LatestValue(),
    commands: Mailbox<EngineCommand> = Mailbox(), wake: @escaping @Sendable () -> Void = {}
  ) -> EnginePorts {
    EnginePorts(
      snapshots: snapshots, commands: commands, record: { writer.record($0) },
      store: { run, step, bytes, isAsked in
        try writer.check()
        writer.store(bytes, run: run, step: step, isAsked: isAsked)
      },
      settle: {
        writer.flush()
        try writer.check()
      }, wake: wake)
  }
}
