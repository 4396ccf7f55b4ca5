import Foundation
import Glibc
import RLCore
import Testing
import Threads

@testable import Coaching

@Suite("Following a session from another process")
struct LiveTests {
  /// A directory of its own whose path is longer than an address of a socket can be.
  private func inLongFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "sidecoach-live-\(UUID().uuidString)/" + String(repeating: "long/", count: 30)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// What a client hears up to a message, which has to come.
  private func heard(_ box: Mailbox<LiveMessage?>, until isLast: (LiveMessage?) -> Bool) throws -> [LiveMessage?] {
    var all: [LiveMessage?] = []
    while !all.contains(where: isLast) {
      let news = box.waitForAll(timeout: .seconds(60))
      try #require(!news.isEmpty, "nothing more came after \(all.count) messages")
      all += news
    }
    return all
  }

  private func snapshot(_ step: Int) -> EngineSnapshot {
    var snapshot = EngineSnapshot()
    (snapshot.run, snapshot.step, snapshot.totalSteps) = ("ppo", step, 100)
    snapshot.metrics[.entropy] = .nan
    snapshot.frame = Frame(width: 2, height: 2, caption: "0 : 1")
    return snapshot
  }

  @Test func whoFollowsHearsEverythingAndIsHeard() throws {
    try inLongFolder { folder in
      let orders = Mailbox<LiveOrder>()
      let server = try LiveServer(session: folder, host: LiveHost(process: 7, isDetached: true)) { order in
        orders.send(order)
        return order == .command(.stop) ? "not from there" : nil
      }
      var status = stat()
      #expect(stat(folder + "/live.sock", &status) == 0 && status.st_mode & 0o777 == 0o600)
      server.post(.stages([StageProgress(stage: .train, state: .running)]))
      server.post(snapshot(1))

      let box = Mailbox<LiveMessage?>()
      let client = try LiveClient(session: folder) { box.send($0) }
      let present = try heard(box) { if case .snapshot = $0 { true } else { false } }
      #expect(present.first == .hello(LiveHost(process: 7, isDetached: true)))
      #expect(present.contains(.stages([StageProgress(stage: .train, state: .running)])))

      for step in 0..<500 { server.post(.event(.started(run: "ppo", step: step))) }
      server.post(snapshot(99))
      let news = try heard(box) { if case .snapshot(let snapshot) = $0 { snapshot.step == 99 } else { false } }
      let steps = news.compactMap { if case .event(.started(_, let step)) = $0 { step } else { nil } }
      #expect(steps == Array(0..<500), "events come in order, and none is lost")
      if case .snapshot(let last)? = news.last ?? nil {
        #expect(last.metrics[.entropy]?.isNaN == true && last.frame?.caption == "0 : 1")
      }

      client.send(.command(.setAlpha(0.3)))
      client.send(.command(.stop))
      #expect(try heard(box) { if case .refused = $0 { true } else { false } }.contains(.refused("not from there")))
      #expect(orders.takeAll() == [.command(.setAlpha(0.3)), .command(.stop)])
      server.close()
      #expect(try heard(box) { $0 == nil }.last == .some(nil))
      client.close()
      #expect(stat(folder + "/live.sock", &status) != 0, "the socket goes with the server")
    }
  }

  @Test func withoutAServerThereIsNobodyToFollow() throws {
    try inLongFolder { folder in
      #expect(throws: LiveSocket.Failure.self) { _ = try LiveClient(session: folder) { _ in } }
      // A socket that a killed process left behind is taken over.
      for _ in 0..<2 { close(try LiveSocket.listen(folder).descriptor) }
    }
  }

  @Test func linesAreCutWhereverTheyArrive() throws {
    let orders: [LiveOrder] = [.handOver, .command(.setAlpha(0.25)), .command(.pause)]
    let bytes = orders.flatMap { LiveLines.line($0) }
    for size in [1, 7, bytes.count] {
      var lines = LiveLines()
      var found: [LiveOrder] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        let taken = lines.take(bytes[start..<min(bytes.count, start + size)], as: LiveOrder.self)
        found += try #require(taken)
      }
      #expect(found == orders)
    }
    var lines = LiveLines()
    let known = lines.take(Array("{\"of another version\":1}\n".utf8) + LiveLines.line(orders[0]), as: LiveOrder.self)
    #expect(known == [.handOver])
    // Versions that did not say who turns α are understood.
    let early = lines.take(Array("{\"command\":{\"_0\":{\"setAlpha\":{\"_0\":0.5}}}}\n".utf8), as: LiveOrder.self)
    #expect(early == [.command(.setAlpha(0.5))])
    let endless = lines.take([UInt8](repeating: 0x78, count: LiveLines.longest + 1), as: LiveOrder.self)
    #expect(endless == nil)
  }
}
