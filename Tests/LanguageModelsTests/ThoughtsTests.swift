import Foundation
import Testing

@testable import LanguageModels

/// What of a text is a thought, and what is said.
@Suite struct ThoughtsTests {
  @Test(arguments: [
    ("plain", "plain", false, false), ("<think>a</think>b", "b", true, false), ("<think>a", "", true, true),
    ("a</think>\n\nb", "b", true, false), ("<think>a</think>\n<think>c</think>b", "b", true, false),
    ("\n  <thinking>a</thinking> b", "b", true, false), ("[THINK]a[/THINK]b", "b", true, false),
    ("◁think▷a◁/think▷b", "b", true, false), ("so <think> is a tag", "so <think> is a tag", false, false),
    ("{\"why\":\"</think>\"}", "{\"why\":\"</think>\"}", false, false), ("<think></think>", "", true, false),
    ("", "", false, false),
    ("b\n<think>a", "b\n", true, true),
  ])
  func arePartedFromWhatIsSaid(text: String, rest: String, isThere: Bool, isOpen: Bool) {
    let parted = Thoughts(partedFrom: text)
    #expect(parted.rest == rest && parted.isThere == isThere && parted.isOpen == isOpen, "\(parted)")
  }

  @Test func aLongTextIsPartedInOneGo() {
    let draft = String(repeating: "<maybe> [it] rises ", count: 50_000)
    #expect(Thoughts(partedFrom: "<think>" + draft + "</think>" + draft).rest == draft)
    #expect(Thoughts(partedFrom: draft).rest == draft)
  }

  @Test(arguments: [
    ("{\"a\":1}", "{\"a\":1}"), ("hm, {\"a\":1} no, {\"a\":2}", "{\"a\":2}"), ("so:\n```json\n[1]\n```\n", "[1]"),
    ("{\"a\":1} no", nil), ("{\"a\":", nil), ("", nil), ("<think>{\"a\":1}", nil),
  ])
  func endWithAnAnswerOrDoNot(text: String, answer: String?) {
    #expect(Thoughts.finalJSON(in: text) == answer)
  }
}

/// A key is found in every spelling, and nothing else is taken for it.
@Suite struct KeySpellingsTests {
  @Test(arguments: ["sk-abcdEFGH-1234", "0123456789abcdef0123", "AAAAAAAAAAAAAAAA", "xyxyxyxyxyxz"])
  func aKeyGoesAndTheRestStays(key: String) throws {
    let own = try #require(APIKey(key))
    for spelling in [key, key.uppercased(), key.map(String.init).joined(separator: "\u{200B}")] {
      let cleaned = own.redacted("before \(spelling) after, and \(spelling).")
      #expect(cleaned == "before [key] after, and [key].")
    }
    // What only begins like it is something else.
    let begun = "before \(key.dropLast(2)) after"
    #expect(own.redacted(begun) == begun)
    #expect(own.redacted("\(key.dropLast(1))\(key)") == "\(key.dropLast(1))[key]" || key.hasPrefix("AA"))
  }

  @Test func aShortKeyIsTakenOutAsItIsWritten() throws {
    let own = try #require(APIKey("ollama"))
    #expect(own.redacted("ask ollama, or Ollama, or o-l-l-a-m-a") == "ask [key], or Ollama, or o-l-l-a-m-a")
  }

  @Test func fullWidthAndMarkupAreRead() throws {
    let own = try #require(APIKey("sk-abcdEFGH1234"))
    let wide = String(
      String.UnicodeScalarView("sk-abcdEFGH1234".unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    let markup = "sk-abcdEFGH1234".unicodeScalars.map { "&#\($0.value);" }.joined()
    let braced = "sk-abcdEFGH1234".unicodeScalars.map { "\\u{" + String($0.value, radix: 16) + "}" }.joined()
    for spelling in [wide, markup, braced] { #expect(own.redacted("<\(spelling)>").count < 12, "\(spelling)") }
  }

  @Test func escapedFullWidthIsReadToo() throws {
    let own = try #require(APIKey("sk-abcdEFGH1234"))
    let escaped = "sk-abcdEFGH1234".unicodeScalars.map { "\\u" + String($0.value + 0xFEE0, radix: 16) }.joined()
    #expect(own.redacted("<\(escaped)>").count < 12)
  }

  @Test func longPartsOfALongKeyAreFound() throws {
    let key = "sk-proj-0a1b2c3d4e5f6g7h8i9j0k1l2m"
    let own = try #require(APIKey(key))
    #expect(own.redacted("first \(key.prefix(20)), last \(key.suffix(19)).") == "first [key], last [key].")
    #expect(own.redacted("\(key.prefix(18)) / \(key.suffix(18))") == "[key] / [key]")
    #expect(own.redacted("a \(key) b") == "a [key] b", "one place, not many")
    #expect(own.redacted("tail \(key.suffix(8))") == "tail \(key.suffix(8))", "by its end people tell keys apart")
  }

  @Test(arguments: ["sk-abcdEFGH-12345", "sk-abcdEFGH-123456", "sk-abcdEFGH-1234567"])
  func theEndOfBase64GoesWithTheRest(key: String) throws {
    let own = try #require(APIKey(key))
    for before in ["", "B", "Be"] {
      let spelt = Data((before + key).utf8).base64EncodedString()
      let cleaned = own.redacted("<\(spelt)>")
      #expect(cleaned.hasSuffix("[key]>") && cleaned.count <= 10, "\(cleaned)")
    }
  }

  @Test func aLongTextIsReadInOneGo() throws {
    let own = try #require(APIKey("sk-abcdEFGH1234"))
    let text = String(repeating: "sk-abcdEFGH123 \\u0073\\u006b ", count: 40_000)
    #expect(own.redacted(text) == text)
  }
}

/// Text and numbers of strangers.
@Suite struct StrangeTextTests {
  @Test func marksThatPileUpAreLeftOut() {
    let (text, isCut) = AdviceText.clean("a" + String(repeating: "\u{301}", count: 100_000) + "b", limit: 600)
    #expect(text.unicodeScalars.count == 10 && text.hasSuffix("b") && !isCut)
    #expect(AdviceText.clean("e\u{301}te\u{301}", limit: 9).text == "été")
  }

  @Test(arguments: [-0x1p63, 0x1p63, -0x1p53, 1e300, -.greatestFiniteMagnitude])
  func numbersAtTheEndsAreWritten(number: Double) {
    #expect(Double(JSONText.number(number)) == number)
  }

  @Test func commentsAreNoPartOfJSON() throws {
    let text = "{ // one\n \"a\": 1, /* two, \"b\": 3 */ \"c\": \"http://x\" }"
    #expect(JSONValue(whole: text)?.canonical == "{\"a\":1,\"c\":\"http://x\"}")
    #expect(JSONValue(whole: "[1, /* open") == nil && JSONValue(whole: "/") == nil)
    #expect(JSONValue(whole: "\u{FEFF}[1]")?.canonical == "[1]")
  }

  @Test func membersAreAddedBehindTheOthers() {
    #expect(JSONText.extended("{\"a\":1}", by: ["b": .number(2), "c": .bool(true)]) == "{\"a\":1,\"b\":2,\"c\":true}")
    #expect(JSONText.extended("{}", by: ["b": .null]) == "{\"b\":null}")
    #expect(JSONText.extended("{\"a\":1}", by: [:]) == "{\"a\":1}")
  }
}
