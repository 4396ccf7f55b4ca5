import Advisors
import RLCore
import Testing

/// Every malformed reply that models are known to write, and some that only an adversary would.
@Suite struct ReplyParserTests {
  private let context = AdviceContext(
    environment: "Pong", background: "", rules: "", criteria: "",
    actionSpace: .discrete(names: ["stay", "up", "down"]), episode: 3, firstStep: 100, lastStep: 200, narration: [],
    outcome: -1, maximumStates: 8)

  private func item(
    step: String = "143", action: String = "\"up\"", reward: String = "-0.6", confidence: String = "0.8",
    rationale: String = "\"late\"", episode: String = "3"
  ) -> String {
    "{\"episode\":\(episode),\"step\":\(step),\"rationale\":\(rationale),\"action\":\(action),\"reward\":\(reward),"
      + "\"confidence\":\(confidence)}"
  }

  private func parse(_ items: String...) -> ParsedReply {
    ReplyParser.suggestions(
      from: "{\"critical_states\":[\(items.joined(separator: ","))]}", context: context, advisor: "test")
  }

  private func reasons(_ parsed: ParsedReply) -> [String] { parsed.issues.map { "\($0.kind.rawValue): \($0.reason)" } }

  private var plain: Suggestion {
    Suggestion(
      episode: 3, step: 143, action: .discrete(1), reward: -0.6, rationale: "late", confidence: 0.8, advisor: "test")
  }

  @Test func readsAGoodReply() {
    #expect(parse(item()) == ParsedReply(suggestions: [plain]))
  }

  @Test func readsWhatIsThoughtOfTheRecordedActionAndOfTheState() {
    func with(_ members: String) -> ParsedReply {
      parse(item().replacing("\"confidence\"", with: members + ",\"confidence\""))
    }
    var expected = plain
    (expected.blame, expected.stateValue, expected.hold) = (-0.4, 0.25, 3)
    let good = with("\"recorded_reward\":-0.4,\"state_value\":0.25,\"hold\":3")
    #expect(good == ParsedReply(suggestions: [expected]))
    #expect(with("\"recorded_reward\":null,\"hold\":null") == ParsedReply(suggestions: [plain]))
    let bold = with("\"recorded_reward\":0.5,\"state_value\":-7,\"hold\":1000")
    (expected.blame, expected.stateValue, expected.hold) = (0, -1, Suggestion.longestHold)
    #expect(bold.suggestions == [expected])
    #expect(
      reasons(bold) == [
        "clamped: recorded_reward 0.5 was clamped to 0", "clamped: state_value -7 was clamped to -1",
        "clamped: hold 1000 was clamped to 32",
      ])
    // What may be left out costs no suggestion where it cannot be read.
    let odd = with("\"recorded_reward\":\"bad\",\"state_value\":[1]")
    #expect(odd.suggestions == [plain] && odd.issues.count == 2)
  }

  @Test(arguments: [
    "Let me think.\n```json\n{\"critical_states\": [ITEM]}\n```\nGood luck!",
    "The braces {of prose} and [lists] first: {\"critical_states\" : [ITEM,]} done",
    "[ITEM]", "ITEM", "{\"critical_states\":ITEM}", "{\"result\":{\"critical_states\":[ITEM]}}",
  ])
  func findsTheListInProseAndFences(template: String) {
    let parsed = ReplyParser.suggestions(
      from: template.replacing("ITEM", with: item()), context: context, advisor: "test")
    #expect(parsed == ParsedReply(suggestions: [plain]))
  }

  @Test func readsTheLastOfSeveralLists() {
    let reply =
      "Format: {\"critical_states\":[\(item(step: "101"))]} Answer: {\"critical_states\":[\(item())]}"
    let parsed = ReplyParser.suggestions(from: reply, context: context, advisor: "test")
    #expect(parsed.suggestions == [plain])
    #expect(reasons(parsed) == ["clamped: the reply holds 2 lists; the last one with items was read"])
  }

  @Test func salvagesTheCompleteItemsOfEveryTruncation() {
    let whole = "{\"critical_states\":[\(item()),\(item(step: "150", rationale: "\"a \\u00e9 \\\"b\\\"\""))]}"
    let first = "{\"critical_states\":[\(item())".utf8.count
    for length in 0..<whole.utf8.count {
      let parsed = ReplyParser.suggestions(
        from: Array(whole.utf8.prefix(length)), context: context, advisor: "test")
      let expected = length < first ? 0 : length < whole.utf8.count - 2 ? 1 : 2
      #expect(parsed.suggestions.count == expected, "\(length)")
      #expect(length == whole.utf8.count - 1 || !parsed.issues.isEmpty, "\(length)")
    }
  }

  @Test func numbersAtTheEndsOfWhatAnIntegerHoldsAreRefused() {
    for number in ["-9223372036854775808", "9223372036854775807", "-1e999", "1e308"] {
      let parsed = parse(item(action: number), item(step: number), item(step: "150", reward: number))
      #expect(parsed.suggestions.allSatisfy { $0.step == 150 && abs($0.reward) == 1 }, "\(number): \(parsed)")
      #expect(parsed.issues.count >= 3, "\(number): \(reasons(parsed))")
    }
    #expect(reasons(parse(item(action: "-9223372036854775808"))).first?.contains("action -9.22") == true)
  }

  /// Each bracket could be the beginning of an item that fails only at the end of the reply.
  @Test(.timeLimit(.minutes(2))) func aReplyOfBeginningsIsGivenUp() {
    let filler = String(repeating: "\"x\":1,", count: 10_000)
    let reply =
      "[" + String(repeating: "{", count: 300) + filler + String(repeating: "{\"a\":[{", count: 2_000) + filler
    let parsed = ReplyParser.suggestions(from: reply, context: context, advisor: "test")
    #expect(parsed.suggestions.isEmpty && !parsed.issues.isEmpty)
  }

  @Test func rejectsOneBadItemAndKeepsTheRest() {
    let parsed = parse(item(step: "101"), "{\"step\": oops}", "17", "\"text\"", item(step: "102"))
    #expect(parsed.suggestions.map(\.step) == [101, 102])
    #expect(
      reasons(parsed) == [
        "rejected: the item is not valid JSON", "rejected: the item is a number, not an object",
        "rejected: the item is text, not an object",
      ])
    #expect(parsed.issues.map(\.item) == [1, 2, 3])
  }

  @Test(arguments: [
    ("99", "step 99 is outside the shown steps 100 to 200"), ("201", "step 201 is outside the shown steps 100 to 200"),
    ("-1", "step -1 is outside the shown steps 100 to 200"), ("143.5", "step 143.5 is not a whole number"),
    ("1e300", "step 1e+300 is not a whole number"), ("null", "step is missing"),
    ("[143]", "step is an array, not a whole number"), ("true", "step is true or false, not a whole number"),
    ("NaN", "step nan is not a whole number"), ("\"soon\"", "step is text, not a whole number"),
  ])
  func rejectsABadStep(step: String, reason: String) {
    let parsed = parse(item(step: step), item(step: "150"))
    #expect(parsed.suggestions.map(\.step) == [150])
    #expect(reasons(parsed) == ["rejected: " + reason])
  }

  @Test func acceptsNumbersWrittenAsText() {
    let parsed = parse(item(step: "\"143\"", reward: "\"-0.6\""))
    #expect(parsed.suggestions == [plain])
    #expect(reasons(parsed) == ["clamped: step was given as text", "clamped: reward was given as text"])
  }

  @Test(arguments: [("7", 1, "reward 7 was clamped to 1"), ("-1.5", -1, "reward -1.5 was clamped to -1")])
  func clampsARewardBeyondItsBounds(reward: String, bounded: Double, reason: String) {
    let parsed = parse(item(reward: reward))
    #expect(parsed.suggestions.map(\.reward) == [bounded])
    #expect(reasons(parsed) == ["clamped: " + reason])
  }

  @Test(arguments: ["NaN", "Infinity", "-Infinity", "1e999"])
  func rejectsNumbersThatAreNotFinite(number: String) {
    #expect(reasons(parse(item(reward: number))) == ["rejected: reward is not finite"])
    #expect(reasons(parse(item(confidence: number))) == ["rejected: confidence is not finite"])
  }

  @Test func boundsConfidenceAndHasADefault() {
    let parsed = parse(item(step: "101", confidence: "80"), item(step: "102", confidence: "null"))
    #expect(parsed.suggestions.map(\.confidence) == [1, 0.5])
    #expect(reasons(parsed) == ["clamped: confidence 80 was clamped to 1"])
  }

  @Test(arguments: [
    ("\"upp\"", "unknown action 'upp'; the nearest is 'up', valid: stay, up, down"),
    ("\"move downwards\"", "unknown action 'move downwards'; the nearest is 'down', valid: stay, up, down"),
    ("3", "action 3 is not one of stay, up, down"), ("null", "action is missing"),
    ("{}", "action is an object, not the name of an action"),
    ("\"\\u001b[31mup\"", "unknown action '[31mup'; the nearest is 'up', valid: stay, up, down"),
  ])
  func rejectsAnUnknownAction(action: String, reason: String) {
    let parsed = parse(item(action: action), item(step: "150"))
    #expect(parsed.suggestions.map(\.step) == [150])
    #expect(reasons(parsed) == ["rejected: " + reason])
  }

  @Test func readsActionsInOtherCaseAndAsIndices() {
    let parsed = parse(item(step: "101", action: "\" Down \""), item(step: "102", action: "2"))
    #expect(parsed.suggestions.map(\.action) == [.discrete(2), .discrete(2)])
    #expect(reasons(parsed) == ["clamped: action was given as number 2, read as 'down'"])
  }

  @Test func keepsTheLimitOfTenThousandAndSaysSoOnce() {
    var wide = context
    wide.firstStep = 0
    wide.lastStep = 20_000
    let items = (0..<10_000).map { item(step: "\($0)") }.joined(separator: ",")
    let parsed = ReplyParser.suggestions(
      from: Array("{\"critical_states\":[\(items)]}".utf8), context: wide, advisor: "test")
    #expect(parsed.suggestions.map(\.step) == Array(0..<8))
    #expect(reasons(parsed).contains { $0.hasSuffix("suggestions beyond the limit of 8 were dropped") })
    #expect(parsed.issues.count { $0.reason.contains("beyond the limit") } == 1)
  }

  @Test func listsAtMostAHundredIssues() {
    let bad = Array(repeating: item(step: "1"), count: 3_000).joined(separator: ",")
    let parsed = ReplyParser.suggestions(from: "[\(bad)]", context: context, advisor: "test")
    #expect(parsed.issues.count == 101)
    #expect(parsed.issues.last?.reason == "2900 more issues of the same reply are not listed")
  }

  @Test func rejectsDuplicatesAndOtherEpisodes() {
    let parsed = parse(item(), item(reward: "0.9"), item(step: "150", episode: "4"))
    #expect(parsed.suggestions == [plain])
    #expect(
      reasons(parsed) == [
        "rejected: step 143 was already given; the first counts",
        "rejected: episode 4 was not asked about; the prompt shows episode 3",
      ])
  }

  @Test func stripsControlCharactersAndCapsTheRationale() {
    let long = String(repeating: "x", count: 700)
    let parsed = parse(
      item(step: "101", rationale: "\"a\\u001b[2J\\u0000b\\n\\t c\\u202Ed\""),
      item(step: "102", rationale: "\"\(long)\""),
      item(step: "103", rationale: "5"))
    #expect(parsed.suggestions.map(\.rationale) == ["a[2Jb cd", String(long.prefix(600)), ""])
    #expect(
      reasons(parsed) == [
        "clamped: rationale was cut to 600 characters", "clamped: rationale is a number, not text; it was left empty",
      ])
  }

  @Test func readsOneMebibyteAndNoMore() {
    let padding = String(repeating: " ", count: 1 << 20)
    let reply = "{\"critical_states\":[\(item()),\(padding)\(item(step: "150"))]}"
    let parsed = ReplyParser.suggestions(from: reply, context: context, advisor: "test")
    #expect(parsed.suggestions == [plain])
    #expect(reasons(parsed).first == "clamped: the reply is longer than 1 MiB; the rest was not read")
  }

  @Test func survivesBytesThatAreNotText() {
    var bytes = Array("{\"critical_states\":[\(item(rationale: "\"a?b\""))]}".utf8)
    if let place = bytes.firstIndex(of: UInt8(ascii: "?")) { bytes[place] = 0xFF }
    let parsed = ReplyParser.suggestions(from: bytes, context: context, advisor: "test")
    #expect(parsed.suggestions.map(\.rationale) == ["a\u{FFFD}b"])
    #expect(reasons(parsed) == ["clamped: the reply is not valid UTF-8; the bad bytes were replaced"])
  }

  @Test(arguments: ["", "  \n", "I would rather not.", "{}", "[]", "[1,2]", "{\"critical_states\":null}", "\u{0}\u{1}"])
  func saysThatThereIsNothing(reply: String) {
    let parsed = ReplyParser.suggestions(from: reply, context: context, advisor: "test")
    #expect(parsed.suggestions.isEmpty)
    #expect(parsed.issues.count == 1)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["[", "{", "{\"a\":", "\"critical_states\":[", "\\", "[\"", "{\"critical_states\":[{"])
  func endsOnRepeatedBrackets(piece: String) {
    let reply = String(repeating: piece, count: 60_000 / piece.count)
    let parsed = ReplyParser.suggestions(from: reply, context: context, advisor: "test")
    #expect(parsed.suggestions.isEmpty)
    #expect(parsed.issues.count <= ReplyParser.maximumIssues + 3)
  }

  @Test func acceptsAnEmptyListWithoutComplaint() {
    #expect(parse() == ParsedReply())
  }

  @Test func clipsContinuousActionsAndRejectsWrongShapes() {
    var box = context
    box.actionSpace = .box(low: [-1, -1, -0.5], high: [1, 1, 0.5])
    let items = [
      item(step: "101", action: "[0.25, -3, 0.5]"), item(step: "102", action: "[0, 0]"),
      item(step: "103", action: "[0, NaN, 0]"), item(step: "104", action: "\"up\""),
      item(step: "105", action: "[0, \"x\", 0]"),
    ].joined(separator: ",")
    let parsed = ReplyParser.suggestions(from: "[\(items)]", context: box, advisor: "test")
    #expect(parsed.suggestions.map(\.action) == [.continuous([0.25, -1, 0.5])])
    #expect(
      reasons(parsed) == [
        "clamped: action[1] -3 was clipped to -1", "rejected: action has 2 numbers where 3 are needed",
        "rejected: action[1] is not finite", "rejected: action is text, not an array of 3 numbers",
        "rejected: action[1] is text, not a number",
      ])
  }

  @Test(arguments: ["episode", "step", "action", "reward", "confidence"])
  func numbersAtTheEndsOfAnIntegerEndNothing(name: String) {
    for number in ["-9223372036854775808", "9223372036854775807", "-1e999", "1e308", "18446744073709551616"] {
      let members = ["episode": "3", "step": "143", "action": "\"up\"", "reward": "0.5", "confidence": "0.5"]
        .merging([name: number]) { $1 }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
      let parsed = ReplyParser.suggestions(from: "[{\(members)}]", context: context, advisor: "test")
      #expect(parsed.suggestions.allSatisfy { abs($0.reward) <= 1 && 0...1 ~= $0.confidence })
      #expect(!parsed.issues.isEmpty)
    }
  }

  @Test(arguments: [
    ("\"move up\"", 1), ("\"Go DOWN now\"", 2), ("\"not up\"", nil), ("\"up or down\"", nil),
    ("\"don't move up\"", nil),
    ("\"up instead of down\"", nil), ("\"upwards\"", nil),
  ])
  func readsTheOneActionOfAFewWords(action: String, index: Int?) {
    #expect(parse(item(action: action)).suggestions.map(\.action) == (index.map { [.discrete($0)] } ?? []))
  }

  @Test(arguments: [
    ("\"step 143\"", 143), ("\"t=143\"", 143), ("\"143\"", 143), ("\"143 or 144\"", nil), ("\"about 143\"", nil),
  ])
  func readsAStepBehindItsName(step: String, number: Int?) {
    #expect(parse(item(step: step)).suggestions.map(\.step) == (number.map { [$0] } ?? []))
  }

  @Test func takesWhatIsMissingFromTheKnownState() {
    var known = context
    known.critical = [CriticalState(plain)]
    let parsed = ReplyParser.suggestions(
      from: "[{\"step\":143,\"reward\":0.4}]", context: known, advisor: "test")
    var expected = plain
    expected.reward = 0.4
    #expect(parsed == ParsedReply(suggestions: [expected]))
  }

  @Test func readsACaseAnalysisAsCleanText() {
    let (text, issues) = ReplyParser.caseAnalysis(from: "Good:\u{1B}[1m saves\nBad:\tlate")
    #expect(text == "Good:[1m saves\nBad: late")
    #expect(issues.isEmpty)
    #expect(ReplyParser.caseAnalysis(from: " ").issues.map(\.reason) == ["the case analysis is empty"])
    let long = ReplyParser.caseAnalysis(from: String(repeating: "x", count: 5_000))
    #expect(long.text.count == 4_000)
    #expect(long.issues.count == 1)
  }
}
