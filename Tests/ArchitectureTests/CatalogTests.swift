import Algorithms
import Coaching
import Environments
import MuJoCoEnvironments
import RLCore
import Testing

/// Every line of every catalog can be found, made and explained.
@Suite struct CatalogTests {
  static func isSentence(_ text: String) -> Bool {
    text.count >= 8 && text.contains(" ") && !text.contains("\n") && text == text.trimmed
  }

  static let environments: [String] = EnvironmentCatalog.all.names + MuJoCoCatalog.all.names

  private func entry(_ id: String, _ settings: [String: String]) throws -> EnvironmentEntry {
    EnvironmentCatalog.all[id] == nil
      ? try MuJoCoCatalog.entry(id, settings: settings) : try EnvironmentCatalog.entry(id, settings: settings)
  }

  @Test(arguments: environments)
  func environmentsExplainThemselves(_ id: String) throws {
    let entry = try entry(id, [:])
    #expect(entry.spec.id == id)
    #expect(Self.isSentence(entry.summary))
    #expect(entry.spec.stepLimit > 0)
    #expect(!entry.featureNames.isEmpty)
    let words = try #require(entry.interpreter)
    for text in [words.background, words.rules, words.criteria] {
      #expect(!text.trimmed.isEmpty)
    }
    if case .discrete(let names) = entry.spec.action {
      #expect(names.count > 1)
      #expect(Set(names).count == names.count && names.allSatisfy { !$0.isEmpty })
    }
  }

  @Test(arguments: environments)
  func unknownSettingsAreRefused(_ id: String) {
    #expect(throws: UnknownNameError.self) { try entry(id, ["noSuchSetting": "1"]) }
  }

  @Test func unknownEnvironmentsListTheKnown() throws {
    let error = try #require(throws: UnknownNameError.self) { try EnvironmentCatalog.entry("Pnog") }
    #expect(error.valid == EnvironmentCatalog.all.names)
    #expect(error.nearest == "Pong")
  }

  @Test(arguments: PongConfiguration.keys)
  func everyPongSettingIsRead(_ key: String) throws {
    // A key that is not read would be refused as a setting; one that is read refuses the value.
    let error = try #require(throws: UnknownNameError.self) { try PongConfiguration(settings: [key: "?"]) }
    #expect(error.kind == "value for environment.\(key)")
    #expect(!error.valid.isEmpty)
  }

  @Test func everyPongSettingTakesAValue() throws {
    let values = [
      "frameSkip": "2", "sticky": "0.25", "points": "3", "stepLimit": "50", "actions": "atari6", "scoring": "point",
    ]
    #expect(values.keys.sorted() == PongConfiguration.keys.sorted(), "give the new setting a value here")
    for (key, value) in values {
      #expect(try PongConfiguration(settings: [key: value]) != PongConfiguration(), "\(key) changes nothing")
    }
  }

  @Test func methodsExplainThemselves() throws {
    let names = MethodCatalog.methods.names
    #expect(Set(names).count == names.count)
    for method in MethodCatalog.methods.entries {
      #expect(Self.isSentence(method.summary), "\(method.name)")
      #expect(try MethodCatalog.methods.entry(method.name).name == method.name)
    }
    #expect(throws: UnknownNameError.self) { try MethodCatalog.methods.entry("no-such-method") }
  }

  @Test func identifiersAndAdvisorsExplainThemselves() {
    let catalogs = Catalogs.standard
    let lines =
      catalogs.identifiers.entries.map { ($0.name, $0.summary) }
      + catalogs.advisors.entries.map { ($0.name, $0.summary) }
      + catalogs.models.entries.map { ($0.name, $0.summary) }
    #expect(!catalogs.identifiers.entries.isEmpty && !catalogs.advisors.entries.isEmpty)
    for (name, summary) in lines { #expect(Self.isSentence(summary), "\(name)") }
    #expect(throws: UnknownNameError.self) { try catalogs.advisors.entry("no-such-advisor") }
  }

  @Test func settingsReadBackWhatTheyWrite() throws {
    try expectReadBack(PPOConfiguration.fields, PPOConfiguration())
    try expectReadBack(MaskConfiguration.fields, MaskConfiguration())
    try expectReadBack(SearchConfiguration.fields, SearchConfiguration())
    try expectReadBack(FidelityConfiguration.fields, FidelityConfiguration())
  }

  private func expectReadBack<Root: Equatable>(_ fields: [ConfigField<Root>], _ defaults: Root) throws {
    #expect(Set(fields.map(\.key)).count == fields.count)
    for field in fields {
      #expect(Self.isSentence(field.summary), "\(field.key)")
      #expect(!field.valid.isEmpty, "\(field.key)")
      var copy = defaults
      try fields.apply(field.key, field.read(defaults), to: &copy)
      #expect(copy == defaults, "\(field.key) does not read back its own text")
      #expect(throws: InvalidSettingError.self, "\(field.key)") { try fields.apply(field.key, "?", to: &copy) }
    }
  }

  @Test func metricNamesAreUniqueAndGrouped() {
    let names = MetricName.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.split(separator: "/").count == 2, "\(name)") }
  }
}

extension String {
  /// Without spaces and line ends around it.
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
