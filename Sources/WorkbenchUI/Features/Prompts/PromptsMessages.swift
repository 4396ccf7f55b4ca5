public import RLCore

/// What the screen of prompts is told.
enum PromptsMessage: FeatureMessage {
  case calls(CallList)
  case text(CallText)
  case changed
  case quality([AdviceQuality])
}

extension AppMessage {
  /// Advisor calls that hold a text; replaces what was there and keeps the selection.
  public static func calls(_ list: CallList) -> AppMessage { .feature(PromptsMessage.calls(list)) }

  /// The texts of one advisor call.
  public static func callText(_ text: CallText) -> AppMessage { .feature(PromptsMessage.text(text)) }

  /// Advisor calls were stored since they were last shown.
  public static var callsChanged: AppMessage { .feature(PromptsMessage.changed) }

  /// How good the advice was, by advisor and version of the prompt.
  public static func adviceQuality(_ rows: [AdviceQuality]) -> AppMessage { .feature(PromptsMessage.quality(rows)) }
}

/// What the screen of prompts asks for.
public enum PromptsEffect: FeatureEffect {
  /// Fetch the advisor calls whose prompt or reply holds a text; all of them where it is empty.
  case loadCalls(search: String)
  /// Fetch the texts of an advisor call.
  case loadCall(Int)
  /// Find out how good the advice was, which follows from everything that came of it.
  case loadQuality
  /// Ask the prompt of an advisor call once more and store the answer as a call of its own.
  case rerun(Int)

  /// Reading stores nothing.
  public var needsWrite: Bool {
    switch self {
    case .rerun: true
    case .loadCalls, .loadCall, .loadQuality: false
    }
  }
}
