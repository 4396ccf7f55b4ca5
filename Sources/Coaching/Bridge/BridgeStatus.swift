import BridgedEnvironments
package import RLCore

/// What there is of a Python for bridged environments: what `bridge status` prints.
package struct BridgeStatus: Printable {
  /// The directory of the program's own virtual environment.
  package let path: String
  /// Whether that is there.
  package let isInstalled: Bool
  /// The interpreter that bridged environments run in; null where there is none.
  @OrNull package private(set) var python: String?
  /// Gymnasium's version there; null where it cannot be had.
  @OrNull package private(set) var gymnasium: String?
  /// Why it cannot be had; null where it can.
  @OrNull package private(set) var problem: String?

  package static var keys: String { "path, isInstalled, python, gymnasium, problem" }

  /// Looks, and has a small environment made. `named` is an interpreter that a person names.
  package init(_ place: BridgePlace = BridgePlace(), named: String? = nil) throws {
    path = place.path
    isInstalled = place.isInstalled
    guard let found = try place.interpreter(named: named) else { return }
    python = found
    do { gymnasium = try BridgedCatalog.version(python: found) } catch { problem = "\(error)" }
  }

  package var lines: [String] {
    var lines = ["place      \(path)", "python     \(python ?? "none")", "gymnasium  \(gymnasium ?? "none")"]
    if let problem { lines.append(problem) }
    lines.append(
      python == nil
        ? "'sidecoach bridge install' makes a virtual environment there; --python names one of yours"
        : "train in it by Gymnasium's ids, for instance 'sidecoach train CartPole-v1 --session S'")
    return lines
  }
}
