import Glibc
package import RLCore
import Synchronization
import Threads

/// Tells whoever follows a session what happens in it, and takes their orders.
///
/// One thread serves all of them. Whoever reads slowly gets fewer pictures and every event; whoever does not read at all is
/// let go. Work on the session never waits here.
package final class LiveServer: Sendable {
  private let board = LiveBoard()
  /// A pipe: what is written at one end wakes the thread at the other.
  private let waker: (read: Int32, write: Int32)
  private let thread: OwnedThread
  private let path: String

  /// Serves the session at `session`, which this process has locked; `onOrder` gives why an order is not carried out, or nil.
  package init(session: String, host: LiveHost, onOrder: @escaping @Sendable (LiveOrder) -> String?) throws {
    let waker = try LiveSocket.pipe()
    let (listener, path) = try LiveSocket.listen(session)
    (self.path, self.waker) = (path, waker)
    thread = try OwnedThread { [board] in
      var work = LiveConnections(listener: listener, waker: waker.read, host: host, onOrder: onOrder)
      while !board.isClosed { work.turn(board) }
      work.end()
    }
  }

  /// The latest picture.
  package func post(_ snapshot: EngineSnapshot) { if board.post(snapshot) { wake() } }

  /// Something that happened.
  package func post(_ message: LiveMessage) { if board.post(message) { wake() } }

  /// Lets everybody go, and takes the socket away; to be called once.
  package func close() {
    board.close()
    wake()
    thread.join()
    unlink(path)
    Glibc.close(waker.read)
    Glibc.close(waker.write)
  }

  private func wake() {
    // Where the pipe is full the thread is awake already.
    var byte: UInt8 = 1
    _ = write(waker.write, &byte, 1)
  }
}

/// What waits to be told: the thread that works puts it down, the one that serves takes it up.
final class LiveBoard: Sendable {
  private struct State {
    var snapshot: EngineSnapshot?
    var isSnapshotNew = false
    var stages: [StageProgress]?
    var news: [LiveMessage] = []
    var hasFollowers = false
    var isClosed = false
  }

  private let state = Mutex(State())

  var isClosed: Bool { state.withLock { $0.isClosed } }

  func close() { state.withLock { $0.isClosed = true } }

  /// Both give whether anybody listens.
  func post(_ snapshot: EngineSnapshot) -> Bool {
    state.withLock { state in
      (state.snapshot, state.isSnapshotNew) = (snapshot, true)
      return state.hasFollowers
    }
  }

  func post(_ message: LiveMessage) -> Bool {
    state.withLock { state in
      if case .stages(let stages) = message { state.stages = stages }
      // Whoever comes later reads from the session what was before.
      if state.hasFollowers { state.news.append(message) }
      return state.hasFollowers
    }
  }

  /// What is to be told to those who follow since the last time; a picture stays until it is wanted.
  func take(hasFollowers: Bool, wantsPicture: Bool) -> (news: [LiveMessage], snapshot: EngineSnapshot?) {
    state.withLock { state in
      let snapshot = wantsPicture && state.isSnapshotNew ? state.snapshot : nil
      defer { (state.news, state.hasFollowers) = ([], hasFollowers) }
      if snapshot != nil { state.isSnapshotNew = false }
      return (state.news, snapshot)
    }
  }

  /// How things stand, for one who has just come.
  func present() -> (stages: [StageProgress]?, snapshot: EngineSnapshot?) {
    state.withLock { ($0.stages, $0.snapshot) }
  }
}
