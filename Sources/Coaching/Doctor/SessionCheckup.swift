import Foundation
import RLCore
import SessionStore

/// What is damaged in one session, and what came of repairing it.
struct SessionCheckup {
  /// What is damaged, or was before the repair, a line each.
  private(set) var damage: [String] = []
  /// What a repair took out.
  private(set) var setAside: [String] = []
  /// Where a repair put the copy of the session as it was.
  private(set) var copy: String?
  /// What keeps the session from working, with what to do next.
  private(set) var problems: [String] = []

  /// Looks at the session in `path` and, where it `repairs`, sets aside what is damaged.
  init(path: String, repairs: Bool) {
    do {
      let store = try Self.open(path, writing: repairs)
      defer { store.close() }
      if let settings = Self.settingsProblem(of: store) { damage.append(settings) }
      if repairs, let repair = try store.repair(now: Date().timeIntervalSince1970) {
        copy = repair.copy
        setAside = repair.setAside.map { "\($0)" }
        damage += setAside + repair.left.map { "\($0)" }
      } else {
        damage += try store.damage().map { "\($0)" }
      }
    } catch {
      problems.append("\(error)")
    }
    let left = damage.count - setAside.count
    guard left > 0 else { return }
    problems.append(
      repairs
        ? "\(path) is damaged (\(left) of what is named above) and that cannot be set aside; restore it from a backup"
        : "\(path) is damaged (\(left) of what is named above); restore it from a backup, or let 'sidecoach doctor --session \(path) "
          + "--repair' copy it and set aside what cannot be read")
  }

  /// For looking, nothing is locked; a session of an earlier version is brought up to date, as by whatever opens it.
  private static func open(_ path: String, writing: Bool) throws -> SessionStore {
    if !writing {
      do { return try SessionStore.open(path: path, readOnly: true) } catch SessionStoreError.olderVersion {}
    }
    let store = try SessionStore.open(path: path)
    if writing, let reason = store.readOnlyReason {
      store.close()
      throw CoachError.readOnly(reason)
    }
    return store
  }

  private static func settingsProblem(of store: SessionStore) -> String? {
    do {
      _ = try SessionOpening.settings(of: store)
      return nil
    } catch {
      return "settings: \(error)"
    }
  }
}
