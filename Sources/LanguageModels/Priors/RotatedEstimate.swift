/// What a model makes of options that it is offered under letters, with the options moved on from letter to letter, so
/// that none of them profits from its letter.
///
/// Small models favour letters whatever these stand for. Over all rotations each option stands under each letter once,
/// and what a letter adds by itself is the same for all of them.
///
/// | symbol | meaning | code |
/// |---|---|---|
/// | p_r(a) | the estimate with the options moved on by r letters | one call of `ask` |
/// | p(a) = mean_r p_r(a) | the estimate without the letters' part | `estimate.probabilities` |
/// | b(l) = mean_r p_r(option under l) | a letter's own share, 1/n without bias | `letterShares` |
/// | ½ Σ_l \|b(l) − 1/n\| | the bias that one question alone would have | `letterBias` |
/// | ½ Σ_a \|p_even(a) − p_odd(a)\| | how far two halves of the rotations differ | `remainingBias` |
public struct RotatedEstimate: Sendable, Equatable {
  /// The mean over the rotations.
  public var estimate: PriorEstimate
  /// The mean probability of whatever stands under each letter; empty where no letters were used.
  public var letterShares: [Double]
  /// How far the letters' shares are from equal: 0 without bias, near 1 where one letter is always chosen. Nil where one
  /// order alone was asked, which cannot tell letters from options.
  public var letterBias: Double?
  /// How far the estimate of every other rotation is from that of the rest; nil where there is one rotation only.
  public var remainingBias: Double?
  /// Questions that were asked.
  public var questions: Int

  /// An estimate to which no letters led.
  public init(_ estimate: PriorEstimate) {
    self.estimate = estimate
    letterShares = []
    questions = 1
  }

  /// Asks about `count` options in up to `rotations` orders, evenly spread over all that there are.
  ///
  /// - Parameter ask: the probabilities of the options in the order that is given, by their places.
  public init(
    of count: Int, rotations: Int, ask: (_ order: [Int]) async throws -> PriorEstimate
  ) async throws {
    let turns = max(1, min(rotations, count))
    var mean = [Double](repeating: 0, count: count)
    var halves = [mean, mean]
    var sizes = [0, 0]
    var shares = mean
    var coverage = 0.0
    var source = PriorSource.logprobs
    for turn in 0..<turns {
      let shift = turn * count / turns
      let order = (0..<count).map { ($0 + shift) % count }
      let found = try await ask(order)
      for (letter, option) in order.enumerated() {
        mean[option] += found.probabilities[letter] / Double(turns)
        halves[turn % 2][option] += found.probabilities[letter]
        shares[letter] += found.probabilities[letter] / Double(turns)
      }
      sizes[turn % 2] += 1
      coverage += found.coverage / Double(turns)
      source = found.source
    }
    estimate = PriorEstimate(probabilities: mean, source: source, coverage: coverage)
    letterShares = shares
    let even = 1 / Double(max(count, 1))
    letterBias = turns > 1 ? shares.reduce(0) { $0 + abs($1 - even) } / 2 : nil
    remainingBias =
      turns > 1
      ? zip(halves[0], halves[1]).reduce(0) { $0 + abs($1.0 / Double(sizes[0]) - $1.1 / Double(sizes[1])) } / 2 : nil
    questions = turns
  }
}
