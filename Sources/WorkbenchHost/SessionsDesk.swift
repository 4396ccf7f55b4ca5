import Coaching
import Dispatch
import Foundation
import RLCore
import SessionStore
import Synchronization
import WorkbenchUI

/// Serves what the list of sessions, the settings, the comparison and the preferences ask for, off the screen's thread.
final class SessionsDesk: Sendable {
  private let reader: SessionsReader
  /// Of the session that is open here; nil where none is.
  private let settings: SettingsReader?
  private let post: @Sendable (AppMessage) -> Void
  private let queue = DispatchQueue(label: "sidecoach.sessions", qos: .userInitiated)
  private let wanted = Mutex<String?>(nil)

  /// Works on the sessions of `reader`'s directory; `post` takes messages for the screen.
  init(reader: SessionsReader, settings: SettingsReader?, post: @escaping @Sendable (AppMessage) -> Void) {
    self.reader = reader
    self.settings = settings
    self.post = post
  }

  /// The session that the person wants to open in place of this one; nil where none was chosen.
  var next: String? { wanted.withLock { $0 } }

  /// Who serves what, one for each type of effect.
  var servers: [EffectServer] {
    [
      EffectServer { [self] (effect: RunsEffect, ticket) in run(effect, ticket: ticket) },
      EffectServer { [self] (effect: SettingsEffect, ticket) in run(effect, ticket: ticket) },
      StoredPreferences.server(on: queue, post),
      EffectServer { [self] (effect: CompareEffect) in run(effect) },
    ]
  }

  /// Waits until everything asked for is done.
  func finish() { queue.sync {} }

  private func run(_ effect: RunsEffect, ticket: Int?) {
    switch effect {
    case .load: tryTo { [self] in post(.sessions(try reader.list())) }
    case .openSession(let path): wanted.withLock { $0 = path }
    case .setNote(let path, let run, let text):
      store(ticket) { [self] in
        if let open = reader.open, open.info.path == path {
          try open.note(text, on: run.map(RunName.init(_:)))
        } else {
          let other = try SessionStore.open(path: path)
          defer { other.close() }
          try other.note(text, on: run.map(RunName.init(_:)))
        }
      }
    case .delete(let path):
      tryTo { [self] in
        defer { if let list = try? reader.list() { post(.sessions(list)) } }
        try SessionStore.remove(path: path)
        post(.notice("deleted \(path)", isError: false))
      }
    }
  }

  private func run(_ effect: SettingsEffect, ticket: Int?) {
    guard let settings else { return }
    switch effect {
    case .load: tryTo { [self] in post(.settings(try settings.items())) }
    case .set(let group, let key, let value):
      store(ticket) { [self] in
        guard let group = SettingGroup(rawValue: group) else { return }
        try SettingChanges.set(key, to: value, in: group, of: settings.store)
        post(.settings(try settings.items()))
      }
    }
  }

  private func run(_ effect: CompareEffect) {
    let shelf = ExperimentShelf(sessions: reader.directory)
    switch effect {
    case .listExperiments:
      tryTo { [self] in
        let clock = WallClock.formatter(seconds: false)
        post(
          .experiments(
            shelf.items.map {
              ExperimentItem(name: $0.name, changed: clock.string(from: Date(timeIntervalSince1970: $0.changedAt)))
            }))
      }
    case .openExperiment(let name):
      tryTo { [self] in
        let shown = URL(fileURLWithPath: name).lastPathComponent
        post(.experiment(ComparedExperiment(name: shown, try shelf.tasks(of: name))))
      }
    }
  }

  /// Stores something that a person entered, and tells what became of it.
  private func store(_ ticket: Int?, _ work: @escaping @Sendable () throws -> Void) {
    queue.async { [post] in
      do {
        try work()
        if let ticket { post(.stored(ticket: ticket)) }
      } catch {
        post(ticket.map { .refused(ticket: $0, reason: "\(error)") } ?? .notice("\(error)", isError: true))
      }
    }
  }

  private func tryTo(_ work: @escaping @Sendable () throws -> Void) {
    queue.async { [post] in
      do { try work() } catch { post(.notice("\(error)", isError: true)) }
    }
  }
}
