/// A sign that planning does not work as it should, with what may be done about it.
public struct PlanAlert: Sendable, Equatable, Encodable {
  /// What it is, in a few words.
  public let title: String
  /// What was seen and what to try, in sentences.
  public let detail: String

  /// An alert.
  package init(title: String, detail: String) {
    self.title = title
    self.detail = detail
  }

  /// On a line.
  public var line: String { "alert: \(title): \(detail)" }
}
