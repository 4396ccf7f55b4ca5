import Algorithms
import Coaching
import Engine
import RLCore
import SessionStore
import Testing

/// Runs that are taken back to an earlier checkpoint.
@Suite struct RollbackTests {
  /// A base of four updates of 512 steps, each of which left a checkpoint.
  private func trained() throws -> Desk {
    var settings = try Desk.pong()
    settings.training.totalSteps = 2_048
    settings.checkpointsKept = 10
    let desk = try Desk(settings)
    desk.coach.driver.checkpointInterval = .zero
    _ = try desk.coach.train()
    return desk
  }

  @Test func theRunGoesOnFromThereAsItDidBefore() throws {
    let desk = try trained()
    let before = try #require(try desk.store.run(named: .base))
    let outcome = try desk.coach.rollBack(.base, to: 1_024)
    #expect(outcome.from == 2_048 && outcome.kept == "base~1" && outcome.run.step == 1_024)
    #expect(try desk.store.policy(of: "base").step == 1_024)
    let after = try desk.coach.train()
    #expect(after.step == 2_048 && after.state == .finished && after.digest == before.digest)
    #expect(after.checkpoint != before.checkpoint, "what is kept has its own")
    #expect(try desk.store.run(named: "base~1")?.digest == before.digest)
    #expect(try desk.store.stepsSpent() == [.train: 3_072])
    let (run, kept) = (try desk.store.metrics(run: .base), try desk.store.metrics(run: "base~1"))
    #expect(Set(run.map(\.step)) == [512, 1_024, 1_536, 2_048] && Set(kept.map(\.step)) == [1_536, 2_048])
    let marks = try desk.store.recorder(of: .base, events: desk.store.events()).marks
    let mark = try #require(marks.first { $0.kind == .rolledBack(from: 2_048) })
    #expect(mark.moment.step == 1_024)
    #expect(try desk.store.damage().isEmpty)
  }

  @Test func whatIsKeptCanBeForked() throws {
    let desk = try trained()
    _ = try desk.coach.rollBack(.base, to: 512)
    let order = try ForkOrder(from: "base~1@1536", as: "undone")
    let run = try order.perform(by: desk.coach) { _ in }
    #expect(run.step == 2_048)
    #expect(try desk.store.root(of: "undone") == .base)
    #expect(
      try desk.store.metrics(run: "undone", name: .policyLoss).map(\.value)
        == desk.store.metrics(run: "base~1", name: .policyLoss).suffix(1).map(\.value))
  }

  @Test func whatCannotBeIsSaidAndChangesNothing() throws {
    let desk = try trained()
    func said(_ run: RunName, _ step: Int) -> String {
      do { _ = try desk.coach.rollBack(run, to: step) } catch { return "\(error)" }
      return ""
    }
    #expect(said(.base, 7).contains("only at 512, 1024, 1536, 2048"))
    #expect(said(.base, 2_048).contains("goes on from step 2048 in any case"))
    #expect(said("ppo", 512).contains("no run 'ppo'"))
    #expect(try desk.store.runs().count == 1)
    _ = try desk.coach.rollBack(.base, to: 1_024)
    #expect(said("base~1", 1_536).contains("--from base~1@1536"))
    #expect(try desk.store.runs().count == 2)
  }
}
