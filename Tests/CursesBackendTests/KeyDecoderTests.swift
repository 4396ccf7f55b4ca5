import CNcurses
import Canvas
import Testing

@testable import CursesBackend

@Suite struct KeyDecoderTests {
  private func keys(typing text: String) -> [Key] {
    var decoder = KeyDecoder()
    for scalar in text.unicodeScalars { decoder.receive(character: scalar.value) }
    return decoder.takeKeys()
  }

  @Test func controlCharactersHaveNames() {
    #expect(keys(typing: "\u{3}\u{1A}\u{C}") == [.control("c"), .control("z"), .control("l")])
    #expect(keys(typing: "\t\r\n\u{8}\u{7F}\u{1B}") == [.tab, .enter, .enter, .backspace, .backspace, .escape])
    #expect(keys(typing: "\u{0}\u{1C}\u{1F}") == [.control("@"), .control("\\"), .control("_")])
  }

  @Test func combiningMarksJoinTheirCharacter() {
    #expect(keys(typing: "e\u{301}x") == [.character("e\u{301}"), .character("x")])
    #expect(keys(typing: "漢é⠋") == [.character("漢"), .character("é"), .character("⠋")])
    #expect(keys(typing: "ab") == [.character("a"), .character("b")])
  }

  @Test func codesHaveNames() {
    #expect(KeyDecoder.key(forCode: UInt32(CNcurses_keyBackTab)) == .backTab)
    #expect(KeyDecoder.key(forCode: UInt32(CNcurses_keyPadEnd)) == .end)
    #expect(KeyDecoder.key(forCode: UInt32(CNcurses_keyFunction0) + 12) == .function(12))
    #expect(KeyDecoder.key(forCode: 0o777) == nil)
    #expect(KeyDecoder.key(forCode: 0x7FFF) == nil)
  }

  @Test func pasteArrivesInOnePieceWithoutControls() {
    var decoder = KeyDecoder()
    decoder.receive(code: UInt32(CNcurses_keyPasteStart))
    for scalar in "a\rb\u{1B}[31m\tü".unicodeScalars { decoder.receive(character: scalar.value) }
    decoder.receive(code: UInt32(CNcurses_keyUp))
    #expect(decoder.isPasting)
    #expect(decoder.takeKeys().isEmpty)
    decoder.receive(code: UInt32(CNcurses_keyPasteEnd))
    decoder.receive(character: 0x71)
    #expect(decoder.takeKeys() == [.paste("a\nb[31m\tü"), .character("q")])
  }

  @Test(.timeLimit(.minutes(1))) func aLongPasteTakesATimeThatGrowsWithItsLength() {
    var decoder = KeyDecoder()
    decoder.receive(code: UInt32(CNcurses_keyPasteStart))
    // Counting what is there for each character would take hours for so many.
    for _ in 0..<(KeyDecoder.longestPaste + 10) { decoder.receive(character: 0x61) }
    decoder.receive(code: UInt32(CNcurses_keyPasteEnd))
    #expect(decoder.takeKeys() == [.paste(String(repeating: "a", count: KeyDecoder.longestPaste))])
    // The next paste begins anew.
    decoder.receive(code: UInt32(CNcurses_keyPasteStart))
    decoder.receive(character: 0x62)
    decoder.receive(code: UInt32(CNcurses_keyPasteEnd))
    #expect(decoder.takeKeys() == [.paste("b")])
  }

  @Test(.timeLimit(.minutes(1))) func marksWithoutEndStayOneShortCharacter() throws {
    let keys = keys(typing: "e" + String(repeating: "\u{301}", count: 100_000) + "x")
    #expect(keys.count == 2 && keys.last == .character("x"))
    guard case .character(let first)? = keys.first else { return }
    #expect(first.unicodeScalars.count == KeyDecoder.longestCharacter)
  }

  @Test func anEmptyPasteAndAStrayEndSayNothing() {
    var decoder = KeyDecoder()
    decoder.receive(code: UInt32(CNcurses_keyPasteEnd))
    decoder.receive(code: UInt32(CNcurses_keyPasteStart))
    decoder.receive(code: UInt32(CNcurses_keyPasteEnd))
    #expect(decoder.takeKeys().isEmpty)
    #expect(!decoder.isPasting)
  }

  @Test func waitingResizesAreReplacedAndEndingComesFirst() {
    var queue = InputQueue()
    queue.appendResize(width: 20, height: 5)
    queue.append(.key(.up))
    queue.appendResize(width: 300, height: 100)
    queue.prepend(.ended(signal: 15))
    #expect(queue.popFirst() == .ended(signal: 15))
    #expect(queue.popFirst() == .key(.up))
    #expect(queue.popFirst() == .resized(width: 300, height: 100))
    #expect(queue.popFirst() == nil)
  }
}

extension KeyDecoder {
  /// The keys alone.
  fileprivate mutating func takeKeys() -> [Key] {
    take().compactMap { if case .key(let key) = $0 { key } else { nil } }
  }
}

@Suite("Reports of a mouse")
struct MouseDecoderTests {
  private func decoded(_ reports: String...) -> [KeyDecoder.Input] {
    var decoder = KeyDecoder()
    for report in reports {
      decoder.receive(code: UInt32(CNcurses_keyMouse))
      for scalar in report.unicodeScalars { decoder.receive(character: scalar.value) }
    }
    return decoder.take()
  }

  @Test func clicksAndTheWheelAreTakenAndNothingElse() {
    #expect(decoded("0;12;7M", "0;12;7m") == [.mouse(Mouse(x: 11, y: 6, action: .press))], "letting go is nothing")
    #expect(decoded("64;300;1M") == [.mouse(Mouse(x: 299, y: 0, action: .wheelUp))], "there is no greatest column")
    #expect(decoded("69;1;1M") == [.mouse(Mouse(x: 0, y: 0, action: .wheelDown))], "with Shift held too")
    #expect(decoded("2;1;1M", "0;0;1M", "0;1M", ";;M", "0;1;1;1M").isEmpty)
  }

  @Test func whatCannotBeAReportLeavesTheKeysAlone() {
    #expect(decoded("0;12q", "x").isEmpty, "the character that breaks it off belonged to it")
    var decoder = KeyDecoder()
    decoder.receive(code: UInt32(CNcurses_keyMouse))
    decoder.receive(code: UInt32(CNcurses_keyUp))
    decoder.receive(character: 0x61)
    #expect(decoder.take() == [.key(.up), .key(.character("a"))])
    #expect(decoded(String(repeating: "1", count: 100) + "a").last == .key(.character("a")))
  }
}
