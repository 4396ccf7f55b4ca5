/// Through whom or what α became another one.
public enum AlphaCause: String, Sendable, Equatable, Codable {
  /// A person turned it where the session is open.
  case person
  /// A person turned it in another window on the session.
  case anotherWindow
  /// It arrived where a person had it move to.
  case ramp
  /// A run began with what a person had asked for before.
  case carriedOver

  /// What follows the change in a sentence.
  public var words: String {
    switch self {
    case .person: "by a person"
    case .anotherWindow: "from another window"
    case .ramp: "at the end of a ramp"
    case .carriedOver: "carried over from before"
    }
  }
}
