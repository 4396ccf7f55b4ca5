import Glibc
import Synchronization

/// A fixed set of threads that share out the indices of one loop at a time.
///
/// Which thread takes which index depends on timing, so a body must write only to what belongs to its index; then the
/// results are the same for any number of threads. Workers spin for a moment between loops, since training
/// has many short ones, and sleep after that.
public final class WorkerPool: Sendable {
  /// Threads that take part, the caller's included.
  public let threads: Int
  private let loop = SharedLoop()
  private let workers: [OwnedThread]
  private let profile: LoopProfile?

  /// A pool of `threads` threads, the caller's included; 1 runs everything on the caller.
  public init(threads: Int) {
    self.threads = max(1, threads)
    profile = nil
    let loop = loop
    // Where the system gives fewer threads, the loops run on those there are.
    workers = (1..<max(1, threads)).compactMap { _ in try? OwnedThread { loop.work() } }
  }

  /// A pool that says it had `threads` threads and runs everything on the caller, so that `profile` sees what each index
  /// of each loop takes where nothing else is at work.
  public init(pretending threads: Int, profile: LoopProfile) {
    self.threads = max(1, threads)
    self.profile = profile
    workers = []
  }

  deinit {
    loop.close()
    for worker in workers { worker.join() }
  }

  /// Processors of this machine.
  public static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Runs `work` for every index in 0 ..< `count`, on all threads, and returns when all are done.
  ///
  /// Several threads may call at once and take turns; `work` itself must not call `run` of the same pool.
  ///
  /// - Parameter isEven: each index is little work, and each as much as the others: a thread then takes several at once,
  ///   a quarter of its share, since to fetch one from what all threads share costs about as much as the work.
  public func run(_ count: Int, isEven: Bool = false, _ work: (Int) -> Void) {
    let atOnce = isEven ? max(1, count / (4 * threads)) : 1
    if let profile, count > 1 { return profile.run(count, atOnce: atOnce, threads: threads, work) }
    guard count > 1, !workers.isEmpty else {
      for index in 0..<max(0, count) { work(index) }
      return
    }
    loop.run(count, atOnce: atOnce, workers: workers.count, work)
  }
}

/// What the threads of a pool share.
///
/// Safe to share: `body`, `limit` and `atOnce` are written under `mutex` before `generation` rises and are read only after it was
/// seen to rise; the rest is atomic.
private final class SharedLoop: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Held for a whole loop: a second thread that calls `run` waits for its turn.
  private let turn = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let generation = Atomic<Int>(0)
  private let nextIndex = Atomic<Int>(0)
  private let busy = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private var limit = 0
  private var atOnce = 1
  private var body: UnsafePointer<(Int) -> Void>?

  /// Turns of waiting before a thread sleeps: some hundred microseconds, longer than the serial work between the loops of
  /// a gradient step. To be woken costs a thread about as much, and there are five loops in a step.
  private static let patience = 40_000

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_mutex_init(turn, nil)
    pthread_cond_init(wakeUp, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_mutex_destroy(turn)
    pthread_cond_destroy(wakeUp)
    mutex.deallocate()
    turn.deallocate()
    wakeUp.deallocate()
  }

  func run(_ count: Int, atOnce: Int, workers: Int, _ work: (Int) -> Void) {
    pthread_mutex_lock(turn)
    defer { pthread_mutex_unlock(turn) }
    withoutActuallyEscaping(work) { escaping in
      withUnsafePointer(to: escaping) { pointer in
        pthread_mutex_lock(mutex)
        body = pointer
        limit = count
        self.atOnce = atOnce
        nextIndex.store(0, ordering: .relaxed)
        busy.store(workers, ordering: .relaxed)
        generation.add(1, ordering: .releasing)
        pthread_cond_broadcast(wakeUp)
        pthread_mutex_unlock(mutex)
        drain()
        var turns = 0
        while busy.load(ordering: .acquiring) > 0 {
          turns += 1
          if turns > Self.patience { sched_yield() }
        }
      }
    }
  }

  func close() {
    isClosed.store(true, ordering: .releasing)
    pthread_mutex_lock(mutex)
    generation.add(1, ordering: .releasing)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(mutex)
  }

  private func drain() {
    guard let body else { return }
    while true {
      let first = nextIndex.add(atOnce, ordering: .relaxed).oldValue
      guard first < limit else { return }
      for index in first..<min(limit, first + atOnce) { body.pointee(index) }
    }
  }

  func work() {
    var seen = 0
    while true {
      var turns = 0
      while generation.load(ordering: .acquiring) == seen, turns < Self.patience { turns += 1 }
      if generation.load(ordering: .acquiring) == seen {
        pthread_mutex_lock(mutex)
        while generation.load(ordering: .acquiring) == seen { pthread_cond_wait(wakeUp, mutex) }
        pthread_mutex_unlock(mutex)
      }
      if isClosed.load(ordering: .acquiring) { return }
      seen = generation.load(ordering: .acquiring)
      drain()
      busy.subtract(1, ordering: .releasing)
    }
  }
}
