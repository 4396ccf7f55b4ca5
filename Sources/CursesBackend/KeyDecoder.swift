internal import CNcurses
internal import Canvas

/// Turns what ncurses reads into keys: names keys, joins combining characters, collects pastes.
struct KeyDecoder {
  /// A paste longer than this is cut, so that a runaway terminal cannot fill the memory.
  static let longestPaste = 1 << 20

  /// What is decoded and not yet taken.
  private var inputs: [Input] = []
  /// The report of a mouse that is under way, such as `0;12;7M`; nil where none is.
  private var report: String?
  /// Text of the paste that is under way; nil where none is.
  private var paste: String.UnicodeScalarView?
  /// Scalars in it; counting them anew for each one would take a time that grows with the square of a paste.
  private var pasted = 0
  /// Scalars of one typed character, its marks included.
  static let longestCharacter = 8

  /// A key, or what a mouse did.
  enum Input: Equatable {
    case key(Key)
    case mouse(Mouse)
  }

  /// Whether a paste has begun and not ended.
  var isPasting: Bool { paste != nil }

  /// Takes a character as typed, control characters included.
  mutating func receive(character value: UInt32) {
    guard let scalar = Unicode.Scalar(value) else { return }
    if paste != nil {
      receivePasted(scalar)
    } else if report != nil {
      receiveReport(scalar)
    } else if !join(scalar) {
      inputs.append(.key(Self.key(for: scalar)))
    }
  }

  /// Takes a key code of curses; unknown ones are dropped.
  mutating func receive(code: UInt32) {
    switch Int(code) {
    case Int(CNcurses_keyPasteStart):
      guard paste == nil else { return }
      paste = String.UnicodeScalarView()
      pasted = 0
    case Int(CNcurses_keyPasteEnd): finishPaste()
    case Int(CNcurses_keyMouse): if paste == nil { report = "" }
    default:
      guard paste == nil, let key = Self.key(forCode: code) else { return }
      report = nil
      inputs.append(.key(key))
    }
  }

  /// Takes the report of a mouse to its end; what cannot be one is dropped.
  private mutating func receiveReport(_ scalar: Unicode.Scalar) {
    guard var text = report else { return }
    switch scalar {
    case "M", "m":
      report = nil
      if scalar == "M", let mouse = Self.mouse(text) { inputs.append(.mouse(mouse)) }
    case "0"..."9", ";":
      text.unicodeScalars.append(scalar)
      report = text.utf8.count > 24 ? nil : text
    default: report = nil
    }
  }

  /// What `button;column;row` says, counted from 1; nil for buttons that mean nothing here.
  private static func mouse(_ text: String) -> Mouse? {
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
    // Shift, Meta and Control are bits of their own.
    let action: Mouse.Action? =
      switch numbers[0] & ~0b11100 {
      case 0: .press
      case 64: .wheelUp
      case 65: .wheelDown
      default: nil
      }
    return action.map { Mouse(x: numbers[1] - 1, y: numbers[2] - 1, action: $0) }
  }

  /// Ends a paste, by its mark or because the rest never came.
  mutating func finishPaste() {
    guard let text = paste else { return }
    paste = nil
    if !text.isEmpty { inputs.append(.key(.paste(String(text)))) }
  }

  /// Hands out what was decoded.
  mutating func take() -> [Input] {
    defer { inputs.removeAll(keepingCapacity: true) }
    return inputs
  }

  private mutating func receivePasted(_ scalar: Unicode.Scalar) {
    guard pasted < Self.longestPaste else { return }
    pasted += 1
    switch scalar {
    case "\r": paste?.append("\n")  // Terminals send line ends of a paste as Return.
    case "\n", "\t": paste?.append(scalar)
    default:
      if scalar.properties.generalCategory != .control { paste?.append(scalar) }
    }
  }

  /// Adds a combining mark to the character before it, which arrives on its own.
  private mutating func join(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300, case .key(.character(let previous))? = inputs.last else { return false }
    guard previous.unicodeScalars.count < Self.longestCharacter else {
      // Another mark on a character that has enough of them is dropped; anything else is a key of its own.
      return scalar.properties.generalCategory == .nonspacingMark
    }
    let joined = String(previous) + String(Character(scalar))
    guard joined.count == 1, let character = joined.first else { return false }
    inputs[inputs.count - 1] = .key(.character(character))
    return true
  }

  /// The key of one typed character.
  static func key(for scalar: Unicode.Scalar) -> Key {
    switch scalar.value {
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x08, 0x7F: .backspace
    case 0x1B: .escape
    case 0x00...0x1F:
      // Control takes bits away: Ctrl-A is 1, Ctrl-@ is 0, Ctrl-\ is 28; letters are given in lower case.
      .control(Character(Unicode.Scalar(UInt8(scalar.value) | (1...26 ~= scalar.value ? 0x60 : 0x40))))
    default: .character(Character(scalar))
    }
  }

  /// The key of a curses code; nil where it has no meaning here.
  static func key(forCode code: UInt32) -> Key? {
    let functions = UInt32(CNcurses_keyFunction0)
    if (functions + 1...functions + 63).contains(code) { return .function(Int(code - functions)) }
    return named[Int(code)]
  }

  private static let named: [Int: Key] = [
    Int(CNcurses_keyUp): .up, Int(CNcurses_keyDown): .down, Int(CNcurses_keyLeft): .left,
    Int(CNcurses_keyRight): .right, Int(CNcurses_keyShiftUp): .up, Int(CNcurses_keyShiftDown): .down,
    Int(CNcurses_keyShiftLeft): .left, Int(CNcurses_keyShiftRight): .right, Int(CNcurses_keyPageUp): .pageUp,
    Int(CNcurses_keyPageDown): .pageDown, Int(CNcurses_keyPadPageUp): .pageUp,
    Int(CNcurses_keyPadPageDown): .pageDown, Int(CNcurses_keyHome): .home, Int(CNcurses_keyPadHome): .home,
    Int(CNcurses_keyEnd): .end, Int(CNcurses_keyPadEnd): .end, Int(CNcurses_keyEnter): .enter,
    Int(CNcurses_keyBackTab): .backTab, Int(CNcurses_keyBackspace): .backspace, Int(CNcurses_keyDelete): .delete,
  ]
}
