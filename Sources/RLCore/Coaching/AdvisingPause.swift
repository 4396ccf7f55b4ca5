/// An error that another try would only repeat, such as a budget's cap or a key that is refused: advising pauses at once
/// and says why.
public protocol AdvisingPause: Error {
  /// Whether this one does so; kinds of errors may decide case by case.
  var pausesAdvising: Bool { get }
}

/// An error that may say that the prompt was longer than the advisor reads, so that a shorter one is worth a try.
public protocol PromptSizeError: Error {
  /// Whether this one says so.
  var isPromptTooLong: Bool { get }
  /// Characters that a prompt may have according to it; nil where it names no size.
  var promptCharacters: Int? { get }
}

extension Error {
  /// Whether advising pauses after this error.
  public var isAdvisingPause: Bool { (self as? any AdvisingPause)?.pausesAdvising ?? false }
}
