import Glibc
import Networks
import RLCore

/// What each sample of a rollout has to do with the table; each shard writes its own samples.
final class CoachedPlaces {
  /// The entry that the sample's state matches, or -1 (samples).
  let matched: UnsafeMutablePointer<Int32>
  /// The entry whose action was played for the policy, or -1 (samples).
  let forced: UnsafeMutablePointer<Int32>
  /// The step of that entry's segment, from 0, where one was played (samples).
  let offset: UnsafeMutablePointer<Int32>
  private let samples: Int

  init(samples: Int) {
    self.samples = samples
    matched = .allocate(capacity: samples)
    forced = .allocate(capacity: samples)
    offset = .allocate(capacity: samples)
    for places in [matched, forced] { places.initialize(repeating: -1, count: samples) }
    offset.initialize(repeating: 0, count: samples)
  }

  deinit { for places in [matched, forced, offset] { places.deallocate() } }
}

/// The table as the loss reads it, by entry.
final class CoachedAdvice {
  /// w (entries).
  let weights: [Float]
  /// r of the advised action (entries).
  let rewards: [Float]
  /// r⁻ of the recorded action, 0 where there is none or it is the advised one (entries).
  let blames: [Float]
  /// Steps for which an override is held (entries).
  let holds: [Int]
  /// What overrides play (entries).
  private let segments: [ActionSegment]
  /// a* of every step of every sequence, and once of an action that is held (actions, width).
  private let actions: FloatBuffer
  /// The rows of `actions` that an entry has (entries).
  private let rows: [Range<Int>]
  private let others: FloatBuffer
  private let width: Int

  init(_ table: GuidanceTable, _ configuration: GuidanceConfiguration, width: Int) {
    let entries = table.entries
    let gains = entries.compactMap(\.gain).filter { $0 > 0 }
    let usual = gains.isEmpty ? 1 : gains.reduce(0, +) / Double(gains.count)
    weights = entries.map { entry in
      guard let gain = entry.gain else { return 1 }
      guard gain > 0 else { return 0 }
      return Float(min(exp(gain / (configuration.temperature * usual)), configuration.greatestWeight))
    }
    // A rating that the evidence contradicts is nobody's.
    rewards = entries.map { ($0.gain ?? 0) > 0 && $0.reward < 0 ? 0 : Float($0.reward) }
    blames = entries.map { $0.recorded == nil || $0.recorded == $0.action ? 0 : Float($0.blame ?? 0) }
    segments = entries.map { $0.segment(hold: configuration.hold) }
    holds = segments.map(\.count)
    self.width = width
    rows = entries.reduce(into: []) { rows, entry in
      let first = rows.last?.upperBound ?? 0
      rows.append(first..<(first + 1 + (entry.following?.count ?? 0)))
    }
    actions = FloatBuffer(count: max(1, (rows.last?.upperBound ?? 0) * width))
    others = FloatBuffer(count: max(1, entries.count * width))
    for (index, entry) in entries.enumerated() {
      for (row, action) in zip(rows[index], [entry.action] + (entry.following ?? [])) {
        for (place, number) in action.values.prefix(width).enumerated() { actions.base[row * width + place] = number }
      }
      for (place, number) in (entry.recorded ?? entry.action).values.prefix(width).enumerated() {
        others.base[index * width + place] = number
      }
    }
  }

  /// a* of an entry in step `step` of its segment (width).
  func advised(_ index: Int, step: Int = 0) -> UnsafePointer<Float> {
    UnsafePointer(actions.base + min(rows[index].lowerBound + step, rows[index].upperBound - 1) * width)
  }
  /// The step of an entry's segment at which so many are left to play, this one among them.
  func step(of index: Int, remaining: Int) -> Int { max(0, holds[index] - remaining) }
  /// What an override plays in step `step` of an entry's segment; nil beyond its end.
  func action(_ index: Int, step: Int) -> Action? { segments[index][step] }
  /// a_rec of an entry (width).
  func recorded(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(others.base + index * width) }
}

/// The redesigned methods in one shard.
final class CoachedPart: GuidePart {
  /// The entry whose action each environment is held to, or -1 (environments).
  var held: [Int]
  /// Steps for which it still is (environments).
  var remaining: [Int]
  private(set) var tally = GuidanceTally()
  private let configuration: GuidanceConfiguration
  private let space: ObservationSpace
  private let environments: any EnvironmentShard
  private let places: CoachedPlaces
  private let features: FloatBuffer
  private var matches: [Int]
  /// Φ, as it was on arrival, of what each environment shows; nil where nobody has looked since its episode began (environments).
  var potentials: [Float?]
  private let next: RowBuffer
  private let discount: Float
  private var weight: Float = 0
  private var matcher: GuidanceMatcher?
  private var advice: CoachedAdvice?
  private var overrideProbability = 0.0

  init(
    _ settings: PPOConfiguration, _ entry: EnvironmentEntry, _ places: CoachedPlaces,
    _ environments: any EnvironmentShard
  ) {
    configuration = settings.guidance
    discount = Float(settings.discount)
    potentials = [Float?](repeating: nil, count: environments.count)
    next = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    self.places = places
    self.environments = environments
    space = entry.spec.observation
    features = FloatBuffer(count: max(1, entry.featureNames.count))
    held = [Int](repeating: -1, count: environments.count)
    remaining = [Int](repeating: 0, count: environments.count)
    matches = held
  }

  func begin(_ matcher: GuidanceMatcher, _ advice: CoachedAdvice, weight: Double, overrideProbability: Double) {
    self.matcher = matcher
    self.advice = advice
    self.weight = configuration.shapesRewards ? Float(weight) : 0
    self.overrideProbability = overrideProbability
    tally = GuidanceTally()
  }

  func observe(_ environment: Int, row: UnsafeRawPointer) {
    guard let matcher else { return }
    matches[environment] = matcher.match(row: row, space: space, shard: environments, scratch: features.base)
    guard configuration.credit == .potential, potentials[environment] == nil else { return }
    potentials[environment] = potential(row)
  }

  private func potential(_ row: UnsafeRawPointer) -> Float {
    matcher?.potential(row: row, space: space, shard: environments, scratch: features.base) ?? 0
  }

  /// The action that is held, the next one of a sequence that is played, or that of a match.
  func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride? {
    let (index, match) = (place.environment, matches[place.environment])
    places.matched[place.sample] = Int32(match)
    places.forced[place.sample] = -1
    if match >= 0 { tally.hits += 1 }
    guard let matcher, let advice else { return nil }
    if remaining[index] == 0 {
      guard match >= 0, overrideProbability > 0 else { return nil }
      guard overrideProbability >= 1 || generator.uniform() < overrideProbability else { return nil }
      (held[index], remaining[index]) = (match, advice.holds[match])
    }
    let entry = held[index]
    let step = advice.step(of: entry, remaining: remaining[index])
    remaining[index] -= 1
    if remaining[index] == 0 { held[index] = -1 }
    tally.overrides += 1
    places.forced[place.sample] = Int32(entry)
    places.offset[place.sample] = Int32(step)
    return ActionOverride(
      action: advice.action(entry, step: step) ?? matcher.entries[entry].action, entersBatch: true, hasOwnLoss: true,
      isApart: configuration.trace == .cut)
  }

  /// What r_LLM adds, where it acts on rewards: as ULTRA has it, or as a potential, whose sum over an episode depends on its
  /// ends alone. Φ of a terminal state is 0, and that of the last observation counts where an episode is cut. Where rounds
  /// change Φ, a state keeps the Φ of its arrival, γ Φ_{t+1}(s') − Φ_t(s), and sums still telescope (Devlin and Kudenko, 2012).
  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
    guard let matcher else { return 0 }
    var extra: Float = 0
    switch configuration.credit.ofCoach {
    case .potential:
      guard let before = potentials[place.environment] else { return 0 }
      var after: Float = 0
      if !outcome.terminated {
        environments.observe(place.environment, into: next.base)
        after = potential(next.base)
      }
      potentials[place.environment] = outcome.isOver ? nil : after
      extra = weight * (discount * after - before)
    case .additive:
      let match = matches[place.environment]
      guard match >= 0, !outcome.hasFailed,
        matcher.agrees(action, with: match, tolerance: Float(configuration.actionTolerance))
      else { return 0 }
      extra = weight * Float(matcher.entries[match].reward)
    case .advantage, .method: return 0
    }
    tally.shapedSize += Double(abs(extra))
    return extra
  }

  /// Ends what was held, and starts an episode at a critical state with the configured probability.
  func begin(_ environment: Int, _ generator: inout SeededGenerator) throws {
    (held[environment], remaining[environment]) = (-1, 0)
    guard let matcher else { return }
    tally.episodes += 1
    let starts = CriticalStarts(entries: matcher.entries, probability: configuration.restartProbability)
    if try starts.begin(environment, of: environments, &generator) { tally.restarts += 1 }
  }
}
