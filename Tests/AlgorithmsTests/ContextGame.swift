import RLCore

/// The smallest task that can be learnt: one of four contexts is shown, and the action of the same number pays 1.
///
/// Contexts are drawn at random whatever is done, so two policies with equal seeds see the same contexts.
struct ContextGame: Restorable, Viewable, Narrated, Featured, Sendable {
  /// How an episode ends after `length` steps.
  enum Ending: Sendable {
    case terminates
    case truncates
  }

  /// What goes wrong, at step `poisonStep` of an episode.
  enum Poison: Sendable {
    case none
    case reward
    case observation
  }

  var isSparse = false
  var length = 8
  var ending = Ending.terminates
  /// What the right action pays; with `isGamble`, twice that or nothing by chance.
  var payoff: Float = 1
  var isGamble = false
  var poison = Poison.none
  var poisonStep = 5
  /// One in so many episodes is poisoned, by chance; of the reward only.
  var poisonEvery = 1

  private var context = 0
  private var steps = 0
  private var generator = SeededGenerator(seed: 0)

  init(_ configure: (inout ContextGame) -> Void = { _ in }) { configure(&self) }

  static let contexts = 4
  static let grid = SparseGrid(planes: 1, height: 4, width: 4)

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Context",
      observation: isSparse
        ? .sparse(SparseLayout(dimension: 16, capacity: 4, grid: Self.grid)) : .dense(dimension: Self.contexts),
      action: .discrete(names: ["zero", "one", "two", "three"]), stepLimit: length, returnRange: nil)
  }

  var featureNames: [String] { ["c0", "c1", "c2", "c3"] }
  var interpreter: any Interpreter { ContextWords(isSparse: isSparse) }

  mutating func reset(seed: UInt64?) {
    if let seed { generator = SeededGenerator(seed: seed) }
    steps = 0
    context = generator.below(Self.contexts)
  }

  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    let isRight = Int(action[0]) == context
    let luck: Float = !isGamble ? 1 : generator.below(2) == 0 ? 0 : 2
    steps += 1
    context = generator.below(Self.contexts)
    let isOver = steps >= length
    let isPoisoned =
      poison == .reward && steps == poisonStep && (poisonEvery == 1 || generator.below(poisonEvery) == 0)
    return StepOutcome(
      reward: isPoisoned ? .nan : isRight ? payoff * luck : 0,
      terminated: isOver && ending == .terminates, truncated: isOver && ending == .truncates)
  }

  func observe(into row: UnsafeMutableRawPointer) {
    if isSparse {
      // A row of the grid is lit, with one negative cell.
      let words = row.assumingMemoryBound(to: UInt16.self)
      words[0] = 4
      for column in 0..<4 { words[1 + column] = UInt16(context * 4 + column) }
      words[4] |= sparseNegativeBit
    } else {
      let values = row.assumingMemoryBound(to: Float.self)
      for index in 0..<Self.contexts { values[index] = index == context ? 1 : 0 }
      if poison == .observation, steps == poisonStep { values[2] = .infinity }
    }
  }

  mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  func capture() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Int32(context))
    writer.write(Int32(steps))
    writer.write(generator)
    return writer.bytes
  }

  mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 40 else { throw EnvironmentError.stateSize(expected: 40, found: state.count) }
    var reader = ByteReader(state)
    context = Int(reader.read(Int32.self))
    steps = Int(reader.read(Int32.self))
    generator = reader.readGenerator()
  }

  func frame() -> Frame {
    var frame = Frame(width: 4, height: 1)
    frame[context, 0] = .agent
    return frame
  }

  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    for index in 0..<Self.contexts {
      features[index] =
        isSparse
        ? (Int(row.load(fromByteOffset: 2, as: UInt16.self)) / 4 == index ? 1 : 0)
        : row.load(fromByteOffset: index * 4, as: Float.self)
    }
  }

  /// The state in which `context` is shown, `steps` steps into an episode.
  static func state(context: Int, steps: Int = 0) -> [UInt8] {
    var game = ContextGame()
    game.context = context
    game.steps = steps
    return game.capture()
  }

  static func entry(_ configure: @escaping @Sendable (inout ContextGame) -> Void = { _ in }) -> EnvironmentEntry {
    EnvironmentEntry(summary: "contexts", make: { ContextGame(configure) })
  }
}

/// Words for the contexts.
struct ContextWords: Interpreter {
  var isSparse = false
  var background: String { "four contexts" }
  var rules: String { "name the context" }
  var criteria: String { "every step" }

  func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    steps.indices.map { "t=\(first + $0) \(key(row: rows[$0]))" }
  }

  func key(row: [UInt8]) -> String {
    if isSparse { return "context \(row[2] / 4)" }
    let context: Int? = (0..<4).first { row[$0 * 4 + 3] == 0x3F }
    return context.map { "context \($0)" } ?? "nothing"
  }
}
