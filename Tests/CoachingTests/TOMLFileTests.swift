import Foundation
import RLCore
import TestSupport
import Testing

@testable import Coaching

/// Every text is TOML or refused with its place; none ends the program.
@Suite struct TOMLFileTests {
  /// The keys of a table, whatever they hold.
  private struct Keys: Decodable {
    var names: Set<String>

    private struct Name: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      names = Set(try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue))
    }
  }

  private func read(_ text: String) throws(TOMLFileError) -> Set<String> {
    try TOMLFile.decode(Keys.self, from: Array(text.utf8), name: "f").names
  }

  @Test func allOfTheLanguageIsRead() throws {
    let text = #"""
      # comment
      title = "a \"b\" \u00e9 \U0001F600"	# after
      'quoted key' = 'C:\path'
      site."google.com" . x = true
      long = """
      one \
         two""""
      raw = '''
      'it''''
      int = [ 1, -17, +99, 1_000, 0xDEAD_beef, 0o755, 0b1101, 0, ]
      float = [ 1.5, -0.01, 5e+22, 6.626e-34, 1_000.5, inf, -nan ]
      date = 1979-05-27
      clock = 07:32:00.999
      moment = 1979-05-27 07:32:00-07:00
      zulu = 1979-05-27T07:32:00Z
      inline = { a = 1, b.c = [ {}, { d = "x" } ] }
      nested = [
        [ 1, 2 ], # why
        [ "a" ],
      ]
      [table.sub]
      key = 1
      [[array]]
      a = 1
      [[array]]
      """#
    let keys: Set = [
      "title", "quoted key", "site", "long", "raw", "int", "float", "date", "clock", "moment", "zulu", "inline",
      "nested",
      "table", "array",
    ]
    #expect(try read(text) == keys)
    #expect(try read("\u{FEFF}a = 1\r\n\r\nb = 2\r\n") == ["a", "b"])
    #expect(try read("") == [])
  }

  @Test(arguments: [
    ("[[[a = 1", 1, 3, "expected a key, found '['"), ("a = 1\nb = ", 2, 5, "expected a value"),
    ("a = [1, 2\n", 2, 1, "expected , or ]"), ("a = 1 b = 2", 1, 7, "end of the line, found 'b'"),
    ("a = \"open\nb = 1", 1, 5, "never closed"), ("a = \"\"\"open", 1, 5, "never closed"), ("[a\n", 1, 3, "expected ]"),
    ("[[a]", 1, 5, "expected ]]"), ("a.b. = 1", 1, 6, "expected a key"), ("= 1", 1, 1, "expected a key"),
    ("a = yes", 1, 5, "'yes' is no value; text needs quotes"), ("a = 012", 1, 5, "no value"),
    ("a = 1__0", 1, 5, "no value"), ("a = 9223372036854775808", 1, 5, "no value"), ("a = 1979-5-27", 1, 5, "no value"),
    ("a = \"\\q\"", 1, 7, "unknown escape"), ("a = \"\\ud800\"", 1, 7, "hexadecimal digits"),
    ("a = \"\u{1}\"", 1, 6, "control character"), ("é = 1", 1, 1, "expected a key, found 'é'"),
    ("x = 'é' é", 1, 9, "end of the line, found 'é'"), ("a = { b = 1\n}", 1, 12, "expected , or }"),
    ("a = 1\rb = 2", 1, 6, "carriage return"),
    ("\"\"\"a\"\"\" = 1", 1, 1, "a key is one line"), ("a\u{0} = 1", 1, 2, "expected ="),
  ])
  func whatIsNotIsRefusedWithItsPlace(text: String, line: Int, column: Int, reason: String) throws {
    let error = try #require(throws: TOMLFileError.self) { try read(text) }
    #expect(error.line == line && error.column == column, "\(error)")
    #expect(error.reason.contains(reason) && error.path == "f", "\(error)")
    #expect(error.description.hasPrefix("f:\(line):\(column): "))
  }

  @Test func whatTheLibraryRefusesHasItsPlaceToo() throws {
    for (text, line) in [("a = 1\na = 2", 2), ("[a]\n[a]\n", 2), ("a = 1979-13-27", 1), ("a = []\n[[a]]\n", 2)] {
      let error = try #require(throws: TOMLFileError.self) { try read(text) }
      #expect(error.line == line, "\(text): \(error)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func depthAndLengthAreBounded() throws {
    for text in [
      "a = " + String(repeating: "[", count: 100_000), String(repeating: "a.", count: 50_000) + "a = 1",
      "a = " + String(repeating: "{ a = ", count: 10_000), String(repeating: "[a]\n", count: 100_000),
    ] {
      #expect(throws: TOMLFileError.self) { try read(text) }
    }
    let many = (0..<20_000).map { "[t.a\($0)]\n" }.joined()
    #expect(try read(many) == ["t"])
  }

  @Test func bytesThatAreNoTextAreRefusedWithTheirLine() throws {
    let error = try #require(throws: TOMLFileError.self) {
      try TOMLFile.decode(Keys.self, from: Array("a = 1\nb = '".utf8) + [0xFF, 0x27], name: "f")
    }
    #expect(error.line == 2 && error.reason.contains("UTF-8"), "\(error)")
  }

  private static let brackets = FieldCases.path("toml/brackets.toml")

  @Test(.enabled(if: FieldCases.areThere, "\(FieldCases.skipped)")) func aConfigurationOfBracketsIsRefused() throws {
    let error = try #require(throws: TOMLFileError.self) { try AdvisorFile(path: Self.brackets) }
    #expect(error.line == 1 && error.column == 3, "\(error)")
    let task = try #require(throws: TaskFileError.self) { try TaskFile(path: Self.brackets) }
    #expect("\(task)".contains("brackets.toml:1:3:"), "\(task)")
  }

  @Test func onlyOneFileAsksTheLibrary() throws {
    let sources = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path)).compactMap { $0 as? String }
    let asking = try files.filter { name in
      guard name.hasSuffix(".swift") else { return false }
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      return text.contains("TOMLTable(string:") || text.contains("TOMLDecoder(")
    }
    #expect(asking == ["Coaching/TOML/TOMLFile.swift"], "read TOML by TOMLFile, which checks it first")
  }
}
