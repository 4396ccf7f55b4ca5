@testable import LanguageModels
import Testing

/// Server-sent events, cut and written in every way.
@Suite struct HTTPEventsTests {
  private func events(_ pieces: [[UInt8]], bound: Int = 1 << 20) throws -> [ServerSentEvent] {
    var parser = ServerSentEvents(eventBytes: bound)
    return try pieces.flatMap { try parser.feed($0) }
  }

  private func events(_ text: String) throws -> [ServerSentEvent] { try events([Array(text.utf8)]) }

  @Test func fieldsAreRead() throws {
    let text = """
      : a comment
      event: add
      id: 7
      retry: 1500
      data: one
      data:two
      data:  three
      unknown: x

      data

      event: nothing to dispatch

      data: last


      """
    #expect(
      try events(text) == [
        ServerSentEvent(event: "add", data: "one\ntwo\n three", id: "7", retry: 1500),
        ServerSentEvent(data: "", id: "7"),
        ServerSentEvent(data: "last", id: "7"),
      ])
  }

  @Test func linesEndInThreeWays() throws {
    let expected = [ServerSentEvent(data: "a\nb"), ServerSentEvent(data: "[DONE]")]
    for end in ["\n", "\r", "\r\n"] {
      let text = "data: a\ndata: b\n\ndata: [DONE]\n\n".replacing("\n", with: end)
      #expect(try events(text) == expected)
    }
    #expect(try events("data: a\r\ndata: b\n\rdata: [DONE]\r\n\n") == expected)
  }

  @Test func anyCutGivesTheSame() throws {
    let text =
      "\u{FEFF}: ping\r\n\r\nevent: é\r\ndata: grüße 🎾\r\ndata: {\"a\":1}\r\nid: ü\r\n\r\ndata: x\r\r\ndata: y\n\n"
    let bytes = Array(text.utf8)
    let whole = try events([bytes])
    #expect(whole.map(\.data) == ["grüße 🎾\n{\"a\":1}", "x", "y"] && whole[0].event == "é" && whole[2].id == "ü")
    for cut in 0...bytes.count {
      #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
    }
    #expect(try events(bytes.map { [$0] }) == whole)
  }

  @Test func theByteOrderMarkCountsAtTheBeginningOnly() throws {
    #expect(try events("\u{FEFF}data: a\n\n") == [ServerSentEvent(data: "a")])
    #expect(try events("\n\u{FEFF}data: a\n\n").isEmpty)
  }

  @Test func whatIsNotUTF8IsReplaced() throws {
    let bytes = Array("data: a".utf8) + [0xFF, 0xC3] + Array("b\n\n".utf8)
    #expect(try events([bytes]).map(\.data) == ["a\u{FFFD}\u{FFFD}b"])
  }

  @Test func oddIdsAndRetriesAreIgnored() throws {
    #expect(try events("id: a\u{0}b\nretry: 1e3\ndata: x\n\n") == [ServerSentEvent(data: "x")])
    #expect(try events("retry: -5\nretry:\nid: 1\nid\ndata: x\n\n") == [ServerSentEvent(data: "x")])
    #expect(try events("retry: 99999999999999999999\ndata: x\n\n") == [ServerSentEvent(data: "x")])
  }

  @Test func sizesAreBounded() throws {
    #expect(throws: ServerSentEvents.TooLong(bound: 100)) {
      try events([[UInt8](repeating: 0x61, count: 101)], bound: 100)
    }
    // Many short lines of one event.
    #expect(throws: ServerSentEvents.TooLong(bound: 100)) {
      try events((0..<50).map { _ in Array("data: abc\n".utf8) }, bound: 100)
    }
    // Many events, each within the bound.
    #expect(try events((0..<50).map { _ in Array("data: abc\n\n".utf8) }, bound: 100).count == 50)
  }

  @Test func theEndWithoutAnEmptyLineIsToldApart() throws {
    var parser = ServerSentEvents()
    #expect(try parser.feed(Array("data: a\n\ndata: b".utf8)).map(\.data) == ["a"])
    #expect(try parser.finish() == ServerSentEvent(data: "b"))
    #expect(try parser.finish() == nil)
    var whole = ServerSentEvents()
    #expect(try whole.feed(Array("data: a\n\n".utf8)).count == 1)
    #expect(try whole.finish() == nil)
  }
}
