/// A text that a person is to change in an editor of their own.
public struct Draft: Sendable, Equatable {
  /// The name of the screen that asks for it.
  public var screen: String
  /// What of that screen it is about, for instance the number of a suggestion.
  public var number: Int
  /// What the editor is given.
  public var text: String
}

/// What came of a draft.
public enum DraftOutcome: Sendable, Equatable {
  /// What the editor left.
  case written(String)
  /// Nothing came of it, for a reason that says what to do.
  case failed(String)
}

/// What a screen is told of the draft that it asked for.
enum DraftMessage: FeatureMessage {
  case done(Draft, DraftOutcome)
}

extension AppMessage {
  /// A draft that was asked for has come back from the editor.
  public static func drafted(_ draft: Draft, _ outcome: DraftOutcome) -> AppMessage {
    .feature(DraftMessage.done(draft, outcome))
  }
}
