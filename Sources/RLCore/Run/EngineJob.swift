/// A piece of long work that the engine drives in units: an update of training, an episode of collecting.
///
/// A job is made on the thread that drives it and never leaves it. Commands take effect between units.
public protocol EngineJob: AnyObject {
  /// The run's name, for instance `base` or `ultra-ra`.
  var name: String { get }
  /// Work done, in environment steps or in the job's own unit.
  var step: Int { get }
  /// Work in all.
  var totalSteps: Int { get }
  /// Nothing is left to do.
  var isFinished: Bool { get }
  /// What α acts on, or nil in a job in which nothing depends on it.
  var adjustable: (any AlphaAdjustable)? { get }
  /// Does one unit and returns what it measured.
  func advance() throws -> [MetricName: Double]
  /// The whole state as the bytes of a checkpoint, or nil when the job keeps none.
  func checkpoint() -> [UInt8]?
  /// A picture of the work for the screen, advanced by one step at each call, or nil.
  func exhibit() -> Frame?
  /// Alerts raised by the last unit, as title and detail.
  func alerts() -> [(title: String, detail: String)]
  /// Time spent in each phase of units since the job was made, or nil where units have no such phases.
  var phases: PhaseTiming? { get }
}

extension EngineJob {
  /// Most jobs have no α.
  public var adjustable: (any AlphaAdjustable)? { nil }
  /// Most jobs keep no checkpoint of their own.
  public func checkpoint() -> [UInt8]? { nil }
  /// Most jobs show nothing.
  public func exhibit() -> Frame? { nil }
  /// Most jobs neither play nor learn in turns.
  public var phases: PhaseTiming? { nil }
  /// Most jobs raise no alerts.
  public func alerts() -> [(title: String, detail: String)] { [] }
}
