public import RLCore

/// One question of an identification, for the record.
public struct AdviceCall: Sendable, Equatable {
  /// What was asked and what came back. Its number is that of its record where there is one already, else 0.
  public var call: ModelCall
  /// What became of it.
  public var outcome: AdviceOutcome
  /// Its number within this identification, from 1.
  public var index: Int
  /// Calls that the identification expects to make.
  public var planned: Int
  /// Why nothing came of it, in a sentence; nil where something did.
  public var trouble: String?
  /// Whether whoever was asked has recorded the call.
  public var isRecorded: Bool
}
