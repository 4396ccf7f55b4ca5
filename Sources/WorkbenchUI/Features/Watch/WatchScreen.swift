public import Canvas
public import RLCore

/// What is told of another program's training.
public enum WatchMessage: FeatureMessage {
  /// Its runs as they are now, which of them recorded something last, and what their logs are, in a sentence.
  case runs([RunCurves], latest: Int?, words: String)
}

extension AppMessage {
  /// The runs of another program as they are now, which of them recorded something last, and what their logs are.
  public static func watched(_ runs: [RunCurves], latest: Int?, words: String) -> AppMessage {
    .feature(WatchMessage.runs(runs, latest: latest, words: words))
  }
}

/// What is known of another program's logs.
struct WatchState: FeatureState {
  /// What they are, in a sentence.
  var words = ""
}

extension AppModel {
  var watch: WatchState {
    get { self[WatchState.self] }
    _modify { yield &self[WatchState.self] }
  }

  /// A workbench without a session, which shows the training of another program: charts and metrics alone.
  public static func watcher(title: String, themes: [Theme], glyphs: GlyphSet) -> AppModel {
    AppModel(
      title: title, themes: themes, glyphs: glyphs, isReadOnly: false, subject: .watching,
      parts: WorkbenchParts(
        screens: Catalog("screen", [.watch]),
        layers: Catalog("layer", [.commandLine, .unstored, .help, .question])))
  }
}

extension Screen {
  /// Another program's training as its logs tell of it, by the dashboard's charts.
  static let watch = Screen(
    name: "watch", title: "Watch", summary: "Another program's training as its logs tell of it: charts and metrics.",
    contexts: [.dashboard, .dashboardMenu], isAvailable: { $0.subject == .watching },
    context: { $0.dashboard.menu == nil ? .dashboard : .dashboardMenu },
    handle: { model, message in
      guard case .feature(WatchMessage.runs(let runs, let latest, let words) as WatchMessage) = message else {
        return []
      }
      model.dashboard.watch(runs, latest: latest)
      model.watch.words = sanitised(words)
      return []
    },
    status: { model in model.watch.words.isEmpty ? nil : TableCell(model.watch.words, .muted) },
    draw: { model, grid in DashboardView(model: model).draw(on: &grid) })
}
