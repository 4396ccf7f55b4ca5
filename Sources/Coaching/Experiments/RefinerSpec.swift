import Algorithms
import RLCore

/// A method, how often it is repeated on one base, and the settings that it is tried with: a `[[refiner]]`.
struct RefinerSpec: Sendable {
  /// The keys that it has.
  static let keys = ["method", "replicates", "settings", "guidance"]

  let method: RefinementMethod
  /// Runs on one base with refinement seeds of their own.
  let replicates: Int
  let settings: [Setting]
  /// Names of the guidances that it is run with; nil: all.
  let guidance: [String]?
  let place: String

  /// One way to set a method.
  struct Setting: Equatable, Sendable {
    /// The keys that it has.
    static let keys = ["name", "alpha", "set"]
    var name = ""
    var alpha: AlphaSetting?
    var set: [String] = []

    /// What it depends on for `method`.
    ///
    /// Density by name is what nothing at all stood for before alpha had a bound, so that cells of such folders stay what they are.
    func identity(_ method: RefinementMethod) -> String {
      let words: String
      switch alpha {
      case .none: words = method.choosesAlpha ? "bounded" : ""
      case .density: words = method.choosesAlpha ? "" : "density"
      case .some(let alpha): words = "\(alpha)"
      }
      return "\(words)|\(set.joined(separator: ","))"
    }

    /// Sets a refinement.
    func apply(to settings: inout SessionSettings) throws {
      try settings.apply(set, refining: true)
      alpha?.apply(to: &settings.refinement.guidance)
    }
  }

  init(_ table: ExperimentTable, _ catalogs: Catalogs) throws {
    place = table.place
    let name = try table.required("method")
    method = try ExperimentFileError.at(place) { try catalogs.methods.entry(name) }
    replicates = try table.count("replicates", 1...1_000) ?? 1
    guidance = try table.texts("guidance")
    let given = try table.tables("settings", keys: Setting.keys).map { own in
      var setting = Setting()
      setting.alpha = try own.alpha("alpha")
      setting.set = try own.texts("set") ?? []
      let words = (setting.alpha.map { ["alpha \($0)"] } ?? []) + setting.set
      setting.name = try own.text("name") ?? words.joined(separator: " ")
      return setting
    }
    settings = given.isEmpty ? [Setting()] : given
    guard Set(settings.map(\.name)).count == settings.count else {
      throw ExperimentFileError.wrong(place, "settings", valid: "settings whose names differ")
    }
  }

  /// Those of `guidances` that it is run with; nil stands for none, where its method needs none.
  func used(of guidances: [GuidanceSpec]) throws -> [GuidanceSpec?] {
    guard method.needsGuidance else {
      guard guidance == nil else {
        throw ExperimentFileError.refused(place, "'\(method.name)' uses no guidance; leave the key out")
      }
      return [nil]
    }
    guard !guidances.isEmpty else {
      throw ExperimentFileError.refused(place, "'\(method.name)' uses guidance, and the file has no [[guidance]]")
    }
    guard let guidance else { return guidances }
    guard !guidance.isEmpty else {
      throw ExperimentFileError.wrong(
        place, "guidance", valid: "one of \(guidances.map(\.name).joined(separator: ", "))")
    }
    return try guidance.map { name in
      guard let found = guidances.first(where: { $0.name == name }) else {
        let error = UnknownNameError(kind: "guidance", name: name, valid: guidances.map(\.name))
        throw ExperimentFileError.refused(place, "\(error)")
      }
      return found
    }
  }

  /// The seed of a repetition: the first has that of `refine`.
  static func seed(_ seed: UInt64, replicate: Int) -> UInt64 { seed &+ 1 &+ UInt64(replicate) &* 1_000_003 }
}

extension RefinementMethod {
  /// α is worked out from the recorded episodes where nobody names it.
  fileprivate var choosesAlpha: Bool {
    var configuration = PPOConfiguration()
    configure(&configuration)
    return usualAlpha == nil && configuration.guidance.shapesRewards
  }
}
