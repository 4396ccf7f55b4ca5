public import RLCore

/// A text environment of the catalog: how its tasks are found and made, and what else it brings.
public struct TextEnvironmentEntry: CatalogEntry {
  /// One setting of a task that is drawn.
  public struct Setting: Sendable {
    /// The key.
    public var key: String
    /// What it does, in one line.
    public var summary: String
  }

  /// Runs on record in a form of the environment's own.
  public struct Recordings: Sendable {
    /// Their names in a data set.
    public var names: @Sendable (_ folder: TaskFolder) -> [String]
    /// What one of them did with each task; unknown names are errors that list the valid ones.
    public var plans: @Sendable (_ name: String, _ folder: TaskFolder) throws -> [RecordedPlan]
    /// Plays them again, once on each engine of the order.
    public var replay: @Sendable (_ order: ReplayOrder, _ folder: TaskFolder) throws -> [ReplayAccount]

    /// Describes them.
    public init(
      names: @escaping @Sendable (_ folder: TaskFolder) -> [String],
      plans: @escaping @Sendable (_ name: String, _ folder: TaskFolder) throws -> [RecordedPlan],
      replay: @escaping @Sendable (_ order: ReplayOrder, _ folder: TaskFolder) throws -> [ReplayAccount]
    ) {
      self.names = names
      self.plans = plans
      self.replay = replay
    }
  }

  /// Learns a prior for tasks, from the data set's walkthroughs for others or, if so asked, from tasks that are drawn.
  public typealias Learner =
    @Sendable (_ tasks: [any TextTask], _ folder: TaskFolder, _ usesDrawn: Bool) throws -> any ActionPrior

  /// Gives the tasks of a selection, with the environment's settings applied.
  public typealias Tasks<Settings> =
    @Sendable (_ settings: Settings, _ selection: TextTaskSelection, _ folder: TaskFolder) throws -> TextTaskSet

  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  /// What a problem and a set are here, in a sentence for help.
  public let usage: String
  /// The data set's folder, below that of all data.
  public let folderName: String
  /// Settings of a task that is drawn, for `--set`.
  public let settings: [Setting]
  /// A small task with every state listed, for planners of tabular processes.
  public let process: TabularEntry?
  /// What its engine can be timed by.
  public let speeds: (@Sendable (_ tasks: [any TextTask]) throws -> [TextSpeed])?
  /// Why its tasks cannot be played on this machine, with what to do next; nil where they can.
  public let obstacle: @Sendable () -> String?
  /// Runs on record; nil where they are lists of plans in `recorded/`.
  public let recordings: Recordings?
  /// Learns a prior; nil where there are no walkthroughs.
  public let learner: Learner?
  /// The prior where a person names none.
  public let usualPrior: String
  /// The planners' settings where a person names none.
  public let usualPreset: String
  /// What a screen shows where nobody asks for anything else; nil for what is drawn by the usual settings.
  public let showpiece: Showpiece?
  private let tasksOf: @Sendable (_ selection: TextTaskSelection, _ folder: TaskFolder) throws -> TextTaskSet
  private let taskNamed: @Sendable (_ name: String, _ folder: TaskFolder) throws -> (any TextTask)?
  private let owns: @Sendable (_ name: String, _ folder: TaskFolder) -> Bool

  /// An environment.
  ///
  /// - Parameters:
  ///   - settings: what `fields` change.
  ///   - obstacle: why its tasks cannot be played on this machine.
  ///   - recordings: runs on record, where they are no lists of plans.
  ///   - learner: learns a prior from walkthroughs.
  ///   - usualPrior: the prior where a person names none; unless given, one that knows short ways and errs now and then.
  ///   - usualPreset: the planners' settings where a person names none.
  ///   - showpiece: what a screen shows where nobody asks for anything else.
  ///   - owns: whether a name that is not the environment's own is one of its problems, such as a file.
  ///   - named: the task of that name in the data set, as records name it, with no horizon to speak of.
  ///   - tasks: the tasks of a selection; unknown names are errors that list the valid ones.
  public init<Settings: Sendable>(
    _ name: String, _ summary: String, usage: String, folderName: String, settings: Settings,
    fields: [ConfigField<Settings>], process: TabularEntry? = nil,
    speeds: (@Sendable (_ tasks: [any TextTask]) throws -> [TextSpeed])? = nil,
    obstacle: @escaping @Sendable () -> String? = { nil }, recordings: Recordings? = nil, learner: Learner? = nil,
    usualPrior: String = "synthetic:0.3",
    usualPreset: String = "blocksworld-widening", showpiece: Showpiece? = nil,
    owns: @escaping @Sendable (_ name: String, _ folder: TaskFolder) -> Bool = { _, _ in false },
    named: @escaping @Sendable (_ name: String, _ folder: TaskFolder) throws -> (any TextTask)? = { _, _ in nil },
    tasks: @escaping Tasks<Settings>
  ) {
    self.name = name
    self.summary = summary
    self.usage = usage
    self.folderName = folderName
    self.settings = fields.map { Setting(key: $0.key, summary: $0.summary) }
    self.process = process
    self.speeds = speeds
    self.obstacle = obstacle
    self.recordings = recordings
    self.learner = learner
    self.usualPrior = usualPrior
    self.usualPreset = usualPreset
    self.showpiece = showpiece
    self.owns = owns
    taskNamed = named
    tasksOf = { selection, folder in
      var own = settings
      for (key, value) in selection.settings { try fields.apply(key, value, to: &own) }
      return try tasks(own, selection, folder)
    }
  }

  /// A task that is drawn, worth looking at while it is planned.
  public struct Showpiece: Sendable {
    /// Settings of the task.
    public var settings: [(key: String, value: String)]
    /// The seed that it is drawn by.
    public var seed: UInt64

    /// Makes one.
    public init(settings: [(key: String, value: String)], seed: UInt64) {
      (self.settings, self.seed) = (settings, seed)
    }
  }

  /// The data set.
  public func folder(in data: DataFolder) -> TaskFolder { TaskFolder(folderName, in: data) }

  /// The tasks of a selection.
  ///
  /// - Throws: `UnknownNameError` and `InvalidSettingError` that list what is valid, `TextTaskError`.
  public func tasks(_ selection: TextTaskSelection, folder: TaskFolder) throws -> TextTaskSet {
    var set = try tasksOf(selection, folder)
    // They hold names of files, databases and tasks.
    set.notes = set.notes.map(\.plainLine)
    return set
  }

  /// The task that records call `name`, or nil where the data set has none.
  public func task(named name: String, folder: TaskFolder) throws -> (any TextTask)? { try taskNamed(name, folder) }

  /// Whether `name` is a problem of this environment, such as a file of its kind.
  public func isProblem(_ name: String, folder: TaskFolder) -> Bool { owns(name, folder) }
}

/// One way to time a text environment's engine.
public struct TextSpeed {
  /// What is done.
  public var name: String
  /// The unit of the figure, for instance `M/s`.
  public var unit: String
  /// Pieces of work of one unit.
  public var scale: Double
  /// The least that it shall reach, in units; nil where there is no such number.
  public var limit: Double?
  /// What the limit is, or what the figure stands for.
  public var against: String
  /// Does some work and says how many pieces it was.
  public var work: () -> Int

  /// A way to time.
  public init(
    _ name: String, per unit: String, scale: Double, limit: Double? = nil, against: String, work: @escaping () -> Int
  ) {
    self.name = name
    self.unit = unit
    self.scale = scale
    self.limit = limit
    self.against = against
    self.work = work
  }
}
