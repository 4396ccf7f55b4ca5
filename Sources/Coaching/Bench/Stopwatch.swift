import Glibc

/// Measures how fast something goes, and what it leaves on the heap.
package enum Stopwatch {
  /// Units per second of `work`, which does some units and returns how many.
  ///
  /// The median of many short windows: what else runs on the machine disturbs some windows, not the median.
  package static func rate(seconds: Double, _ work: () -> Int) -> Double {
    let clock = ContinuousClock()
    let window = max(0.005, min(0.05, seconds / 10))
    _ = work()
    var rates: [Double] = []
    let start = clock.now
    repeat {
      let opened = clock.now
      var units = 0
      var elapsed = 0.0
      repeat {
        units += work()
        elapsed = (clock.now - opened).seconds
      } while elapsed < window
      rates.append(Double(units) / elapsed)
    } while (clock.now - start).seconds < seconds
    rates.sort()
    return rates[rates.count / 2]
  }

  /// Bytes per unit by which the heap grew during `work`, which does some units and returns how many; nil where the C
  /// library does not tell.
  package static func heapGrowth(_ work: () -> Int) -> Double? {
    _ = work()
    guard var before = heapBytes() else { return nil }
    // Looking at the heap leaves something there itself, the first few times.
    for _ in 0..<8 {
      guard let now = heapBytes(), now != before else { break }
      before = now
    }
    var units = 0
    for _ in 0..<32 { units += work() }
    guard let after = heapBytes() else { return nil }
    return Double(after - before) / Double(max(1, units))
  }

  /// Bytes in use on the heap, by glibc's `malloc_info`, which Swift's import of the C library leaves out.
  private static func heapBytes() -> Int? {
    typealias MallocInfo = @convention(c) (Int32, OpaquePointer) -> Int32
    guard let symbol = dlsym(nil, "malloc_info") else { return nil }
    let mallocInfo = unsafeBitCast(symbol, to: MallocInfo.self)
    // A fixed buffer, so that looking at the heap changes it as little as can be.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { text -> Int? in
      guard let file = fmemopen(text.baseAddress, text.count, "w") else { return nil }
      let status = mallocInfo(0, OpaquePointer(file))
      fclose(file)
      guard status == 0, let start = text.baseAddress else { return nil }
      return bytesInUse(String(cString: start))
    }
  }

  /// Reads the sums after the last heap: system − fast − rest + mmap.
  private static func bytesInUse(_ report: String) -> Int? {
    let lines = report.split(separator: "\n")
    func size(_ prefix: String) -> Int? {
      let line = lines.last { $0.hasPrefix(prefix) }
      guard let field = line?.split(separator: "\"").last(where: { $0.allSatisfy(\.isNumber) }) else { return nil }
      return Int(field)
    }
    guard let system = size("<system type=\"current\""), let fast = size("<total type=\"fast\""),
      let rest = size("<total type=\"rest\""), let mapped = size("<total type=\"mmap\"")
    else { return nil }
    return system - fast - rest + mapped
  }
}

extension Duration {
  /// As a number.
  package var seconds: Double { self / .seconds(1) }
}
