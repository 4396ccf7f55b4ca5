import RLCore
import Testing

@testable import Algorithms

/// Where sequences come from, and where a search begins.
@Suite struct SegmentProposalTests {
  private let box = ActionSpace.box(low: [-1, 0], high: [1, 4])
  private let names = ActionSpace.discrete(names: ["zero", "one", "two", "three"])

  private func configuration(_ change: (inout SearchConfiguration) -> Void) -> SearchConfiguration {
    var configuration = SearchConfiguration()
    change(&configuration)
    return configuration
  }

  @Test func aWarmStartIsShifted() {
    let solution = (0..<5).map { Action.discrete($0 % 4) }
    #expect(SegmentProposal.shifted(solution, by: 2) == [.discrete(2), .discrete(3), .discrete(0)])
    #expect(SegmentProposal.shifted(solution, by: 5).isEmpty && SegmentProposal.shifted(solution, by: 9).isEmpty)
  }

  @Test func aSearchBeginsWithWhatIsKnown() {
    let (recorded, warm) = ([Action.discrete(1)], [Action.discrete(2), .discrete(3)])
    var generator = SeededGenerator(seed: 1)
    let all = SegmentProposal.all(
      recorded: recorded, warm: warm, in: names, configuration { $0.sequences = 7 }, &generator)
    #expect(all.map(\.given) == [recorded, [], warm, warm, [], warm, []])
    #expect(all.map(\.deviations.count) == [0, 0, 0, 16, 16, 16, 16])
    let cold = SegmentProposal.all(
      recorded: recorded, warm: [], in: names, configuration { $0.sequences = 5 }, &generator)
    #expect(cold.map(\.given) == [recorded, [], [], [], []])
  }

  @Test func givenActionsComeFirstAndThePolicysThen() {
    let proposal = SegmentProposal(
      given: [.continuous([0.5, 1])], deviations: [.shift([0.25, 0.0004]), .shift([-9, 9]), .none])
    let policy = Action.continuous([0.1, 2])
    #expect(proposal.action(0, policy: policy, in: box) == .continuous([0.75, 1]), "three decimals are written down")
    #expect(proposal.action(1, policy: policy, in: box) == .continuous([-1, 4]), "within the bounds")
    #expect(proposal.action(2, policy: policy, in: box) == policy)
    #expect(proposal.action(3, policy: policy, in: box) == policy)
    let discrete = SegmentProposal(given: [.discrete(1)], deviations: [.none, .instead(3)])
    let played = (0..<3).map { discrete.action($0, policy: .discrete(2), in: names) }
    #expect(played == [.discrete(1), .discrete(3), .discrete(2)])
  }

  @Test func noiseIsCorrelatedInTime() {
    let settings = configuration { ($0.correlation, $0.noise) = (0.6, 0.5) }
    var (own, same) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
    let proposal = SegmentProposal.drawn(around: [], steps: 6, in: box, settings, &own)
    // The widths are 2 and 4, so that the deviations are 1 and 2; 1 − 0.6² = 0.8².
    var expected: [Float] = [0, 0]
    for (step, deviation) in proposal.deviations.enumerated() {
      for (index, width) in [Float(1), 2].enumerated() {
        let drawn = width * Float(same.normal())
        expected[index] = step == 0 ? drawn : 0.6 * expected[index] + 0.8 * drawn
      }
      guard case .shift(let shift) = deviation else {
        Issue.record("step \(step) is not shifted")
        continue
      }
      for index in 0..<2 { #expect(abs(shift[index] - expected[index]) < 1e-5) }
    }
    #expect(proposal.deviations.count == 6)
  }

  @Test func discreteNoiseComesInStretches() {
    var generator = SeededGenerator(seed: 3)
    let slow = SegmentProposal.drawn(
      around: [], steps: 400, in: names, configuration { $0.correlation = 0.99 }, &generator)
    let quick = SegmentProposal.drawn(
      around: [], steps: 400, in: names, configuration { $0.correlation = 0 }, &generator)
    func changes(_ proposal: SegmentProposal) -> Int {
      zip(proposal.deviations, proposal.deviations.dropFirst()).count { $0 != $1 }
    }
    // Of 399 steps about 3 and about 274 change: two draws are alike with probability 1/4 + 4/64.
    #expect(changes(slow) < 20 && changes(quick) > 200, "\(changes(slow)), \(changes(quick))")
    for case .instead(let action) in quick.deviations { #expect((0..<4).contains(action)) }
  }
}

/// Where sequences are searched for.
@Suite struct SegmentPlacesTests {
  private let values = RecordedValues(discount: 0.9)

  /// An episode whose values fall by 1 at the steps `drops`, and by next to nothing elsewhere.
  private func episode(steps: Int, drops: [Int], terminated: Bool) -> Episode {
    var values = [Float](repeating: 0, count: steps + 1)
    for step in stride(from: steps - 1, through: 0, by: -1) {
      values[step] = 0.9 * values[step + 1] + (drops.contains(step) ? 1 : 0)
    }
    return Episode(
      id: 1, environment: "Context", seed: 0,
      steps: (0..<steps).map { EpisodeStep(action: .discrete(0), reward: 0, value: values[$0], probabilities: []) },
      stateBytes: 0, states: [], terminated: terminated)
  }

  private func ranked(_ episode: Episode, in steps: ClosedRange<Int>, _ count: Int) -> [Int] {
    SegmentPlaces(episode, in: steps, values, beforeFall: 40).ranked(in: steps, count)
  }

  @Test func valueDropsAndTheStepsBeforeAFallTakeTurns() {
    let fallen = episode(steps: 200, drops: [3, 20, 21, 60], terminated: true)
    let chosen = ranked(fallen, in: 0...199, 6)
    // Of two drops side by side one is enough; the others lie in the middle of the last 40 steps and of their halves.
    #expect(Set(chosen).isSuperset(of: [3, 60, 180, 170, 190]) && Set(chosen).count == 6)
    #expect(chosen.count { [20, 21].contains($0) } == 1)
    #expect(Set(chosen.prefix(2)).contains(180), "whatever is left out, a step before the fall is not")
  }

  @Test func aStateNearATruncationIsNotNearAFall() {
    let cut = episode(steps: 200, drops: [3, 20, 60, 100], terminated: false)
    #expect(SegmentPlaces(cut, in: 0...199, values, beforeFall: 40).fall == nil)
    #expect(Set(ranked(cut, in: 0...199, 4)) == [3, 20, 60, 100])
  }

  @Test func aStretchThatEndsBeforeTheFallHasNoneInIt() {
    let fallen = episode(steps: 200, drops: [30], terminated: true)
    #expect(SegmentPlaces(fallen, in: 0...159, values, beforeFall: 40).fall == nil)
    #expect(SegmentPlaces(fallen, in: 100...170, values, beforeFall: 40).fall == 160...170)
    #expect(ranked(fallen, in: 0...159, 1) == [30])
  }

  @Test func allStepsBeforeAFallAreReachedInTime() {
    let short = episode(steps: 7, drops: [], terminated: true)
    #expect(ranked(short, in: 0...6, 50).sorted() == Array(0...6))
    #expect(ranked(short, in: 2...2, 50) == [2])
  }
}
