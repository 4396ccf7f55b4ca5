import Algorithms
import Environments
import Glibc
import Networks
import RLCore
import Testing

/// The studies and the catalog of methods.
@Suite struct LINVITStudyTests {
  private func settings(_ id: String, episodes: Int, seeds: Int = 4) throws -> TabularStudySettings {
    let mdp = try TabularCatalog.make(id, seed: 3)
    var configuration = LINVITConfiguration()
    configuration.episodes = episodes
    return TabularStudySettings(
      mdp: mdp, accuracy: 0.1 * DynamicProgramming.optimal(mdp).startValue, seeds: seeds,
      configuration: configuration)
  }

  @Test func betterPriorsNeedFewerEpisodes() throws {
    let study = try DivergenceStudy.run(
      try settings("RandomMDP", episodes: 600), divergences: [0.3, 0.8, 1.6], pool: WorkerPool(threads: 2))
    let means = study.rows.map { $0.mean(cap: study.cap) }
    #expect(means[0] < means[1] && means[1] < means[2], "\(means)")
    #expect(study.slopeInterval.low > 0 && study.slopeInterval.low <= study.slope)
    #expect(study.slope <= study.slopeInterval.high)
    #expect(study.table.rows.count == 3 && study.table.markdown.contains("Slope"))
  }

  @Test func badPriorsAreRecoveredFrom() throws {
    let settings = try settings("Chain", episodes: 600)
    let methods = try ["linvit", "ucbvi", "prior", "cloned"].map(TabularMethodCatalog.method)
    let table = try PriorStudies.recovery(settings, methods: methods, pool: WorkerPool(threads: 2))
    #expect(table.columns == ["prior", "KL", "linvit", "ucbvi", "prior", "cloned"])
    for row in table.rows {
      #expect(try #require(Double(row[2])) < 0.1, "\(row)")
      if row[0] == "adversarial" { #expect(try #require(Double(row[4])) > 0.9) }
    }
  }

  @Test func theRuleForTheWeightIsAmongTheGoodOnes() throws {
    let (rows, table) = try PriorStudies.weightSweep(
      try settings("Chain", episodes: 400), divergence: 2, factors: [0.1, 1, 30], pool: WorkerPool(threads: 2))
    #expect(rows.map(\.isRule) == [false, true, false])
    #expect(rows[1].reached == 1 && rows[2].reached == 0)
    #expect(rows[0].bias <= rows[1].bias + 1e-12 && rows[1].bias <= rows[2].bias)
    #expect(table.rows[1][1] == "eps/(2 KL)")
  }

  @Test func theGapExploresFasterThanOptimismAlone() throws {
    let settings = try settings("Chain", episodes: 600)
    let table = try PriorStudies.exploration(settings, divergence: 4, pool: WorkerPool(threads: 2))
    #expect(table.rows.map { $0[0] } == ["linvit", "linvit-ucb", "linvit-epsilon"])
    let episodes = try table.rows.map { try #require(Double($0[1])) }
    #expect(episodes[0] < episodes[1])
  }

  @Test func methodsAndSettingsExplainThemselves() throws {
    let names = TabularMethodCatalog.all.map(\.name)
    #expect(Set(names).count == names.count)
    for method in TabularMethodCatalog.all { #expect(method.summary.contains(" ")) }
    #expect(throws: UnknownNameError.self) { try TabularMethodCatalog.method("linvti") }
    for field in LINVITConfiguration.fields {
      var copy = LINVITConfiguration()
      try LINVITConfiguration.fields.apply(field.key, field.read(copy), to: &copy)
      #expect(copy == LINVITConfiguration(), "\(field.key)")
      #expect(throws: InvalidSettingError.self) { try LINVITConfiguration.fields.apply(field.key, "?", to: &copy) }
    }
  }

  @Test func numbersAreWrittenPlainly() {
    #expect(StudyTable.text(1.005, places: 1) == "1.0")
    #expect(StudyTable.text(-0.04, places: 1) == "0.0")
    #expect(StudyTable.text(-2.75, places: 2) == "-2.75")
    #expect(StudyTable.text(12.07, places: 2) == "12.07")
    #expect(StudyTable.text(0.9996, places: 3) == "1.000")
    #expect(StudyTable.text(.infinity) == "inf" && StudyTable.text(.nan) == "-")
    #expect(StudyTable.text(99.6, places: 0) == "100")
  }
}
