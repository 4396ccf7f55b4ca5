/// The stages of coaching, in order.
public enum Stage: String, Sendable, Codable, CaseIterable {
  /// Base training of the sub-optimal policy.
  case train
  /// Recording its episodes.
  case collect
  /// Asking for critical states and suggestions.
  case identify
  /// Measuring evidence.
  case verify
  /// Deciding, by a person or a stated policy.
  case review
  /// Fine-tuning with guidance, one run per method.
  case refine
  /// Comparing the refined policies with guidance off.
  case compare
}

/// How far one stage is.
public struct StageProgress: Sendable, Equatable, Codable {
  /// Where a stage stands.
  public enum State: String, Sendable, Codable {
    /// Not begun.
    case waiting
    /// Under way.
    case running
    /// Waiting for a person.
    case needsReview
    /// Finished.
    case done
    /// Ended by an error.
    case failed
  }
  /// The stage.
  public var stage: Stage
  /// Where it stands.
  public var state: State
  /// Share done, in [0, 1].
  public var fraction: Double
  /// A few words, for instance `ultra-ra 40%`.
  public var note: String

  /// Makes a progress value.
  public init(stage: Stage, state: State = .waiting, fraction: Double = 0, note: String = "") {
    self.stage = stage
    self.state = state
    self.fraction = fraction
    self.note = note
  }
}
