import Canvas
public import RLCore

/// One run of a session, as the list of sessions shows it.
public struct RunItem: Sendable, Equatable {
  /// Where a run stands.
  public enum State: Sendable, Equatable {
    /// Under way.
    case running
    /// Left before its end; it can be taken up again.
    case interrupted
    /// Ended at its last step.
    case finished
    /// Ended by an error.
    case failed
  }

  /// Its name, unique in its session.
  public var name: String
  /// The method's name.
  public var method: String
  /// The seed.
  public var seed: String
  /// Where it stands.
  public var state: State
  /// Environment steps done.
  public var step: Int
  /// Environment steps to do.
  public var totalSteps: Int
  /// The mean return of its last evaluation with its 95 % interval; nil where it was never evaluated.
  public var evaluation: MeasuredReturn?
  /// The mean return of its latest training episodes; nil where none ended.
  public var trainingReturn: Double?
  /// The return over its steps, at most a few hundred points.
  public var curve: [CurvePoint] = []
  /// A person turned its α, so that its settings alone do not make it again.
  public var isTurned = false
  /// Where it left another run; nil where it began by itself.
  public var branch: RunBranch?
  /// The steps at which the session has checkpoints of it, in their order.
  public var checkpoints: [Int] = []
  /// Every setting that it was begun with, by its key.
  public var configuration: [String: String] = [:]
  /// When it was last recorded, in seconds since 1970.
  public var changedAt: Double
  /// The same, as `MM-DD HH:MM`.
  public var changed: String
  /// What a person noted about it.
  public var note = ""

  /// Makes a run.
  public init(
    name: String, method: String, seed: String, state: State, step: Int, totalSteps: Int, changedAt: Double,
    changed: String
  ) {
    (self.name, self.method, self.seed, self.state) = (name, method, seed, state)
    (self.step, self.totalSteps) = (step, totalSteps)
    (self.changedAt, self.changed) = (changedAt, changed)
  }
}

/// Where a run left another one.
public struct RunBranch: Sendable, Equatable {
  /// The run that it left, and the step.
  public var from: RunPoint
  /// It was forked there; else it is what came after the place to which that run was rolled back.
  public var isFork: Bool

  /// Makes one.
  public init(from: RunPoint, isFork: Bool) { (self.from, self.isFork) = (from, isFork) }

  /// In a sentence.
  var words: String {
    let name = sanitised(from.run.rawValue)
    let step = from.step ?? 0
    return isFork
      ? "forked from \(name) at step \(step); what that one took up to there is counted"
      : "what \(name) did after step \(step), to which it was rolled back"
  }
}

/// A mean return with its 95 % interval.
public struct MeasuredReturn: Sendable, Equatable {
  /// The mean.
  public var mean: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double
  /// Episodes that it was measured on.
  public var games: Int

  /// Makes one.
  public init(mean: Double, low: Double, high: Double, games: Int) {
    (self.mean, self.low, self.high, self.games) = (mean, low, high, games)
  }
}

/// One session of a directory, with its runs.
public struct SessionItem: Sendable, Equatable, Identifiable {
  /// Who has it.
  public enum Use: Sendable, Equatable {
    /// Nobody.
    case free
    /// This workbench.
    case here
    /// Somebody else, for instance `process 123`.
    case elsewhere(String)
  }

  /// Its directory.
  public var path: String
  /// Its directory's name.
  public var name: String
  /// The environment's id.
  public var environment: String
  /// The seed.
  public var seed: String
  /// Who has it.
  public var use: Use = .free
  /// Why it cannot be read; nil where it can.
  public var problem: String?
  /// Its runs, in the order of their beginnings.
  public var runs: [RunItem] = []
  /// Episodes that are recorded.
  public var episodes = 0
  /// Suggestions of advisors.
  public var suggestions = 0
  /// Decisions that a person or a policy made.
  public var decisions = 0
  /// Every setting that it was made with, by its key.
  public var configuration: [String: String] = [:]
  /// What its files take on disk.
  public var bytes: Int
  /// When something of it was last written, in seconds since 1970.
  public var changedAt: Double
  /// The same, as `MM-DD HH:MM`.
  public var changed: String
  /// What a person noted about it.
  public var note = ""

  /// Makes a session.
  public init(
    path: String, name: String, environment: String, seed: String, bytes: Int, changedAt: Double, changed: String
  ) {
    (self.path, self.name, self.environment, self.seed) = (path, name, environment, seed)
    (self.bytes, self.changedAt, self.changed) = (bytes, changedAt, changed)
  }

  /// The directory.
  public var id: String { path }

  /// The best evaluated return of its runs.
  var best: RunItem? {
    runs.filter { $0.evaluation != nil }.max { ($0.evaluation?.mean ?? 0) < ($1.evaluation?.mean ?? 0) }
  }

  /// Environment steps of all runs.
  var steps: Int { runs.reduce(0) { $0 + $1.step } }

  /// The session with words from outside made safe to show. Its path stays: it is what effects name it by.
  var safe: SessionItem {
    var item = self
    item.name = sanitised(name)
    item.environment = sanitised(environment)
    item.problem = problem.map(sanitised)
    item.note = sanitised(note)
    item.configuration = Self.safe(configuration)
    item.runs = runs.map { run in
      var run = run
      run.method = sanitised(run.method)
      run.note = sanitised(run.note)
      run.configuration = Self.safe(run.configuration)
      return run
    }
    return item
  }

  private static func safe(_ settings: [String: String]) -> [String: String] {
    Dictionary(settings.map { (sanitised($0.key), sanitised($0.value)) }, uniquingKeysWith: { first, _ in first })
  }
}

/// The sessions of a directory.
public struct SessionList: Sendable, Equatable {
  /// The directory, as the person named it.
  public var directory: String
  /// What is in it.
  public var sessions: [SessionItem]

  /// Makes a list.
  public init(directory: String, sessions: [SessionItem]) {
    self.directory = directory
    self.sessions = sessions
  }
}
