import Canvas

/// A full view of the workbench: its keys and how it is drawn. One file each, one line in `ScreenCatalog`.
struct Screen: Sendable {
  /// The name that commands use.
  let id: String
  /// The name on its tab.
  let title: String
  /// The name on its tab where there is no room for all of them.
  var shortTitle: String?
  /// Every context the screen can be in, the usual one first.
  let contexts: [BindingContext]
  /// Which of them holds now.
  let context: @Sendable (AppModel) -> BindingContext
  /// Draws the screen over the whole of a grid.
  let draw: @Sendable (AppModel, inout Grid) -> Void
}
