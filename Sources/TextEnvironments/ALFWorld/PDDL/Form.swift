/// A word or a list of a PDDL text, with words as numbers of a `Vocabulary`.
struct Form {
  /// The word; -1 for a list.
  var word: Int32
  /// The parts of a list.
  var parts: [Form]
  /// Where it begins, in bytes.
  var offset: Int32

  /// It is a list.
  var isList: Bool { word < 0 }
  /// The first word of a list; -1 where there is none.
  var head: Int32 { parts.first?.word ?? -1 }
}

/// A PDDL text that was read: one form, and the bytes that say where an error is.
struct FormText {
  /// The whole.
  private(set) var root: Form
  private let bytes: [UInt8]

  /// Deeper nesting is refused before it can exhaust the stack of whatever reads the forms.
  private static let deepest = 100

  /// Reads a text that holds one form; what stands in comments, from a semicolon to the line's end, is passed over.
  ///
  /// - Throws: `PDDLError` with the place.
  /// - Complexity: O(bytes).
  init(_ text: String, _ vocabulary: inout Vocabulary) throws {
    bytes = Array(text.utf8)
    root = Form(word: -1, parts: [], offset: 0)
    var open: [Form] = []
    var found: Form?
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case UInt8(ascii: ";"):
        while place < bytes.count, bytes[place] != 10 { place += 1 }
      // A comma is part of a word, as for Fast Downward. In ALFWorld's rules it makes `location,` a type that nothing is
      // of, which is why only what is held can be examined there.
      case 0...32: place += 1
      case UInt8(ascii: "("):
        guard found == nil else { throw error(at: place, "text after the end of the definition") }
        guard open.count < Self.deepest else {
          throw error(at: place, "brackets are nested deeper than \(Self.deepest)")
        }
        open.append(Form(word: -1, parts: [], offset: Int32(place)))
        place += 1
      case UInt8(ascii: ")"):
        guard let form = open.popLast() else { throw error(at: place, "a closing bracket without an opening one") }
        if open.isEmpty { found = form } else { open[open.count - 1].parts.append(form) }
        place += 1
      default:
        let start = place
        while place < bytes.count, Self.isPartOfWord(bytes[place]) { place += 1 }
        guard !open.isEmpty else { throw error(at: start, "expected an opening bracket") }
        let word = vocabulary.number(bytes[start..<place])
        open[open.count - 1].parts.append(Form(word: word, parts: [], offset: Int32(start)))
      }
    }
    if let unclosed = open.last { throw error(unclosed, "this bracket is never closed") }
    guard let found else { throw error(at: 0, "expected (define ...), found nothing") }
    root = found
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    byte > 32 && byte != UInt8(ascii: "(") && byte != UInt8(ascii: ")") && byte != UInt8(ascii: ";")
  }

  /// An error at a form.
  func error(_ form: Form, _ message: String) -> PDDLError { error(at: Int(form.offset), message) }

  private func error(at place: Int, _ message: String) -> PDDLError {
    var (line, column) = (1, 1)
    for byte in bytes.prefix(place) {
      if byte == 10 { (line, column) = (line + 1, 1) } else if byte & 0xC0 != 0x80 { column += 1 }
    }
    return PDDLError(line: line, column: column, message: message)
  }
}
