public import Canvas
import DequeModule
import RLCore

/// A line for the person above the footer.
struct Notice: Sendable, Equatable {
  var text: String
  var isError: Bool
}

/// The whole state of the workbench. `update` alone changes it, `view` draws it.
public struct AppModel: Sendable, Equatable {
  /// What a workbench is opened on.
  public enum Subject: Sendable {
    /// A session: training, episodes, advice.
    case session
    /// Something to plan.
    case planning
    /// The training of another program, by its logs.
    case watching
  }

  /// What is being worked on, for the header.
  public let title: String
  /// The themes to choose from, the first in force at the start.
  public let themes: [Theme]
  /// Which characters may be used.
  public let glyphs: GlyphSet
  /// Decisions and commands are refused: another process has the session.
  public let isReadOnly: Bool
  /// What it is opened on.
  public let subject: Subject
  /// Another process works on the session, tells what happens and takes orders.
  public internal(set) var isFollowing = false
  /// The keys of the person.
  public var keymap = Keymap()
  /// The person leaves, and the stages are to go on without a screen.
  public internal(set) var isDetaching = false
  /// False once the person has left.
  public internal(set) var isRunning = true
  /// Changes whenever the screen has to be drawn anew.
  public internal(set) var generation = 0
  /// Columns of the terminal.
  public internal(set) var width = 80
  /// Rows of the terminal.
  public internal(set) var height = 24
  /// The name of the screen in view.
  public internal(set) var screen = ""

  /// The screens and layers that there are.
  let parts: WorkbenchParts
  /// What features remember; see `FeatureState`.
  var features = FeatureStates()
  var themeIndex = 0
  var notice: Notice?
  var confirmation: Confirmation?
  /// The first line in view of the help, while it is open.
  var helpScroll: Int?
  /// What the help is searched for; nil shows all of it.
  var helpSearch: HelpSearch?
  var commandLine: CommandLine?
  /// Commands that were run, the latest last.
  var commandHistory = Deque<String>()
  var engine = EngineState()
  /// The person has pressed a key since the stage under way began.
  var hasActed = false

  /// A workbench that knows nothing yet.
  public init(title: String, themes: [Theme], glyphs: GlyphSet, isReadOnly: Bool, subject: Subject = .session) {
    self.init(title: title, themes: themes, glyphs: glyphs, isReadOnly: isReadOnly, subject: subject, parts: .all)
  }

  init(
    title: String, themes: [Theme], glyphs: GlyphSet, isReadOnly: Bool, subject: Subject = .session,
    parts: WorkbenchParts
  ) {
    self.title = sanitised(title)
    self.themes = themes.isEmpty ? [.monochrome] : themes
    self.glyphs = glyphs
    self.isReadOnly = isReadOnly
    self.subject = subject
    self.parts = parts
    screen = screens.first?.name ?? ""
  }

  /// The look in force.
  public var theme: Theme {
    themes.indices.contains(themeIndex) ? themes[themeIndex] : .monochrome
  }

  /// Puts the theme of that name in force; false where there is none.
  @discardableResult
  public mutating func selectTheme(_ name: String) -> Bool {
    guard let index = themes.firstIndex(where: { $0.name == name }) else { return false }
    themeIndex = index
    generation += 1
    return true
  }

  /// Clicks and the wheel are taken; else the terminal marks text with them.
  public var usesMouse: Bool { preferences.usesMouse }

  /// Something moves by itself, so that ticks are worth sending.
  public var isAnimating: Bool { parts.screens.entries.contains { $0.isAnimating(self) } }

  mutating func say(_ text: String) {
    notice = Notice(text: sanitised(text), isError: false)
  }

  mutating func complain(_ text: String) {
    notice = Notice(text: sanitised(text), isError: true)
  }
}

extension AppModel {
  /// The screens that have a tab, in the order of their numbers.
  var screens: [Screen] { parts.screens.entries.filter { $0.isAvailable(self) } }

  /// The screen in view.
  var current: Screen { parts.screens[screen] ?? parts.screens.entries.first ?? .none }

  /// Whether `screen` is in view.
  func isInView(_ screen: Screen) -> Bool { self.screen == screen.name }

  /// The key that goes to `screen`, as a sentence names it; empty where it has no tab.
  func number(of screen: Screen) -> String {
    screens.firstIndex { $0.name == screen.name }.map { "\(($0 + 1) % 10)" } ?? ""
  }

  /// The contexts of what lies open over the screen, the topmost first.
  var openLayers: [BindingContext] { parts.layers.entries.reversed().compactMap { $0.context(self) } }

  /// The contexts that hold now, the first asked first.
  var activeContexts: [BindingContext] {
    let always = keymap.applied(.always)
    if let open = openLayers.first { return [always, keymap.applied(open)] }
    let context = keymap.applied(current.context(self))
    return context.isModal ? [always, context] : [always, context, keymap.applied(.everywhere(self))]
  }

  /// Every context outside the screens, for the help.
  var sharedContexts: [BindingContext] {
    ([.everywhere(self), .always] + parts.layers.entries.flatMap(\.contexts)).map(keymap.applied)
  }

  /// The person is typing, so that letters are text and not commands.
  var isTyping: Bool { activeContexts.contains { $0.typing != nil } }

  /// The commands of the `:` line, by their names.
  var commands: [Command] {
    (Command.shell + parts.layers.entries.flatMap(\.commands) + parts.screens.entries.flatMap(\.commands))
      .sorted { $0.name < $1.name }
  }
}
