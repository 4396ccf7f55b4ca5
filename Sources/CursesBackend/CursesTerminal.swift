internal import CNcurses
public import Canvas
internal import Glibc
internal import Synchronization

/// The terminal as a screen: shows grids and reports what is typed.
///
/// ncurses is not thread-safe, so all calls come from the thread that made it; only `waker` may be used elsewhere. While
/// it is open, SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP and SIGCONT become events, SIGPIPE is ignored, and on every
/// other way out (a trap, SIGSEGV, `exit`) the terminal is given back before the process ends. There is one per process.
public final class CursesTerminal {
  /// Columns.
  public internal(set) var width: Int
  /// Rows.
  public internal(set) var height: Int
  /// Whether glyphs beyond ASCII are shown; otherwise they are replaced by ASCII ones when presented.
  public let supportsUnicode: Bool
  /// Wakes `next` from any thread; may outlive the terminal.
  public let waker: Waker

  var painter: Painter
  var input = InputQueue()
  var lastInput = ContinuousClock.now
  /// There was more to read than was read at once; it does not show in `poll` where curses has it already.
  var holdsMore = false
  private(set) var isOpen = true
  private let logPath: String?
  private let owner = pthread_self()
  private static let exists = Atomic<Bool>(false)

  /// Enters the screen.
  ///
  /// - Throws: `TerminalError`, before the terminal is touched, where it cannot show a screen.
  public init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    let capabilities = TerminalCapabilities.probe()
    if let problem = capabilities.problem { throw problem }
    let waker = try Waker()
    guard !Self.exists.exchange(true, ordering: .acquiringAndReleasing) else { throw .alreadyOpen }

    let escapeDelay = TerminalCapabilities.environmentValue("ESCDELAY").flatMap { Int32($0) } ?? 25
    CNcurses_prepareRescue()
    CNcurses_installSignals(waker.writeDescriptor)
    CNcurses_redirectErrors(options.logPath)
    // Entered counts from before the first byte: a signal in the middle must restore too.
    CNcurses_setEntered(true)
    guard CNcurses_open(min(max(escapeDelay, 0), 5000)) else {
      CNcurses_rescue()
      CNcurses_restoreSignals()
      Self.exists.store(false, ordering: .releasing)
      throw .refused(capabilities.term)
    }
    // Colours are started only where they are used: after that ncurses sends colour sequences with every reset.
    let wanted = ColorLevel(colors: capabilities.colors, mode: options.color, noColor: capabilities.noColor)
    let level = wanted != .none && CNcurses_startColors() >= 8 ? wanted : .none

    self.waker = waker
    logPath = options.logPath
    supportsUnicode = capabilities.supportsUnicode && !options.asciiOnly
    painter = Painter(mapping: ColorMapping(level: level), encoder: CellEncoder(allowsUnicode: supportsUnicode))
    (width, height) = Self.size()
  }

  deinit {
    close()
  }

  /// Shows a grid: what differs from what is shown is sent as one update, nothing where nothing differs. What of the
  /// grid lies outside the screen is left out.
  public func present(_ grid: Grid, theme: Theme) {
    assertOwner()
    guard isOpen, painter.paint(grid, theme: theme, width: width, height: height) else { return }
    CNcurses_update()
  }

  /// Makes the next `present` send every cell, for when something else has written to the terminal (^L).
  public func repaint() {
    assertOwner()
    guard isOpen else { return }
    painter.forget()
    CNcurses_forgetShown()
  }

  /// Gives the terminal to the shell and stops the process group (^Z); returns when it is continued, with the screen
  /// back and a `.resized` waiting in `next`, so that everything is drawn again.
  public func suspend() {
    released { CNcurses_stopProcessGroup() }
  }

  /// Gives the terminal to something else, such as an editor, while `body` runs; afterwards as after `suspend`.
  /// An interrupt that was typed meanwhile was meant for the other program and is not reported.
  public func released<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    assertOwner()
    guard isOpen else { return try body() }
    CNcurses_leave()
    CNcurses_setEntered(false)
    CNcurses_restoreErrors()
    defer {
      let signals = CNcurses_takeSignals()
      if signals.ending != 0, signals.ending != SIGINT { input.append(.ended(signal: signals.ending)) }
      CNcurses_redirectErrors(logPath)
      CNcurses_setEntered(true)
      enterAgain()
    }
    return try body()
  }

  /// Gives the terminal back for good; doing it again does nothing.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    CNcurses_close()
    CNcurses_restoreModes()
    CNcurses_setEntered(false)
    CNcurses_restoreErrors()
    CNcurses_restoreSignals()
    Self.exists.store(false, ordering: .releasing)
  }

  /// Takes the screen back and asks for it to be drawn anew.
  func enterAgain() {
    CNcurses_enter()
    painter.forget()
    (width, height) = Self.size()
    input.appendResize(width: width, height: height)
  }

  /// Whether the terminal reports clicks and the wheel; its own marking of text works then with Shift held.
  public func setMouse(_ isOn: Bool) {
    assertOwner()
    guard isOpen else { return }
    CNcurses_setMouse(isOn)
  }

  /// Keys wait that have been read already: drawing can wait until they are taken.
  public var hasKeysWaiting: Bool { holdsMore || !input.isEmpty }

  static func size() -> (width: Int, height: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    CNcurses_size(&rows, &columns)
    return (Int(columns), Int(rows))
  }

  func assertOwner() {
    assert(pthread_equal(owner, pthread_self()) != 0, "curses belongs to the thread that opened it")
  }
}
