import Algorithms
import Environments
import Glibc
import Networks
import RLCore
import Numerics
import Testing
import TextEnvironments
import Threads

/// The studies and the catalog of methods.
@Suite struct LINVITStudyTests {
  private func settings(_ id: String, episodes: Int, seeds: Int = 4) throws -> TabularStudySettings {
    let mdp = try TabularCatalog.processes.adding(TextEnvironmentCatalog.processes).entry(id).process(seed: 3)
    var configuration = LINVITConfiguration()
    configuration.episodes = episodes
    return TabularStudySettings(
      mdp: mdp, accuracy: 0.1 * DynamicProgramming.optimal(mdp).startValue, seeds: seeds,
      configuration: configuration)
  }

  @Test func betterPriorsNeedFewerEpisodes() throws {
    let study = try DivergenceStudy.run(
      try settings("RandomMDP", episodes: 600), divergences: [0.3, 0.8, 1.6], pool: WorkerPool(threads: 2))
    let means = study.rows.map(\.meanSamples.mean)
    #expect(means[0] < means[1] && means[1] < means[2], "\(means)")
    let slope = try #require(study.slope)
    #expect(slope.low > 0 && slope.low <= slope.value && slope.value <= slope.high)
    #expect(study.rows.allSatisfy { $0.isWithinEpsilon && $0.reached == 4 }, "\(study.table.text)")
    #expect(study.table.rows.count == 3 && study.table.text.contains("Slope"))
  }

  @Test func aTowerIsTurnedOverFromAnyPrior() throws {
    let settings = try settings("Blocks", episodes: 1_500)
    // Six actions of eight: the goal pays at the last two.
    #expect(DynamicProgramming.optimal(settings.mdp).startValue.isApproximatelyEqual(to: 2, absoluteTolerance: 1e-12))
    let study = try PriorStudies.recovery(
      settings, methods: [TabularMethodCatalog.methods.entry("linvit")], pool: WorkerPool(threads: 2))
    #expect(study.rows.allSatisfy { $0.isWithinEpsilon }, "\(study.table.text)")
  }

  @Test func badPriorsAreRecoveredFrom() throws {
    let settings = try settings("Chain", episodes: 600)
    let methods = try ["linvit", "ucbvi", "prior", "cloned"].map { try TabularMethodCatalog.methods.entry($0) }
    let study = try PriorStudies.recovery(settings, methods: methods, pool: WorkerPool(threads: 2))
    #expect(study.table.heads == ["prior", "KL", "linvit", "ucbvi", "prior", "cloned", "linvit within eps"])
    #expect(study.rows.count == 24)
    for row in study.rows where row.method == "linvit" {
      #expect(row.isWithinEpsilon && row.worstGap <= settings.accuracy, "\(row)")
    }
    let lost = try #require(study.rows.first { $0.prior == "adversarial" && $0.method == "prior" })
    #expect(lost.gapToOptimal > 0.9 && !lost.isWithinEpsilon && lost.reached == 0)
  }

  @Test func theRuleForTheWeightIsAmongTheGoodOnes() throws {
    let study = try PriorStudies.weightSweep(
      try settings("Chain", episodes: 400), divergence: 2, factors: [0.1, 1, 30], pool: WorkerPool(threads: 2))
    #expect(study.rows.map(\.isRule) == [false, true, false])
    #expect(study.rows[1].reached == 4 && study.rows[2].reached == 0)
    #expect(study.rows[1].isWithinEpsilon && !study.rows[2].isWithinEpsilon)
    let biases = study.rows.compactMap(\.bias)
    #expect(biases.count == 3 && biases[0] <= biases[1] + 1e-12 && biases[1] <= biases[2])
    #expect(study.table.rows[1][1] == "eps/(2 KL)")
  }

  @Test func theGapExploresFasterThanOptimismAlone() throws {
    let settings = try settings("Chain", episodes: 600)
    let study = try PriorStudies.exploration(settings, divergence: 4, pool: WorkerPool(threads: 2))
    #expect(study.rows.map(\.method) == ["linvit", "linvit-ucb", "linvit-epsilon"])
    #expect(study.rows[0].meanSamples.mean < study.rows[1].meanSamples.mean)
    #expect(Set(study.rows.map(\.weight)).count == 1, "all explore at the same weight")
    #expect(study.rows[0].isWithinEpsilon && study.rows[0].boundsGap != nil && study.rows[2].boundsGap == nil)
    #expect(study.rows[0].curve.count == 61 && study.rows[0].curve.last?.episode == 600)
    #expect(
      abs((study.rows[0].curve.last?.gap ?? 1) - study.rows[0].gapToOptimal) < 1e-12)
  }

  @Test func theFactorDecidesWhatIsSeenOfThePriors() throws {
    var settings = try settings("Chain", episodes: 300, seeds: 2)
    let study = try FactorStudy.run(settings, factors: [0.02, 1], pool: WorkerPool(threads: 2))
    #expect(study.rows.count == 2 * 2 * 6 && study.table.rows.count == 4)
    #expect(
      study.table.rows.map { Array($0.prefix(2)) } == [
        ["0.02", "last"], ["0.02", "mixture"], ["1", "last"], ["1", "mixture"],
      ])
    func rows(_ factor: Double, _ output: LINVITConfiguration.Output) -> [TabularStudyRow] {
      study.rows.filter { $0.bonusScale == factor && $0.output == output }
    }
    #expect(rows(0.02, .last).allSatisfy { $0.isWithinEpsilon }, "\(study.table.text)")
    #expect(rows(1, .last).contains { !$0.isWithinEpsilon }, "\(study.table.text)")
    #expect(study.table.notes.contains { $0.contains("last at 0.02") })
    // The mixture is that of runs which return it.
    settings.configuration.bonusScale = 0.02
    settings.configuration.output = .mixture
    let method = try TabularMethodCatalog.methods.entry("linvit")
    let recovery = try PriorStudies.recovery(settings, methods: [method], pool: WorkerPool(threads: 2))
    #expect(recovery.rows.map(\.gaps) == rows(0.02, .mixture).map(\.gaps))
    #expect(recovery.table.title.hasSuffix("300 episodes, bonus factor 0.02"))
  }

  @Test func studiesDoNotDependOnThreadsButOnTheSeed() throws {
    var settings = try settings("RiverSwim", episodes: 200)
    func gaps(_ threads: Int) throws -> [[Double]] {
      try PriorStudies.exploration(settings, divergence: 3, pool: WorkerPool(threads: threads)).rows.map(\.gaps)
    }
    let first = try gaps(1)
    #expect(try gaps(3) == first)
    settings.firstSeed = 1
    let moved = try gaps(2)
    #expect(moved != first)
    #expect(moved.map { $0.dropLast() } == first.map { $0.dropFirst() }, "seeds follow one another")
  }

  @Test func methodsAndSettingsExplainThemselves() throws {
    let names = TabularMethodCatalog.methods.entries.map(\.name)
    #expect(Set(names).count == names.count)
    for method in TabularMethodCatalog.methods.entries { #expect(method.summary.contains(" ")) }
    #expect(throws: UnknownNameError.self) { try TabularMethodCatalog.methods.entry("linvti") }
    for field in LINVITConfiguration.fields {
      var copy = LINVITConfiguration()
      try LINVITConfiguration.fields.apply(field.key, field.read(copy), to: &copy)
      #expect(copy == LINVITConfiguration(), "\(field.key)")
      #expect(throws: InvalidSettingError.self) { try LINVITConfiguration.fields.apply(field.key, "?", to: &copy) }
    }
  }

  @Test func numbersAreWrittenPlainly() {
    #expect(Numerals.fixed(1.005, 1, missing: "-") == "1.0")
    #expect(Numerals.fixed(-0.04, 1, missing: "-") == "0.0")
    #expect(Numerals.fixed(-2.75, 2, missing: "-") == "-2.75")
    #expect(Numerals.fixed(12.07, 2, missing: "-") == "12.07")
    #expect(Numerals.fixed(0.9996, 3, missing: "-") == "1.000")
    #expect(Numerals.fixed(.infinity, 2, missing: "-") == "inf" && Numerals.fixed(.nan, 2, missing: "-") == "-")
    #expect(Numerals.fixed(99.6, 0, missing: "-") == "100")
  }
}
