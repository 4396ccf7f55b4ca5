/// The tasks that one command plans, in groups.
public struct TextTaskSet: Sendable {
  /// A task with what is known about it.
  public struct Member: Sendable {
    /// The task at its start.
    public var task: any TextTask
    /// Actions of a shortest plan, where that is known.
    public var shortest: Int?

    /// A task.
    public init(_ task: any TextTask, shortest: Int?) {
      self.task = task
      self.shortest = shortest
    }
  }

  /// Tasks that belong together, for instance those of one list.
  public struct Group: Sendable {
    /// What it is called in tables.
    public var name: String
    /// Its tasks, in order.
    public var members: [Member]

    /// A group.
    public init(_ name: String, _ members: [Member]) {
      self.name = name
      self.members = members
    }
  }

  /// The groups, in order.
  public var groups: [Group]
  /// What a person should know about them.
  public var notes: [String]

  /// Tasks.
  public init(_ groups: [Group], notes: [String] = []) {
    self.groups = groups
    self.notes = notes
  }

  /// Every task, in order.
  public var members: [Member] { groups.flatMap(\.members) }

  /// The tasks by their names; of several with one name the first counts.
  public var byName: [String: any TextTask] {
    Dictionary(members.map { ($0.task.id, $0.task) }) { first, _ in first }
  }
}

/// Which tasks of a text environment are wanted.
public struct TextTaskSelection: Sendable {
  /// How they are named.
  public enum Source: Sendable, Equatable {
    /// Sets: names or files.
    case sets([String])
    /// One problem: a name or a file.
    case problem(String)
    /// One that is drawn from the seed.
    case drawn
  }

  /// How they are named.
  public var source: Source
  /// Actions that a plan may take; nil: as many as a shortest one.
  public var horizon: Int?
  /// The seed of a task that is drawn.
  public var seed: UInt64
  /// The environment's settings, in order.
  public var settings: [(key: String, value: String)]

  /// A selection.
  public init(
    _ source: Source, horizon: Int? = nil, seed: UInt64 = 1, settings: [(key: String, value: String)] = []
  ) {
    self.source = source
    self.horizon = horizon
    self.seed = seed
    self.settings = settings
  }
}
