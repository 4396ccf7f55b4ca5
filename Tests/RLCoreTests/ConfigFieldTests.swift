import RLCore
import Testing

private enum Colour: String, CaseIterable {
  case red
  case blue
}

private struct Settings: Equatable {
  var count = 3
  var rate = 0.5
  var isOn = false
  var colour = Colour.red
  var name = "a"

  static var fields: [ConfigField<Settings>] {
    [
      .integer("count", \.count, 1...10, "how many"),
      .number("rate", \.rate, 0...1, "how fast"),
      .flag("on", \.isOn, "whether"),
      .choice("colour", \.colour, "which"),
      .custom(
        "name", "what it is called", valid: "one letter", read: { $0.name },
        write: { root, text in
          guard text.count == 1 else { return false }
          root.name = text
          return true
        }),
    ]
  }
}

@Suite struct ConfigFieldTests {
  @Test func writesEachKindOfValue() throws {
    var settings = Settings()
    for (key, value) in [("count", "10"), ("rate", "0.25"), ("on", "true"), ("colour", "blue"), ("name", "z")] {
      try Settings.fields.apply(key, value, to: &settings)
    }
    #expect(settings == Settings(count: 10, rate: 0.25, isOn: true, colour: .blue, name: "z"))
  }

  @Test func readsBackWhatItWrote() throws {
    let written = Settings(count: 7, rate: 1 / 3.0, isOn: true, colour: .blue, name: "q")
    var copy = Settings()
    for field in Settings.fields { try Settings.fields.apply(field.key, field.read(written), to: &copy) }
    #expect(copy == written)
  }

  @Test(arguments: [
    ("count", "0", "a whole number from 1 to 10"), ("count", "11", "a whole number from 1 to 10"),
    ("count", "3.5", "a whole number from 1 to 10"), ("count", "", "a whole number from 1 to 10"),
    ("rate", "-0.1", "a number from 0.0 to 1.0"), ("rate", "nan", "a number from 0.0 to 1.0"),
    ("rate", "inf", "a number from 0.0 to 1.0"), ("rate", "fast", "a number from 0.0 to 1.0"),
    ("on", "yes", "true or false"), ("colour", "green", "red, blue"), ("name", "long", "one letter"),
  ])
  func refusesABadValueAndSaysWhatIsValid(key: String, value: String, valid: String) {
    var settings = Settings()
    #expect(throws: InvalidSettingError(key: key, value: value, valid: valid)) {
      try Settings.fields.apply(key, value, to: &settings)
    }
    #expect(settings == Settings())
    let text = InvalidSettingError(key: key, value: value, valid: valid).description
    #expect(text.contains("'\(key)'") && text.contains("'\(value)'") && text.hasSuffix(valid))
  }

  @Test func refusesAnUnknownKeyAndListsTheValidOnes() {
    var settings = Settings()
    let expected = UnknownNameError(
      kind: "setting", name: "colour2", valid: ["count", "rate", "on", "colour", "name"])
    #expect(throws: expected) { try Settings.fields.apply("colour2", "red", to: &settings) }
    #expect(expected.nearest == "colour")
  }
}
