import Testing

@testable import Threads

@Suite struct LoopProfileTests {
  /// Pieces of 1, 2, 3 and 4 seconds: whoever is free first takes the next.
  @Test(arguments: [(1, 10.0), (2, 6.0), (3, 5.0), (4, 4.0), (16, 4.0)])
  func aLoopTakesAsLongAsItsLongestShare(threads: Int, seconds: Double) {
    let profile = LoopProfile()
    profile.add([1, 2, 3, 4], threads: threads)
    #expect(profile.totals == LoopProfile.Totals(loops: 1, work: 10, shared: seconds))
    // Of 13 seconds 3 were no work of the loop and stay.
    #expect(profile.totals.seconds(insteadOf: 13) == 3 + seconds)
    let before = profile.totals
    profile.add([2, 2], threads: threads)
    #expect(profile.totals.since(before) == LoopProfile.Totals(loops: 1, work: 4, shared: threads == 1 ? 4 : 2))
  }

  @Test func aPretendedPoolDoesEveryIndexOnceInOrder() {
    let profile = LoopProfile()
    let pool = WorkerPool(pretending: 16, profile: profile)
    #expect(pool.threads == 16)
    var seen: [Int] = []
    pool.run(100, isEven: true) { seen.append($0) }
    pool.run(3) { seen.append($0) }
    pool.run(1) { seen.append($0) }
    pool.run(0) { seen.append($0) }
    #expect(seen == Array(0..<100) + [0, 1, 2, 0])
    // One index alone is work between loops: no second thread could help.
    #expect(profile.totals.loops == 2 && profile.totals.shared <= profile.totals.work)
  }
}
