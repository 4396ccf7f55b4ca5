package import RLCore

/// What a pipeline tells whoever watches it, in order; a value, so that it can be posted, printed or kept.
package enum PipelineEvent: Sendable {
  /// A stage moved; how far all of them are.
  case stages([StageProgress])
  /// Something new is in the store.
  case stored(Record)
  /// A line for the person.
  case notice(String, isError: Bool)
  /// An advisor begins to be asked.
  case asking(advisor: String)
  /// An advisor has answered `made` of about `planned` calls.
  case answered(made: Int, planned: Int)
  /// A round has stored episodes about which a model is to be asked beside training.
  case roundWaits(advisor: String)
  /// Asking is over; `pause` says why it cannot go on for now, where that is so.
  case asked(pause: String?)

  /// What is new in the store.
  package enum Record: Sendable {
    /// Recorded episodes.
    case episodes
    /// Suggestions, their evidence or decisions about them.
    case suggestions
    /// Games of a finished policy.
    case evaluations
  }
}
