import Coaching
import Dispatch
import Engine
import Foundation
import Glibc
import RLCore
import SessionStore
import Synchronization
import Threads
import WorkbenchUI

/// The ties between processes that have one session on a screen: whoever works on it tells the others, who steer it through it.
final class LiveTies: Sendable {
  private enum Tie {
    case none
    case server(LiveServer)
    case client(LiveClient)
    case over
  }

  private let tie = Mutex(Tie.none)
  /// What r_LLM acts on in the run under way.
  private let target = Mutex<AlphaTarget?>(nil)

  /// Serves a session that is open for writing, so that others can follow.
  ///
  /// - Returns: why nobody can, where that is so.
  func serve(_ store: SessionStore, runner: EffectRunner) -> String? {
    do {
      let host = LiveHost(process: getpid(), isDetached: false)
      let server = try LiveServer(session: store.info.path, host: host) { [weak self] order in
        switch order {
        case .handOver: return "a person works on it at another screen; leave it there, or enter :detach there, first"
        case .command(.stop): return "a run is ended where its session is open"
        case .command(let command):
          runner.obey(command, of: self?.target.withLock { $0 } ?? nil)
          return nil
        }
      }
      tie.withLock { $0 = .server(server) }
      return nil
    } catch { return "\(error)" }
  }

  /// Follows the process that works on a session, and the one that takes its place; false where there is none now.
  func follow(
    _ store: SessionStore, snapshots: LatestValue<EngineSnapshot>, wake: @escaping @Sendable () -> Void,
    post: @escaping @Sendable (AppMessage) -> Void
  ) -> Bool {
    let client = try? LiveClient(session: store.info.path) { [weak self] message in
      switch message {
      case .hello: post(.following(true))
      case .snapshot(let snapshot):
        snapshots.put(snapshot)
        wake()
      case .event(let event): post(.event(event))
      case .stages(let stages): post(.stages(stages))
      case .refused(let reason): post(.notice(reason, isError: true))
      case nil:
        post(.following(false))
        post(.notice("the process that worked on this session has ended; open it again to go on here", isError: false))
        self?.waitForAnother(store, snapshots: snapshots, wake: wake, post: post)
      }
    }
    guard let client else { return false }
    let isOver = tie.withLock { tie in
      guard case .over = tie else {
        tie = .client(client)
        return false
      }
      return true
    }
    if isOver { client.close() }
    return !isOver
  }

  /// Looks every second whether another process takes the session up.
  private func waitForAnother(
    _ store: SessionStore, snapshots: LatestValue<EngineSnapshot>, wake: @escaping @Sendable () -> Void,
    post: @escaping @Sendable (AppMessage) -> Void
  ) {
    DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + 1) { [weak self] in
      guard let self else { return }
      let (isOver, last) = tie.withLock { tie -> (Bool, LiveClient?) in
        switch tie {
        case .over: return (true, nil)
        case .client(let client):
          tie = .none
          return (false, client)
        case .none, .server: return (false, nil)
        }
      }
      last?.close()
      guard !isOver, !follow(store, snapshots: snapshots, wake: wake, post: post) else { return }
      waitForAnother(store, snapshots: snapshots, wake: wake, post: post)
    }
  }

  /// Tells the others.
  func post(_ snapshot: EngineSnapshot) {
    target.withLock { $0 = snapshot.alphaTarget }
    if case .server(let server) = held { server.post(snapshot) }
  }

  /// Tells the others.
  func post(_ message: LiveMessage) { if case .server(let server) = held { server.post(message) } }

  /// Tells the others what the stages tell.
  func tell(_ news: BackgroundPipeline.News) {
    switch news {
    case .event(let event): post(.event(event))
    case .stages(let stages): post(.stages(stages))
    case .unstored, .notice, .called, .stored, .compared, .wanted, .done, .ended: break
    }
  }

  /// Gives a command to the process that is followed; false where none is.
  func send(_ command: EngineCommand) -> Bool {
    guard case .client(let client) = held else { return false }
    client.send(.command(command))
    return true
  }

  /// Ends them.
  func close() {
    let last = tie.withLock { tie in
      defer { tie = .over }
      return tie
    }
    switch last {
    case .none, .over: break
    case .server(let server): server.close()
    case .client(let client): client.close()
    }
  }

  private var held: Tie { tie.withLock { $0 } }
}
