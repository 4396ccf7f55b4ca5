public import Canvas
import RLCore

/// A line for the person above the footer.
struct Notice: Sendable, Equatable {
  var text: String
  var isError: Bool
}

/// The whole state of the workbench. `update` alone changes it, `view` draws it.
public struct AppModel: Sendable, Equatable {
  /// What is being worked on, for the header.
  public let title: String
  /// The themes to choose from, the first in force at the start.
  public let themes: [Theme]
  /// Which characters may be used.
  public let glyphs: GlyphSet
  /// Decisions and commands are refused: another process has the session.
  public let isReadOnly: Bool
  /// False once the person has left.
  public internal(set) var isRunning = true
  /// Changes whenever the screen has to be drawn anew.
  public internal(set) var generation = 0
  /// Columns of the terminal.
  public internal(set) var width = 80
  /// Rows of the terminal.
  public internal(set) var height = 24
  /// The id of the screen in view, one of `ScreenCatalog`'s.
  public internal(set) var screen: String

  var themeIndex = 0
  var notice: Notice?
  var confirmation: Confirmation?
  /// The first line in view of the help, while it is open.
  var helpScroll: Int?
  var commandLine: CommandLine?
  var commandHistory: [String] = []
  var engine = EngineState()
  var dashboard = DashboardState()
  var review = ReviewState()
  var trajectories = TrajectoriesState()
  var prompts = PromptsState()
  var plan = PlanState()
  /// The call to an advisor that is under way.
  var advisorProgress: AdvisorProgress?
  /// The menu of advisors, while it is open.
  var advisorMenu: AdvisorMenu?
  /// Advisors that can be asked by name, as far as that is known.
  var advisorNames: [String] = []
  var comparison: [ComparisonRow] = []
  var comparisonSelected = 0
  var events = EventsState()
  /// The workbench has gone to the review by itself, which it does once.
  var hasAnnouncedReview = false

  /// A workbench that knows nothing yet.
  public init(title: String, themes: [Theme], glyphs: GlyphSet, isReadOnly: Bool) {
    self.title = sanitised(title)
    self.themes = themes.isEmpty ? [.monochrome] : themes
    self.glyphs = glyphs
    self.isReadOnly = isReadOnly
    screen = ScreenCatalog.screens.first?.id ?? ""
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

  /// Puts the screen of that id in view; nothing happens where there is none.
  public mutating func go(to id: String) {
    guard ScreenCatalog.screens.contains(where: { $0.id == id }) else { return }
    screen = id
    generation += 1
  }

  /// Something moves by itself, so that ticks are worth sending.
  public var isAnimating: Bool { trajectories.playback?.isPlaying ?? false || plan.isPlaying }

  /// A stage waits for the person's review.
  var isReviewAwaited: Bool { engine.stages.contains { $0.stage == .review && $0.state == .needsReview } }

  /// The person is typing, so that letters are text and not commands.
  var isTyping: Bool { commandLine != nil || isEditing || prompts.field != nil || advisorMenu?.models != nil }

  /// A form is open.
  var isEditing: Bool { review.form != nil || (screen == Screen.plan.id && plan.form != nil) }

  mutating func say(_ text: String) {
    notice = Notice(text: sanitised(text), isError: false)
  }

  mutating func complain(_ text: String) {
    notice = Notice(text: sanitised(text), isError: true)
  }
}

/// A question that a person has to answer before anything happens.
struct Confirmation: Sendable, Equatable {
  /// What a yes leads to.
  enum Consequence: Sendable, Equatable {
    case quit
    case accept([Int])
    case finishReview
    case rerun(Int)
    case clearPlan
  }
  var title: String
  var lines: [String]
  var consequence: Consequence
}
