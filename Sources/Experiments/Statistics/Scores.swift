/// What methods scored, by task and seed.
///
/// Scores that are not finite are left out; of two scores in one place the first counts. Where tasks are judged together
/// their scores should lie on one scale, for instance between a random and an expert policy.
public struct Scores: Sendable, Equatable {
  /// A place where methods are compared: an environment and the policy that they start from.
  public struct Task: Sendable, Hashable, Comparable {
    /// The environment's id.
    public let environment: String
    /// The base; empty where there is none or seed and base are one.
    public let base: String

    /// A task.
    public init(environment: String, base: String = "") {
      self.environment = environment
      self.base = base
    }

    /// By environment, then by base.
    public static func < (first: Task, second: Task) -> Bool {
      (first.environment, first.base) < (second.environment, second.base)
    }
  }

  /// What one method has on one task with one seed.
  public struct Score: Sendable, Equatable {
    /// The method.
    public let method: String
    /// The task.
    public let task: Task
    /// The seed.
    public let seed: UInt64
    /// What was measured, for instance a mean return.
    public let value: Double

    /// A score.
    public init(method: String, task: Task, seed: UInt64, value: Double) {
      self.method = method
      self.task = task
      self.seed = seed
      self.value = value
    }
  }

  /// The methods, in the order in which they come, those without a finite score included.
  public private(set) var methods: [String] = []
  private var values: [String: [Task: [UInt64: Double]]] = [:]

  /// The places of `scores`.
  public init(_ scores: [Score]) {
    for score in scores {
      if !methods.contains(score.method) { methods.append(score.method) }
      guard score.value.isFinite, values[score.method]?[score.task]?[score.seed] == nil else { continue }
      values[score.method, default: [:]][score.task, default: [:]][score.seed] = score.value
    }
  }

  /// The tasks that each of `methods` has a score on, in order.
  public func tasks(sharedBy methods: [String]) -> [Task] {
    let sets = methods.map { Set(values[$0, default: [:]].keys) }
    guard let first = sets.first else { return [] }
    return sets.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
  }

  /// The scores of `method` on `task`, by seed.
  public func scores(of method: String, on task: Task) -> [UInt64: Double] { values[method]?[task] ?? [:] }

  /// The scores of `method` on `tasks`, or on all that it has; runs by seed.
  public func matrix(of method: String, on tasks: [Task]? = nil) -> RunMatrix {
    RunMatrix(
      (tasks ?? self.tasks(sharedBy: [method])).map { task in
        scores(of: method, on: task).sorted { $0.key < $1.key }.map(\.value)
      })
  }

  /// The scores of `method` and of `baseline` in the places that both have: two matrices of one form, pair by pair.
  public func pairs(of method: String, and baseline: String) -> (method: RunMatrix, baseline: RunMatrix) {
    let columns = tasks(sharedBy: [method, baseline]).map { task in
      let (own, other) = (scores(of: method, on: task), scores(of: baseline, on: task))
      return own.keys.sorted().compactMap { seed in
        other[seed].flatMap { theirs in own[seed].map { (own: $0, theirs: theirs) } }
      }
    }.filter { !$0.isEmpty }
    return (RunMatrix(columns.map { $0.map(\.own) }), RunMatrix(columns.map { $0.map(\.theirs) }))
  }
}
