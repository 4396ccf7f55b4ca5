import RLCore

/// The laws of each capability.
extension EnvironmentCheck {
  /// The entry and its shards agree on what the environment can do, and it keeps the laws of all of that.
  mutating func capabilities() {
    let shard = entry.makeShard(1)
    func agrees(_ capability: Capability, _ isThere: Bool) -> Bool {
      entry.capabilities.contains(capability) == isThere
    }
    expect(
      agrees(.restorable, shard.restorable != nil) && agrees(.viewable, shard.viewable != nil)
        && agrees(.narrated, entry.interpreter != nil), "the entry says what the environment can do")
    expect(
      (shard.featured == nil) == entry.featureNames.isEmpty
        && Set(entry.featureNames).count == entry.featureNames.count, "features have distinct names")
    restoresExactly()
    reseeds()
    refusesStatesOfAnotherSize()
    wordsFit()
  }

  /// After `restore(capture())` the same actions lead to the same future, random draws and later episodes included.
  mutating func restoresExactly() {
    let law = "a restored state has the same future"
    let (original, copy) = (entry.makeShard(1), entry.makeShard(1))
    guard let states = copy.restorable else { return }
    var generator = SeededGenerator(seed: seed, stream: 4)
    original.reset(0, seed: seed)
    for pause in [0, 1, 7, 60, 400] {
      for _ in 0..<pause { advance(original, action(&generator)) }
      let state = capture(original)
      copy.reset(0, seed: seed &+ 77)
      for _ in 0..<13 { advance(copy, action(&generator)) }
      guard (try? states.restore(0, state: state[...])) != nil else {
        expect(false, "a captured state can be restored")
        return
      }
      expect(capture(copy) == state, "a restored state captures as itself")
      expect(meaningful(row(copy)) == meaningful(row(original)), "a restored state looks the same")
      expect(copy.picture(0) == original.picture(0), "a restored state is drawn the same")
      for _ in 0..<600 {
        let action = action(&generator)
        let outcomes = (advance(original, action), advance(copy, action))
        let isSame = outcomes.0 == outcomes.1 && capture(original) == capture(copy)
        expect(isSame && meaningful(row(original)) == meaningful(row(copy)), law)
        if !isSame { return }
      }
    }
  }

  /// `reseed` changes what will be drawn and nothing that is seen; equal seeds give equal futures.
  mutating func reseeds() {
    let shard = entry.makeShard(3)
    guard let states = shard.restorable else { return }
    var generator = SeededGenerator(seed: seed, stream: 5)
    for index in 0..<3 {
      shard.reset(index, seed: seed)
      let before = meaningful(row(shard, index))
      states.reseed(index, seed: index < 2 ? 5 : 6)
      expect(meaningful(row(shard, index)) == before, "reseeding changes nothing that is seen")
    }
    for _ in 0..<200 {
      let action = action(&generator)
      let outcomes = (0..<3).map { advance(shard, action, index: $0) }
      expect(outcomes[0] == outcomes[1] && capture(shard) == capture(shard, 1), "equal seeds give equal futures")
    }
  }

  /// Bytes of another length are refused with the numbers named.
  mutating func refusesStatesOfAnotherSize() {
    let shard = entry.makeShard(1)
    shard.reset(0, seed: seed)
    let state = capture(shard)
    guard let states = shard.restorable else { return }
    for wrong in [[], Array(state.dropLast()), state + [0]] as [[UInt8]] {
      do {
        try states.restore(0, state: wrong[...])
        expect(false, "a state of another size is refused")
      } catch {
        let expected = EnvironmentError.stateSize(expected: state.count, found: wrong.count)
        expect(error as? EnvironmentError == expected, "a refused state names both sizes")
      }
    }
    expect(capture(shard) == state, "a refused state changes nothing")
  }

  /// The interpreter has words for every step.
  mutating func wordsFit() {
    guard let words = entry.interpreter else { return }
    let shard = entry.makeShard(1)
    shard.reset(0, seed: seed)
    var generator = SeededGenerator(seed: seed, stream: 6)
    var rows = [row(shard)]
    var steps: [EpisodeStep] = []
    for _ in 0..<50 {
      let action = action(&generator)
      let outcome = step(shard, action)
      let value = action.withUnsafeBufferPointer { $0.baseAddress.map { Action(values: $0, space: entry.spec.action) } }
      if let value {
        steps.append(EpisodeStep(action: value, reward: outcome.reward, value: 0, probabilities: []))
      }
      rows.append(row(shard))
      if outcome.isOver { break }
    }
    let lines = words.narrate(rows: rows, steps: steps, first: 3)
    expect(lines.count == steps.count && lines.allSatisfy { !$0.isEmpty }, "every step has a line of narration")
    expect(rows.allSatisfy { !words.key(row: $0).isEmpty }, "every row has a key")
    expect(rows.map { words.key(row: $0) } == rows.map { words.key(row: $0) }, "a row's key is always the same")
    expect(
      ![words.background, words.rules, words.criteria, entry.summary].contains(""), "the task is described in words")
  }
}
