import Glibc
import RLCore

/// The connections of those who follow a session; lives on the serving thread.
struct LiveConnections {
  private struct Connection {
    var descriptor: Int32
    var lines = LiveLines()
    var waiting: [UInt8] = []
  }

  private let listener: Int32
  private let waker: Int32
  private let host: LiveHost
  private let onOrder: @Sendable (LiveOrder) -> String?
  private var connections: [Connection] = []
  /// When the last picture was sent, on a clock that only goes forward.
  private var lastPicture = ContinuousClock.now
  private static let pictureInterval = Duration.milliseconds(200)
  /// Whoever lets more bytes than these wait does not read.
  private static let patience = 64 << 20
  private static let mostConnections = 16

  init(listener: Int32, waker: Int32, host: LiveHost, onOrder: @escaping @Sendable (LiveOrder) -> String?) {
    self.listener = listener
    self.waker = waker
    self.host = host
    self.onOrder = onOrder
  }

  /// Waits until something happens, and sees to it.
  mutating func turn(_ board: LiveBoard) {
    var polls = [
      pollfd(fd: listener, events: Int16(POLLIN), revents: 0), pollfd(fd: waker, events: Int16(POLLIN), revents: 0),
    ]
    for connection in connections {
      let events = connection.waiting.isEmpty ? POLLIN : POLLIN | POLLOUT
      polls.append(pollfd(fd: connection.descriptor, events: Int16(events), revents: 0))
    }
    // A picture that came too early for its turn is sent a moment later.
    _ = poll(&polls, nfds_t(polls.count), connections.isEmpty ? 10_000 : 200)
    var woken = [UInt8](repeating: 0, count: 256)
    while read(waker, &woken, woken.count) > 0 {}
    for index in connections.indices.reversed() where polls[index + 2].revents != 0 {
      if !receive(index) { drop(index) }
    }
    if polls[0].revents != 0 { accept(board) }
    tell(board)
    for index in connections.indices.reversed() where !flush(index) { drop(index) }
  }

  private mutating func accept(_ board: LiveBoard) {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    guard connections.count < Self.mostConnections else {
      close(descriptor)
      return
    }
    var connection = Connection(descriptor: descriptor)
    connection.waiting = LiveLines.line(LiveMessage.hello(host))
    let present = board.present()
    if let stages = present.stages { connection.waiting += LiveLines.line(LiveMessage.stages(stages)) }
    if let snapshot = present.snapshot { connection.waiting += Self.line(snapshot) }
    connections.append(connection)
  }

  /// Takes orders; false where the other end has gone.
  private mutating func receive(_ index: Int) -> Bool {
    guard let bytes = readAvailable(connections[index].descriptor),
      let orders = connections[index].lines.take(bytes, as: LiveOrder.self)
    else { return false }
    for order in orders {
      guard let reason = onOrder(order) else { continue }
      connections[index].waiting += LiveLines.line(LiveMessage.refused(reason))
    }
    return true
  }

  private mutating func tell(_ board: LiveBoard) {
    let now = ContinuousClock.now
    let isDue = now - lastPicture >= Self.pictureInterval
    let (news, snapshot) = board.take(hasFollowers: !connections.isEmpty, wantsPicture: isDue)
    guard !connections.isEmpty else { return }
    var bytes: [UInt8] = []
    for message in news { bytes += LiveLines.line(message) }
    var picture: [UInt8] = []
    if let snapshot {
      picture = Self.line(snapshot)
      lastPicture = now
    }
    for index in connections.indices {
      // Whoever still has a picture to read needs no other one.
      let isBehind = !connections[index].waiting.isEmpty
      connections[index].waiting += isBehind ? bytes : bytes + picture
    }
  }

  /// A picture with as much of its curves as a screen shows. Thinned here, so that work on the session does not wait for it.
  private static func line(_ snapshot: EngineSnapshot) -> [UInt8] {
    LiveLines.line(LiveMessage.snapshot(snapshot.thinned(to: 96)))
  }

  /// Sends what can be sent; false where the other end has gone or does not read.
  private mutating func flush(_ index: Int) -> Bool {
    guard let sent = sendAvailable(connections[index].waiting[...], connections[index].descriptor) else { return false }
    connections[index].waiting.removeFirst(sent)
    return connections[index].waiting.count <= Self.patience
  }

  private mutating func drop(_ index: Int) { close(connections.remove(at: index).descriptor) }

  /// Sends what is left to whoever takes it at once, and lets everybody go.
  mutating func end() {
    for index in connections.indices { _ = flush(index) }
    for connection in connections { close(connection.descriptor) }
    close(listener)
    connections = []
  }
}
