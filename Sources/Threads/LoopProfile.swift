import Synchronization

/// What the loops of a pool take on one thread, and what they would take on many that each are as fast: a bound on what
/// threads can gain, from work that is counted and not from threads that are there.
///
/// A loop on n threads takes as long as the one that ends last, where the first free thread takes the next indices in
/// their order, as a pool's do. What is done between the loops stays as long as it is. What is left out makes the bound
/// one: handing a loop over and waiting for its end, and whatever processors share, such as memory and the clock rate
/// that they have when all are at work.
public final class LoopProfile: Sendable {
  /// What loops came to.
  public struct Totals: Sendable, Equatable {
    /// Loops of several indices.
    public var loops = 0
    /// What their indices took in all, in seconds.
    public var work = 0.0
    /// What the loops would take on the threads, in seconds.
    public var shared = 0.0

    /// What `elapsed` seconds on one thread, with these loops inside them, would take on the threads.
    public func seconds(insteadOf elapsed: Double) -> Double { max(0, elapsed - work) + shared }

    /// What was added since `earlier`.
    public func since(_ earlier: Totals) -> Totals {
      Totals(loops: loops - earlier.loops, work: work - earlier.work, shared: shared - earlier.shared)
    }
  }

  private let sum = Mutex(Totals())

  /// A profile of nothing yet.
  public init() {}

  /// The loops so far.
  public var totals: Totals { sum.withLock { $0 } }

  func run(_ count: Int, atOnce: Int, threads: Int, _ body: (Int) -> Void) {
    var times: [Double] = []
    let clock = ContinuousClock()
    for first in stride(from: 0, to: count, by: atOnce) {
      let start = clock.now
      for index in first..<min(count, first + atOnce) { body(index) }
      times.append((clock.now - start) / .seconds(1))
    }
    add(times, threads: threads)
  }

  /// Adds a loop whose pieces took `times`: whichever thread is free first takes the next piece.
  func add(_ times: [Double], threads: Int) {
    var ends = [Double](repeating: 0, count: max(1, threads))
    for time in times {
      guard let free = ends.indices.min(by: { ends[$0] < ends[$1] }) else { continue }
      ends[free] += time
    }
    let (work, longest) = (times.reduce(0, +), ends.max() ?? 0)
    sum.withLock { totals in
      totals.loops += 1
      totals.work += work
      totals.shared += longest
    }
  }
}
