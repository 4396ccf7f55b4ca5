/// The name of a training run, unique in its session: `base`, or that of a refinement method.
public struct RunName: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The name as it is stored and shown.
  public let rawValue: String

  /// A name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A name.
  public init(_ name: String) { rawValue = name }

  /// A name that stands in the code.
  public init(stringLiteral value: String) { rawValue = value }

  /// The policy that coaching starts from.
  public static let base: RunName = "base"

  /// The name that a run has once another one took its place; `number` counts from 1.
  public func superseded(_ number: Int) -> RunName { RunName("\(rawValue)~\(number)") }

  /// Whether another run took its place.
  public var isSuperseded: Bool {
    let parts = rawValue.split(separator: "~", omittingEmptySubsequences: false)
    return parts.count > 1 && parts.last.flatMap { Int($0) } != nil
  }

  /// The name.
  public var description: String { rawValue }
}
