/// An experiment that can be looked at.
public struct ExperimentItem: Sendable, Equatable {
  /// Its name, by which it is opened.
  public var name: String
  /// When a cell of it last ended, as `MM-DD HH:MM`.
  public var changed: String

  /// Makes one.
  public init(name: String, changed: String) {
    self.name = name
    self.changed = changed
  }
}

/// One task of an experiment: its methods over seeds.
public struct ExperimentTask: Sendable, Equatable {
  /// What it is called, for instance `Pong, steps:524288`.
  public var title: String
  /// What a row's mean is, for instance `interquartile mean of the mean return`.
  public var scoreName: String
  /// What has to be known of all of it, in sentences.
  public var remarks: [String]
  /// The methods.
  public var rows: [ComparisonRow]

  /// Makes one.
  public init(title: String, scoreName: String, remarks: [String], rows: [ComparisonRow]) {
    (self.title, self.scoreName, self.remarks, self.rows) = (title, scoreName, remarks, rows)
  }
}

/// An experiment in the comparison's place: tasks, of which one is in view.
public struct ComparedExperiment: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// Its tasks.
  public var tasks: [ExperimentTask]
  /// The one in view.
  var place = 0

  /// Makes one.
  public init(name: String, tasks: [ExperimentTask]) {
    self.name = name
    self.tasks = tasks
  }

  /// The task in view; nil where there is none.
  var task: ExperimentTask? { tasks.indices.contains(place) ? tasks[place] : nil }
}
