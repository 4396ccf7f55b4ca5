import RLCore

/// Where a search for sequences is likely to pay, the most promising first.
///
/// By turns a step with a large value drop V(s_t) − [r_t + γ V(s_{t+1})], no two of them side by side, and one of the last
/// steps before a fall, spread over them. An episode that was cut by its limit came to no fall: of such a one, and of a
/// stretch that ends before the fall comes near, the value drops alone are searched.
struct SegmentPlaces {
  /// −δ of every step of the episode (steps).
  var drops: [Double]
  /// The steps of a stretch that are near a fall; nil where none is.
  var fall: ClosedRange<Int>?

  /// Looks at the stretch `steps` of `episode`, whose values are read by `values`.
  init(_ episode: Episode, in steps: ClosedRange<Int>, _ values: RecordedValues, beforeFall: Int) {
    drops = values.differences(of: episode).map { -$0 }
    let first = max(0, episode.steps.count - beforeFall)
    guard episode.terminated, steps.upperBound >= first else { return }
    fall = max(steps.lowerBound, first)...steps.upperBound
  }

  /// So many steps at most, in the order in which they are worth a search.
  func ranked(in steps: ClosedRange<Int>, _ count: Int) -> [Int] {
    var chosen: [Int] = []
    var falls = near.makeIterator()
    var large = drops.highest(steps.count, in: steps).filter { drops[$0] > 0 }
      .sorted { (drops[$1], $0) < (drops[$0], $1) }.makeIterator()
    var isOpen = (drops: true, falls: true)
    while chosen.count < count, isOpen.drops || isOpen.falls {
      var next: Int?
      if isOpen.drops {
        repeat { next = large.next() } while next.map { step in chosen.contains { abs($0 - step) <= 1 } } ?? false
        isOpen.drops = next != nil
        if let next { chosen.append(next) }
      }
      guard chosen.count < count, isOpen.falls else { continue }
      repeat { next = falls.next() } while next.map(chosen.contains) ?? false
      isOpen.falls = next != nil
      if let next { chosen.append(next) }
    }
    return chosen
  }

  /// The steps before the fall, so ordered that however many of the first are taken lie spread over them (van der Corput).
  private var near: [Int] {
    guard let fall else { return [] }
    var seen: Set<Int> = []
    var order: [Int] = []
    var index = 0
    while order.count < fall.count {
      index += 1
      var (place, part, rest) = (0.0, 0.5, index)
      while rest > 0 {
        if rest % 2 == 1 { place += part }
        (part, rest) = (part / 2, rest / 2)
      }
      let step = fall.lowerBound + Int(place * Double(fall.count))
      if seen.insert(step).inserted { order.append(step) }
    }
    return order
  }
}
