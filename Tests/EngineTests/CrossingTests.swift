import Engine
import RLCore
import Testing
import Threads

@Suite struct CrossingTests {
  @Test func aWholeDriveRunsOnAThreadOfItsOwn() throws {
    let outside = Outside()
    let ports = outside.ports
    let thread = try OwnedThread {
      // Jobs are born on the thread that drives them.
      try? EngineDriver(ports: ports).drive(FakeJob(units: 20))
    }
    thread.join()
    #expect(outside.milestones.last == .finished(run: "fake", step: 200))
    #expect(try #require(outside.snapshots.take()).step == 200)
  }
}
