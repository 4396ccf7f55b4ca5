import Algorithms
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
  /// Whether a repair made the database anew.
  private(set) var isRebuilt = false
  /// What keeps the session from working, with what to do next.
  private(set) var problems: [String] = []

  /// Looks at the session in `path` and, where it `repairs`, sets aside what is damaged.
  init(path: String, repairs: Bool) {
    do {
      if repairs { try repair(path) } else { try look(path) }
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

  private mutating func repair(_ path: String) throws {
    let repair: SessionRepair?
    do {
      repair = try SessionStore.repair(path: path, now: Date().timeIntervalSince1970, reading: Self.read)
    } catch SessionStoreError.readOnly(_, let reason) {
      throw CoachError.readOnly(reason)
    }
    if let repair {
      copy = repair.copy
      isRebuilt = repair.isRebuilt
      setAside = repair.setAside.map { "\($0)" }
      damage = setAside + repair.left.map { "\($0)" }
    }
    let store = try SessionStore.open(path: path, readOnly: true)
    defer { store.close() }
    damage += Self.settingsProblem(of: store)
  }

  private mutating func look(_ path: String) throws {
    let store: SessionStore
    do { store = try Self.open(path) } catch let error as SessionStoreError {
      guard case .corrupt = error, let damaged = try? SessionStore.openDamaged(path: path) else { throw error }
      defer { damaged.close() }
      problems.append("\(error)")
      damage = try damaged.damage(reading: Self.read).map { "\($0)" }
      return
    }
    defer { store.close() }
    damage = try Self.settingsProblem(of: store) + store.damage(reading: Self.read).map { "\($0)" }
  }

  /// As whatever plays it does.
  private static func read(_ checkpoint: [UInt8]) throws { _ = try PolicyCheckpoint(bytes: checkpoint) }

  /// For looking, nothing is locked; a session of an earlier version is brought up to date, as by whatever opens it.
  private static func open(_ path: String) throws -> SessionStore {
    do { return try SessionStore.open(path: path, readOnly: true) } catch SessionStoreError.olderVersion {
      return try SessionStore.open(path: path)
    }
  }

  private static func settingsProblem(of store: SessionStore) -> [String] {
    do {
      _ = try SessionOpening.settings(of: store)
      return []
    } catch {
      return ["settings: \(error)"]
    }
  }
}
