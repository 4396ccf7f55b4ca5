/// A few environments of one kind, stepped by one thread at a time.
///
/// This is the border between algorithms, which know no environment by name, and environments, which know no algorithm.
/// One dynamic call a step costs a few nanoseconds; the environment inside stays statically typed. Its capabilities are
/// found out once, when the shard is made.
///
/// Numbers that come out of a shard are finite: a step that throws, or that leads to a reward or a dense observation
/// which is not finite, is `StepOutcome.failed`, and until the next reset the environment shows zeros and fails again.
public protocol EnvironmentShard: AnyObject {
  /// What is fixed about these environments.
  var spec: EnvironmentSpec { get }
  /// How many there are.
  var count: Int { get }
  /// Starts an episode in environment `index`; one that cannot start fails at its first step.
  func reset(_ index: Int, seed: UInt64?)
  /// Acts in environment `index`.
  func step(_ index: Int, action: UnsafePointer<Float>) -> StepOutcome
  /// Writes the observation of environment `index`.
  func observe(_ index: Int, into row: UnsafeMutableRawPointer)
  /// Why environment `index` failed, where it did and was not reset since.
  func failure(_ index: Int) -> (any Error)?
  /// Capture and restore, where the environments have them.
  var restorable: (any RestorableShard)? { get }
  /// Pictures, where the environments have them.
  var viewable: (any ViewableShard)? { get }
  /// Features: the environments' own, or the dense observation itself; nil for sparse observations without.
  var featured: (any FeaturedShard)? { get }
}

/// The memory of a shard: its environments, and what went wrong in them.
final class Cells<E: Environment> {
  let count: Int
  let environments: UnsafeMutablePointer<E>
  /// Whether an environment failed since its last reset (count).
  let hasFailed: UnsafeMutablePointer<Bool>
  private var failures: [(any Error)?]
  /// Numbers in a row that have to be finite; 0 for sparse rows, whose cells are.
  private let checked: Int
  /// What each environment shows, kept from the look whether it is finite (count rows); none where nothing is checked.
  private let rows: UnsafeMutableRawPointer
  private let rowBytes: Int

  init(count: Int, make: () -> E) {
    self.count = count
    environments = .allocate(capacity: count)
    for index in 0..<count { (environments + index).initialize(to: make()) }
    hasFailed = .allocate(capacity: count)
    hasFailed.initialize(repeating: false, count: count)
    failures = [(any Error)?](repeating: nil, count: count)
    let observation = environments[0].spec.observation
    if case .dense(let dimension) = observation { checked = dimension } else { checked = 0 }
    rowBytes = observation.rowBytes
    let kept = checked > 0 ? count * rowBytes : 0
    rows = .allocate(byteCount: kept, alignment: 16)
    rows.initializeMemory(as: UInt8.self, repeating: 0, count: kept)
  }

  deinit {
    environments.deinitialize(count: count)
    environments.deallocate()
    hasFailed.deallocate()
    rows.deallocate()
  }

  /// Why environment `index` failed.
  func failure(_ index: Int) -> (any Error)? { failures[index] }

  /// Remembers that environment `index` failed.
  func fail(_ index: Int, _ error: any Error) {
    hasFailed[index] = true
    failures[index] = error
  }

  /// A new state of environment `index` is in place: forgets what was, and looks whether it can be used.
  func settle(_ index: Int) {
    hasFailed[index] = false
    failures[index] = nil
    if !isFinite(index) { fail(index, FailedStep.observation) }
  }

  /// Whether every number that environment `index` shows is finite; the row looked at is what `show` gives from now on.
  func isFinite(_ index: Int) -> Bool {
    guard checked > 0 else { return true }
    let row = rows + index * rowBytes
    environments[index].observe(into: row)
    let words = row.assumingMemoryBound(to: UInt32.self)
    // All ones in the exponent: infinity or NaN.
    var found: UInt32 = 0
    for place in 0..<checked where words[place] & 0x7F80_0000 == 0x7F80_0000 { found |= 1 }
    return found == 0
  }

  /// Writes what environment `index` shows: zeros where it failed.
  func show(_ index: Int, into row: UnsafeMutableRawPointer) {
    if hasFailed[index] {
      row.initializeMemory(as: UInt8.self, repeating: 0, count: rowBytes)
    } else if checked > 0 {
      row.copyMemory(from: rows + index * rowBytes, byteCount: rowBytes)
    } else {
      environments[index].observe(into: row)
    }
  }
}

/// The shard that holds environments of type `E`.
public final class TypedShard<E: Environment>: EnvironmentShard {
  private let cells: Cells<E>
  /// How many environments there are.
  public let count: Int
  /// What is fixed about them.
  public let spec: EnvironmentSpec
  /// Capture and restore, where `E` is `Restorable`.
  public let restorable: (any RestorableShard)?
  /// Pictures, where `E` is `Viewable`.
  public let viewable: (any ViewableShard)?
  /// Features, where `E` is `Featured` or its observation dense.
  public let featured: (any FeaturedShard)?

  /// Makes `count` environments.
  public init(count: Int, make: () -> E) {
    let cells = Cells(count: count, make: make)
    self.cells = cells
    self.count = count
    spec = cells.environments[0].spec
    restorable = (E.self as? any Restorable.Type).flatMap { Self.restorable(cells, $0) }
    viewable = (E.self as? any Viewable.Type).flatMap { Self.viewable(cells, $0) }
    if let type = E.self as? any Featured.Type {
      featured = Self.featured(cells, type)
    } else if case .dense(let dimension) = spec.observation {
      featured = DenseFeatures(dimension: dimension)
    } else {
      featured = nil
    }
  }

  // `cells` are of the very type that the capability was found on; the compiler is told so once for each shard.

  private static func restorable<R: Restorable>(_ cells: AnyObject, _: R.Type) -> (any RestorableShard)? {
    (cells as? Cells<R>).map { RestorableCells($0) }
  }

  private static func viewable<V: Viewable>(_ cells: AnyObject, _: V.Type) -> (any ViewableShard)? {
    (cells as? Cells<V>).map { ViewableCells($0) }
  }

  private static func featured<F: Featured>(_ cells: AnyObject, _: F.Type) -> (any FeaturedShard)? {
    (cells as? Cells<F>).map { FeaturedCells($0) }
  }

  /// Starts an episode in environment `index`.
  public func reset(_ index: Int, seed: UInt64?) {
    do {
      try cells.environments[index].reset(seed: seed)
      cells.settle(index)
    } catch {
      cells.fail(index, error)
    }
  }

  /// Acts in environment `index`.
  public func step(_ index: Int, action: UnsafePointer<Float>) -> StepOutcome {
    if cells.hasFailed[index] { return .failed }
    let outcome: StepOutcome
    do {
      outcome = try cells.environments[index].step(action)
    } catch {
      cells.fail(index, error)
      return .failed
    }
    guard outcome.reward.isFinite, cells.isFinite(index) else {
      cells.fail(index, outcome.reward.isFinite ? FailedStep.observation : .reward)
      return .failed
    }
    return outcome
  }

  /// Writes the observation of environment `index`.
  public func observe(_ index: Int, into row: UnsafeMutableRawPointer) {
    cells.show(index, into: row)
  }

  /// Why environment `index` failed.
  public func failure(_ index: Int) -> (any Error)? { cells.failure(index) }
}

/// What a step gave that is not a number one can go on with.
public enum FailedStep: Error, Equatable, CustomStringConvertible, Sendable {
  /// The reward.
  case reward
  /// The observation.
  case observation

  /// A clause for a person.
  public var description: String {
    switch self {
    case .reward: "the reward is not finite"
    case .observation: "the observation is not finite"
    }
  }
}
