import Algorithms
import Experiments
import RLCore

/// Environments x bases x guidances x refiners x settings x seeds, as a file states them.
struct CoachingGrid: ExperimentGrid {
  /// The keys at the top of the file, beside those of every experiment.
  static let keys = ["games", "environment", "guidance", "refiner"]

  let seeds: [UInt64]
  let specs: [EnvironmentSpec]
  let guidances: [GuidanceSpec]
  let refiners: [RefinerSpec]
  /// The method that the others are compared with, and the comparison that was fixed beforehand.
  let baseline: String
  let primary: PrimaryComparison?
  /// What is to be shown besides.
  let aims: ReportAims
  let cells: [CoachingCell]
  let plan: CellPlan
  private let byKey: [String: CoachingCell]

  /// - Parameter kept: digests of the sessions by hand that an experiment has kept, by their paths.
  init(_ top: ExperimentTable, _ catalogs: Catalogs, kept: [String: String] = [:]) throws {
    seeds = try top.seeds("seeds")
    let games = try top.count("games", 2...1_000_000)
    specs = try top.tables("environment", keys: EnvironmentSpec.keys).map { try EnvironmentSpec($0, catalogs) }
    let alone = try top.tables("guidance", keys: GuidanceSpec.keys).map {
      try GuidanceSpec($0, catalogs, kept: kept)
    }
    guidances = try alone.map { try $0.matched(in: alone) }
    refiners = try top.tables("refiner", keys: RefinerSpec.keys).map { try RefinerSpec($0, catalogs) }
    guard !specs.isEmpty else { throw ExperimentFileError.empty("there is no [[environment]]") }
    guard !refiners.isEmpty else { throw ExperimentFileError.empty("there is no [[refiner]]") }
    guard Set(guidances.map(\.name)).count == guidances.count else {
      throw ExperimentFileError.wrong("[[guidance]]", "name", valid: "another for each")
    }
    let contenders = try Self.contenders(refiners, guidances)
    cells = Self.expand(contenders, specs, seeds: seeds, games: games)
    (baseline, primary) = try Self.compared(top, contenders)
    aims = ReportAims(
      targets: specs.reduce(into: [:]) { $0[$1.id] = $1.target ?? $0[$1.id] }, effect: try ExperimentFile.effect(top))
    byKey = Dictionary(cells.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    plan = Self.plan(cells)
    try check(catalogs)
  }

  /// A method with a setting and a guidance.
  private struct Contender {
    var refiner: RefinerSpec
    var setting: RefinerSpec.Setting
    var guidance: GuidanceSpec?
    var name: String
  }

  /// Methods with guidance come once for each guidance that they name, those without once.
  private static func contenders(_ refiners: [RefinerSpec], _ guidances: [GuidanceSpec]) throws -> [Contender] {
    let contenders = try refiners.flatMap { refiner in
      let used = try refiner.used(of: guidances)
      return refiner.settings.flatMap { setting in
        used.map { guidance in
          let words = [refiner.method.name, setting.name, guidances.count > 1 ? guidance?.name ?? "" : ""]
          return Contender(
            refiner: refiner, setting: setting, guidance: guidance,
            name: words.filter { !$0.isEmpty }.joined(separator: " "))
        }
      }
    }
    var seen: Set<String> = []
    for one in contenders where !seen.insert(one.name).inserted {
      throw ExperimentFileError.refused(one.refiner.place, "'\(one.name)' comes twice; give its setting another name")
    }
    return contenders
  }

  private static func expand(
    _ contenders: [Contender], _ specs: [EnvironmentSpec], seeds: [UInt64], games: Int?
  ) -> [CoachingCell] {
    specs.flatMap { environment in
      environment.bases.flatMap { base in
        seeds.flatMap { seed in
          contenders.flatMap { contender in
            (0..<contender.refiner.replicates).map { replicate in
              var cell = CoachingCell(
                stage: .refinement, environment: environment, base: base, seed: seed, games: games)
              cell.guidance = contender.guidance
              cell.refiner = contender.refiner
              cell.setting = contender.setting
              cell.method = contender.name
              cell.replicate = replicate
              return cell
            }
          }
        }
      }
    }.withParents
  }

  private static func plan(_ cells: [CoachingCell]) -> CellPlan {
    func phase(_ name: String, _ isMeant: (CoachingCell) -> Bool) -> CellPlan.Phase {
      CellPlan.Phase(name: name, cells: cells.filter(isMeant).map(\.planned))
    }
    return CellPlan([
      phase("bases") { [.base, .teacher].contains($0.stage) },
      phase("advice") { $0.stage == .advice && $0.modelCell == nil },
      phase("matched advice") { $0.stage == .advice && $0.modelCell != nil },
      phase("refinements") { $0.stage == .refinement },
    ])
  }

  /// The baseline and the primary method by the names that rows have; a method's own name will do where it is one row's.
  private static func compared(_ top: ExperimentTable, _ contenders: [Contender]) throws -> (String, PrimaryComparison?)
  {
    let names = contenders.map(\.name)
    func find(_ key: String) throws -> String? {
      guard let name = try top.text(key) else { return nil }
      let found = names.contains(name) ? [name] : contenders.filter { $0.refiner.method.name == name }.map(\.name)
      guard found.count < 2 else {
        throw ExperimentFileError.wrong(top.place, key, valid: "one of \(found.joined(separator: ", "))")
      }
      guard let only = found.first else {
        throw ExperimentFileError.refused(
          top.place, "\(UnknownNameError(kind: key, name: name, valid: names))")
      }
      return only
    }
    let baseline = try find("baseline") ?? (names.contains("ppo") ? "ppo" : names[0])
    let primary = try find("primary")
    guard primary != baseline else {
      throw ExperimentFileError.wrong(top.place, "primary", valid: "another method than the baseline")
    }
    return (baseline, try ExperimentFile.primary(primary, top))
  }

  var tasks: [Scores.Task] {
    specs.flatMap { spec in spec.bases.map { Scores.Task(environment: spec.id, base: $0.name) } }
  }

  /// Throws where a base that is still to be copied is not there.
  func checkBases(finished: Set<String>) throws {
    for cell in cells where [.base, .teacher].contains(cell.stage) && !finished.contains(cell.key) {
      try cell.environment.check(cell.base, seed: cell.seed)
    }
  }

  /// Throws where something named would be found missing after hours of training only.
  private func check(_ catalogs: Catalogs) throws {
    for environment in specs {
      let entry = try catalogs.environment(environment.id)
      if refiners.contains(where: \.method.needsGuidance) {
        for guidance in guidances { try guidance.check(in: environment.id, entry, catalogs) }
      }
      for refiner in refiners {
        if refiner.method.needsTeacher, environment.oracle == nil {
          throw ExperimentFileError.refused(
            environment.place,
            "the key 'oracle' is missing, and '\(refiner.method.name)' asks a policy that was trained for much longer; give "
              + "\(EnvironmentSpec.Base.valid), for instance oracle = \"steps:1000000\"")
        }
        for setting in refiner.settings {
          var settings = environment.settings(environment.bases[0], seed: 1, games: nil)
          try ExperimentFileError.at(refiner.place) {
            try setting.apply(to: &settings)
            try settings.check(catalogs)
            try checkRounds(refiner, settings)
            guard settings.refinement.oracle.teacher.isEmpty else {
              throw InvalidSettingError(
                key: "oracle.teacher", value: settings.refinement.oracle.teacher,
                valid: "none here, as the environment's key 'oracle' says whom oracles ask")
            }
          }
        }
      }
    }
  }

  /// Throws where rounds would ask anew a person who said once what there is to say.
  private func checkRounds(_ refiner: RefinerSpec, _ settings: SessionSettings) throws {
    let guidance = settings.refinement.guidance
    guard guidance.rounds > 0, try refiner.used(of: guidances).contains(where: { $0?.byHand != nil }) else { return }
    throw InvalidSettingError(
      key: "guidance.rounds", value: "\(guidance.rounds)",
      valid: "0 with guidance by hand, of which nobody can be asked anew; name others with the key 'guidance'")
  }

  /// The sessions whose decisions guide, each once.
  var byHand: [GuidanceByHand] { guidances.compactMap(\.byHand).distinct(by: \.session) }

  /// The cell of a key.
  subscript(key: String) -> CoachingCell? { byKey[key] }

  /// The policies that oracles ask.
  var asked: [CoachingCell] { cells.compactMap(\.teacherCell).distinct(by: \.key) }

  var environments: [String] { specs.map(\.id) }

  var axes: [String] {
    let settings = refiners.flatMap { refiner in
      refiner.settings.map { setting in
        refiner.method.name + (setting.name.isEmpty ? "" : " (\(setting.name))")
          + (refiner.replicates > 1 ? " x \(refiner.replicates)" : "")
      }
    }
    let places = specs.flatMap { spec in spec.bases.map { "\(spec.id) \($0.name), \(spec.budget) steps" } }
    return [
      "places: " + places.joined(separator: "; "),
      "guidance: " + (guidances.isEmpty ? "none" : guidances.map(\.name).joined(separator: ", ")),
      "refiners: " + settings.joined(separator: ", "),
      "seeds: " + seeds.map { "\($0)" }.joined(separator: ", "),
    ] + (asked.isEmpty ? [] : ["oracles ask: " + asked.map(\.label).joined(separator: ", ")])
  }
}

extension [CoachingCell] {
  /// With the bases, the teachers and the advice that they build on, each once and ahead of them; ahead of advice that of
  /// which as much is to be accepted. A teacher that is a base of the grid as well is that base.
  fileprivate var withParents: [CoachingCell] {
    let bases = Swift.Set(map(\.baseCell.key))
    return flatMap { cell in
      let teacher = cell.teacherCell.flatMap { bases.contains($0.key) ? nil : $0 }
      let advice = cell.adviceCell
      return [cell.baseCell, teacher, advice?.modelCell, advice, cell].compactMap(\.self)
    }.distinct(by: \.key)
  }
}
