/// Where the data sets lie that do not come with the program: task sets, recorded plans, reference rollouts.
public struct DataFolder: Sendable, Equatable {
  /// The path, whether or not anything is there.
  public let path: String

  /// `$SIDECOACH_DATA`, else `sidecoach/data` in the user's data directory: `$XDG_DATA_HOME`, else `~/.local/share`.
  ///
  /// - Parameter environment: the process's environment variables. A relative `XDG_DATA_HOME` is ignored, as the XDG
  ///   base directory specification asks.
  public init(environment: [String: String]) {
    if let named = environment["SIDECOACH_DATA"], !named.isEmpty {
      path = named
    } else if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
      path = base + "/sidecoach/data"
    } else {
      path = (environment["HOME"] ?? ".") + "/.local/share/sidecoach/data"
    }
  }

  /// The folder of one data set, for instance `blocksworld`.
  public func set(_ name: String) -> String { path + "/" + name }
}
