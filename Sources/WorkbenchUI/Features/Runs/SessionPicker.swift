public import Canvas
import RLCore

extension AppModel {
  /// A workbench without a session, in which a person chooses one: the list of sessions alone.
  ///
  /// It asks for `RunsEffect.openSession` and leaves. Whoever shows it sends `.show("runs")` first, so that the directory
  /// is read, and serves `RunsEffect`.
  public static func picker(title: String, themes: [Theme], glyphs: GlyphSet) -> AppModel {
    var model = AppModel(
      title: title, themes: themes, glyphs: glyphs, isReadOnly: false,
      parts: WorkbenchParts(
        screens: Catalog("screen", [.runs, .settings]),
        layers: Catalog("layer", [.commandLine, .unstored, .help, .question])))
    model.runs.isPicker = true
    return model
  }
}
