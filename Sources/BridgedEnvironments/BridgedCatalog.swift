public import RLCore
internal import Synchronization

/// Gymnasium's environments, which nobody lists: any id that a Python knows.
public enum BridgedCatalog {
  /// What forces an id to be Gymnasium's where there is a built-in environment of that name.
  public static let prefix = "gym:"
  /// The wrapper that gives Atari's Pong as the built-in game shows itself.
  public static let pongCells = "pong80"

  /// Profiles that were found out, so that one command tries an environment out once.
  private static let known = Mutex<[BridgedConfiguration: BridgeProfile]>([:])

  /// Whether `id` looks as Gymnasium's ids do: a version at its end, or a module or name space before it.
  public static func looksBridged(_ id: String) -> Bool {
    if id.hasPrefix(prefix) || id.contains(":") || id.hasPrefix("ALE/") { return true }
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 1, let version = parts.last, version.first == "v", version.count > 1 else { return false }
    return version.dropFirst().allSatisfy(\.isNumber)
  }

  /// The environment `id`, which may begin with `gym:`, made by `python` unless a setting names another one.
  ///
  /// - Parameters:
  ///   - settings: `environment.*` settings; see `BridgedConfiguration`.
  ///   - name: what the environment is called in sessions and policies.
  ///   - words: what narrates it in place of the generic interpreter, and its features and presets, where somebody
  ///     brings some for what `wrappers` make of it.
  /// - Throws: `BridgeError`, or what is wrong with a setting.
  public static func entry(
    _ id: String, python: String, settings: [String: String] = [:],
    words: @Sendable (BridgedConfiguration, EnvironmentSpec) -> BridgedCompanions? = { _, _ in nil }
  ) throws -> EnvironmentEntry {
    let bare = id.hasPrefix(prefix) ? String(id.dropFirst(prefix.count)) : id
    var configuration = BridgedConfiguration(id: bare, python: python)
    try configuration.apply(settings)
    guard !bare.isEmpty else {
      throw BridgeError.setting("an id has to follow '\(prefix)', for instance gym:Hopper-v5")
    }
    let profile = try profile(configuration)
    return entry(configuration, profile: profile, name: id, words: words)
  }

  /// Gymnasium's version in `python`, found out by making a small environment.
  ///
  /// - Throws: `BridgeError`.
  public static func version(python: String) throws -> String {
    try profile(BridgedConfiguration(id: "CartPole-v1", python: python)).gymnasium
  }

  /// Seconds that a step of the environment takes by itself, measured over `steps` steps of random actions in its own
  /// process.
  ///
  /// - Throws: `BridgeError`, or what is wrong with a setting.
  public static func ownCost(_ id: String, python: String, settings: [String: String], steps: Int) throws -> Double {
    var configuration = BridgedConfiguration(id: id, python: python)
    try configuration.apply(settings)
    configuration.timeout = max(configuration.timeout, BridgedVector.startSeconds)
    let profile = try profile(configuration)
    let vector = BridgedVector(configuration, profile: profile, count: 1)
    let row = UnsafeMutableRawBufferPointer.allocate(
      byteCount: profile.spec(id: id).observation.rowBytes, alignment: 16)
    defer { row.deallocate() }
    try vector.reset(0, seed: 1, row: row)
    return try vector.measure(0, steps: steps)
  }

  private static func profile(_ configuration: BridgedConfiguration) throws -> BridgeProfile {
    // Neither words nor patience change what an environment can do.
    var key = configuration
    (key.words, key.timeout) = (BridgedWords(), 60)
    if let profile = known.withLock({ $0[key] }) { return profile }
    let profile = try BridgedVector.profile(of: configuration)
    known.withLock { $0[key] = profile }
    return profile
  }

  static func entry(
    _ configuration: BridgedConfiguration, profile: BridgeProfile, name: String,
    words: (BridgedConfiguration, EnvironmentSpec) -> BridgedCompanions? = { _, _ in nil }
  ) -> EnvironmentEntry {
    var profile = profile
    let said = configuration.words.over(.known(configuration.id))
    // Names of one's own, or those that the environment does not tell; what it names itself stays.
    let hasNames = profile.actionNames.first.map { $0 != "action 0" } ?? false
    if let actions = configuration.words.actions ?? (hasNames ? nil : said.actions),
      actions.count == profile.actionNames.count
    {
      profile.actionNames = actions
    }
    let spec = profile.spec(id: name)
    let companions = words(configuration, spec)
    var entry = EnvironmentEntry(summary: "\(configuration.id) of Gymnasium, in a process of Python") {
      [configuration, profile] in
      BridgedEnvironment(BridgedVector(configuration, profile: profile, count: 1), place: 0, spec: spec)
    }
    let interpreter = VectorInterpreter(id: configuration.id, profile: profile, words: said)
    if let companions {
      entry.interpreter = companions.interpreter
      entry.featureNames = companions.featureNames
      entry.presets = companions.presets
      entry.standIn = companions.standIn
      entry.capabilities.formUnion([.narrated, .featured, .described])
    } else if profile.cells == nil {
      entry.interpreter = interpreter
      entry.capabilities.insert(.narrated)
      entry.featureNames = interpreter.rowNames
    }
    if profile.stateBytes == 0 { entry.capabilities.remove(.restorable) }
    entry.remarks = remarks(profile)
    let features = companions?.features
    entry.makeShard = { [configuration, profile] count in
      BridgedShard(configuration, profile: profile, spec: spec, count: count, features: features?())
    }
    return entry
  }

  private static func remarks(_ profile: BridgeProfile) -> [String] {
    guard profile.stateBytes == 0 else { return [] }
    return profile.replays
      ? ["its states cannot be kept (\(profile.unkept)), so recorded moments are reached by playing to them again"]
      : [
        "its states can neither be kept (\(profile.unkept)) nor reached again, since two plays of one seed and the same "
          + "actions differ; it trains, and evidence cannot be measured in it"
      ]
  }
}

/// What somebody who knows a bridged environment brings for it.
public struct BridgedCompanions: Sendable {
  /// Tells its rows.
  public var interpreter: any Interpreter
  /// Names of the features by which its states are compared.
  public var featureNames: [String]
  /// Reads these features from rows.
  public var features: @Sendable () -> (any FeaturedShard)?
  /// Settings that every stage starts from.
  public var presets: Presets
  /// Rules of thumb.
  public var standIn: (any Identifier & Advisor)?

  /// Puts them together.
  public init(
    interpreter: any Interpreter, featureNames: [String], features: @escaping @Sendable () -> (any FeaturedShard)?,
    presets: Presets, standIn: (any Identifier & Advisor)?
  ) {
    self.interpreter = interpreter
    self.featureNames = featureNames
    self.features = features
    self.presets = presets
    self.standIn = standIn
  }
}
