/// An environment with its settings applied: what is fixed about it, what it can do, and how to make it.
public struct EnvironmentEntry: Sendable {
  /// What is fixed about it.
  public var spec: EnvironmentSpec
  /// One sentence for help.
  public var summary: String
  /// What it can do.
  public var capabilities: Set<Capability>
  /// Puts episodes into words, where the environment is `Narrated`.
  public var interpreter: (any Interpreter)?
  /// Names of the features that guidance compares; none for a sparse observation without `Featured`.
  public var featureNames: [String]
  /// The settings that every stage starts from: the environment's own, or general ones for its kind of spaces.
  public var presets: Presets
  /// Rules of thumb about it in the place of a language model, where it brings some.
  public var standIn: (any Identifier & Advisor)?
  /// What a person should know before training on it, a sentence each.
  public var remarks: [String] = []
  /// The library that computes it with its release, such as `MuJoCo 2.2.2`, where another release computes otherwise.
  public var physics: String?
  /// Makes a shard of `count` environments, on the thread that will step them.
  public var makeShard: @Sendable (_ count: Int) -> any EnvironmentShard

  /// Makes an entry for an environment type.
  public init<E: Environment & SendableMetatype>(summary: String, make: @escaping @Sendable () -> E) {
    let sample = make()
    let spec = sample.spec
    self.spec = spec
    self.summary = summary
    interpreter = (sample as? any Narrated)?.interpreter
    let names = (sample as? any Featured)?.featureNames
    if case .dense(let dimension) = spec.observation {
      featureNames = names ?? (0..<dimension).map { "observation \($0)" }
    } else {
      featureNames = names ?? []
    }
    let presets = (sample as? any Described)?.presets
    standIn = (sample as? any Described)?.standIn
    self.presets = presets ?? Presets.general(for: spec)
    capabilities = []
    if sample is any Restorable { capabilities.insert(.restorable) }
    if sample is any Viewable { capabilities.insert(.viewable) }
    if interpreter != nil { capabilities.insert(.narrated) }
    if names != nil { capabilities.insert(.featured) }
    if presets != nil { capabilities.insert(.described) }
    makeShard = { TypedShard(count: $0, make: make) }
  }

  /// Whether recorded moments can be reached again, by restoring or by playing.
  public var canRevisit: Bool { capabilities.contains(.restorable) || spec.isDeterministic }

  /// Throws `MissingCapabilityError` where the environment lacks `capability`; `purpose` begins its sentence.
  ///
  /// What is deterministic counts as restorable here: it can be played again. Where only a captured state will do, ask
  /// `capabilities`.
  public func require(_ capability: Capability, for purpose: String) throws(MissingCapabilityError) {
    guard capabilities.contains(capability) || (capability == .restorable && spec.isDeterministic) else {
      throw MissingCapabilityError(environment: spec.id, capability: capability, purpose: purpose)
    }
  }

  /// The interpreter. Throws `MissingCapabilityError` where there is none; `purpose` begins its sentence.
  public func words(for purpose: String) throws(MissingCapabilityError) -> any Interpreter {
    guard let interpreter else {
      throw MissingCapabilityError(environment: spec.id, capability: .narrated, purpose: purpose)
    }
    return interpreter
  }
}

/// One line of a catalog of environments: an id, a sentence, and how settings become an environment.
public struct EnvironmentMaker: CatalogEntry {
  /// The environment's id.
  public let name: String
  /// One sentence for help.
  public let summary: String
  private let make: @Sendable ([String: String]) throws -> EnvironmentEntry

  /// A line for an environment type: `configure` reads `environment.*` settings, and throws where one is unknown or out
  /// of range, and gives what makes one environment.
  public init<E: Environment & SendableMetatype>(
    _ name: String, _ summary: String,
    configure: @escaping @Sendable ([String: String]) throws -> (@Sendable () -> E)
  ) {
    self.name = name
    self.summary = summary
    make = { EnvironmentEntry(summary: summary, make: try configure($0)) }
  }

  /// A line whose entry is made by hand.
  public init(
    _ name: String, _ summary: String, entry: @escaping @Sendable ([String: String]) throws -> EnvironmentEntry
  ) {
    self.name = name
    self.summary = summary
    make = entry
  }

  /// The environment with `environment.*` settings applied.
  public func entry(settings: [String: String] = [:]) throws -> EnvironmentEntry { try make(settings) }
}

extension Catalog<EnvironmentMaker> {
  /// The environment called `name` with `environment.*` settings applied; an unknown name is an error that lists the
  /// valid ones, the one that is meant first, and says where another program has it.
  public func environment(_ name: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    guard let maker = self[name] else {
      let given = EnvironmentName(name)
      throw UnknownNameError(
        kind: kind, name: name, valid: names, meant: given.nearest(among: names),
        hint: given.hint(for: name, among: names))
    }
    return try maker.entry(settings: settings)
  }
}
