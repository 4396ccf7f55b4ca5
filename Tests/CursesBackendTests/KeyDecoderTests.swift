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
