import Coaching
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
  }

  private let tie = Mutex(Tie.none)

  /// Serves a session that is open for writing, so that others can follow.
  ///
  /// - Returns: why nobody can, where that is so.
  func serve(_ store: SessionStore, runner: EffectRunner) -> String? {
    do {
      let host = LiveHost(process: getpid(), isDetached: false)
      let server = try LiveServer(session: store.info.path, host: host) { order in
        switch order {
        case .handOver: return "a person works on it at another screen; leave it there, or enter :detach there, first"
        case .command(.stop): return "a run is ended where its session is open"
        case .command(let command):
          runner.obey(command)
          return nil
        }
      }
      tie.withLock { $0 = .server(server) }
      return nil
    } catch { return "\(error)" }
  }

  /// Follows the process that works on a session; false where there is none that can be followed.
  func follow(
    _ store: SessionStore, snapshots: LatestValue<EngineSnapshot>, wake: @escaping @Sendable () -> Void,
    post: @escaping @Sendable (AppMessage) -> Void
  ) -> Bool {
    let client = try? LiveClient(session: store.info.path) { message in
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
      }
    }
    guard let client else { return false }
    tie.withLock { $0 = .client(client) }
    return true
  }

  /// Tells the others.
  func post(_ snapshot: EngineSnapshot) { if case .server(let server) = held { server.post(snapshot) } }

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
      defer { tie = .none }
      return tie
    }
    switch last {
    case .none: break
    case .server(let server): server.close()
    case .client(let client): client.close()
    }
  }

  private var held: Tie { tie.withLock { $0 } }
}
