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
  private let tasksOf: @Sendable (_ selection: TextTaskSelection, _ folder: TaskFolder) throws -> TextTaskSet
  private let taskNamed: @Sendable (_ name: String, _ folder: TaskFolder) throws -> (any TextTask)?
  private let owns: @Sendable (_ name: String, _ folder: TaskFolder) -> Bool

  /// An environment.
  ///
  /// - Parameters:
  ///   - settings: what `fields` change.
  ///   - obstacle: why its tasks cannot be played on this machine.
  ///   - owns: whether a name that is not the environment's own is one of its problems, such as a file.
  ///   - named: the task of that name in the data set, as records name it, with no horizon to speak of.
  ///   - tasks: the tasks of a selection; unknown names are errors that list the valid ones.
  public init<Settings: Sendable>(
    _ name: String, _ summary: String, usage: String, folderName: String, settings: Settings,
    fields: [ConfigField<Settings>], process: TabularEntry? = nil,
    speeds: (@Sendable (_ tasks: [any TextTask]) throws -> [TextSpeed])? = nil,
    obstacle: @escaping @Sendable () -> String? = { nil },
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
    self.owns = owns
    taskNamed = named
    tasksOf = { selection, folder in
      var own = settings
      for (key, value) in selection.settings { try fields.apply(key, value, to: &own) }
      return try tasks(own, selection, folder)
    }
  }

  /// The data set.
  public func folder(in data: DataFolder) -> TaskFolder { TaskFolder(folderName, in: data) }

  /// The tasks of a selection.
  ///
  /// - Throws: `UnknownNameError` and `InvalidSettingError` that list what is valid, `TextTaskError`.
  public func tasks(_ selection: TextTaskSelection, folder: TaskFolder) throws -> TextTaskSet {
    try tasksOf(selection, folder)
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
