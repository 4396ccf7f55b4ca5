import Canvas
import RLCore

/// A full view of the workbench: its keys, what it does with messages and how it is drawn. One folder of `Features`, one
/// line in the catalog.
struct Screen: CatalogEntry {
  /// The name that commands use.
  let name: String
  /// The name on its tab, which is also that of its folder.
  let title: String
  /// The name on its tab where there is no room for all of them.
  var shortTitle: String?
  /// What it shows, in a sentence.
  let summary: String
  /// Every context the screen can be in, the usual one first.
  let contexts: [BindingContext]
  /// Whether there is anything that it could ever show; it has no tab otherwise.
  var isAvailable: @Sendable (AppModel) -> Bool = { $0.subject == .session }
  /// Which of its contexts holds now.
  let context: @Sendable (AppModel) -> BindingContext
  /// It comes into view.
  var enter: @Sendable (inout AppModel) -> [Effect] = { _ in [] }
  /// Takes any message, in view or not, after the shell took it.
  var handle: @Sendable (inout AppModel, AppMessage) -> [Effect] = { _, _ in [] }
  /// Moves the selection of its list by so many rows, as a click on a row does; by the arrow keys where it is nil.
  var move: (@Sendable (inout AppModel, _ rows: Int) -> [Effect])?
  /// What a click does on a part that is no row of a list, by the part's name and place.
  var press: @Sendable (inout AppModel, _ part: String, _ place: Int?) -> [Effect] = { _, _, _ in [] }
  /// What the wheel does over a part, in rows; nil where it is three arrows, as everywhere else.
  var scroll: @Sendable (inout AppModel, _ part: String, _ rows: Int) -> [Effect]? = { _, _, _ in nil }
  /// Something of it moves by itself, so that ticks are worth sending.
  var isAnimating: @Sendable (AppModel) -> Bool = { _ in false }
  /// What its tab bears beside its name, such as how much waits there.
  var badge: @Sendable (AppModel) -> TableCell? = { _ in nil }
  /// What it says on the status row while nothing else does.
  var status: @Sendable (AppModel) -> TableCell? = { _ in nil }
  /// Commands of the `:` line that it brings along.
  var commands: [Command] = []
  /// Draws the screen, with its forms, over the whole of a grid.
  let draw: @Sendable (AppModel, inout Grid) -> Void

  /// What is in view where there is no screen at all.
  static let none = Screen(
    name: "none", title: "", summary: "Shows nothing.", contexts: [], context: { _ in BindingContext("", []) },
    draw: { _, _ in })
}

/// Something that may lie over every screen and then has the keys: a question, the help, a menu.
struct Layer: CatalogEntry {
  /// Its name.
  let name: String
  /// What it is for, in a sentence.
  let summary: String
  /// Every context it can be in, the usual one first.
  let contexts: [BindingContext]
  /// Which of its contexts holds now; nil while it is closed.
  let context: @Sendable (AppModel) -> BindingContext?
  /// What holds on every screen because of it, for instance the key that opens it.
  var bindings: [Binding] = []
  /// Commands of the `:` line that it brings along.
  var commands: [Command] = []
  /// Takes any message, open or not, after the shell took it.
  var handle: @Sendable (inout AppModel, AppMessage) -> [Effect] = { _, _ in [] }
  /// What it says on the status row of every screen, most telling first; the short form leaves out what can be looked up.
  var status: @Sendable (AppModel, _ isShort: Bool) -> [TableCell] = { _, _ in [] }
  /// Draws it over the screen, where it is open.
  let draw: @Sendable (AppModel, inout Grid) -> Void
}

/// What a workbench is put together from.
struct WorkbenchParts: Sendable, Equatable {
  /// The screens, in the order of their numbers.
  var screens: Catalog<Screen>
  /// What can lie over them, the topmost last.
  var layers: Catalog<Layer>

  static func == (one: WorkbenchParts, other: WorkbenchParts) -> Bool {
    one.screens.names == other.screens.names && one.layers.names == other.layers.names
  }
}
