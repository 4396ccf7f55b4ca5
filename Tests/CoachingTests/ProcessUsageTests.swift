import Coaching
import Testing

@Suite struct ProcessUsageTests {
  @Test func theProcessTellsWhatItHolds() throws {
    let usage = try #require(ProcessUsage.now())
    #expect(usage.residentBytes > 1 << 20)
    // The three standard streams, and this thread.
    #expect(usage.descriptors >= 3 && usage.threads >= 1)
  }

  @Test func driftIsBetweenTheThirdsBehindTheWarmUp() throws {
    // A quarter warms up; of the nine that are left three are the first and three the last.
    let drift = try #require(
      ProcessUsage.drift([900, 800, 700, 10, 12, 11, 50, 50, 50, 20, 22, 21], warmUp: 0.25))
    #expect(drift.first == 11 && drift.last == 21)
  }

  @Test func ofTooFewRecordsNothingIsSaid() {
    #expect(ProcessUsage.drift([1, 2], warmUp: 0) == nil)
    #expect(ProcessUsage.drift([1, 2, 3], warmUp: 0.25) == nil)
    #expect(ProcessUsage.drift([], warmUp: 0.25) == nil)
  }
}
