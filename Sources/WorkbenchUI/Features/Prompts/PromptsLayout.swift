import Canvas
import RLCore

/// Where the panes of the prompts are. What scrolls and what is searched needs to know it as well as what draws.
struct PromptsLayout: Sendable, Equatable {
  /// The list; empty where a text fills the screen.
  let list: Rect
  /// The text, or the two that are compared.
  let texts: [Rect]

  init(_ model: AppModel) {
    self.init(mode: model.prompts.mode, width: model.width, height: max(0, model.height - 4))
  }

  init(mode: PromptsState.Mode, width: Int, height: Int) {
    let listHeight = mode == .list ? min(height, max(5, min(14, height * 2 / 5))) : 0
    list = Rect(x: 0, y: 0, width: width, height: listHeight)
    let rest = height - listHeight
    if mode == .compare {
      let half = width / 2
      texts = [
        Rect(x: 0, y: listHeight, width: half, height: rest),
        Rect(x: half, y: listHeight, width: width - half, height: rest),
      ]
    } else {
      texts = [Rect(x: 0, y: listHeight, width: width, height: rest)]
    }
  }

  /// Columns of a text: its pane without frame and margins.
  var columns: Int { max(1, (texts.map(\.width).min() ?? 0) - 4) }

  /// Rows above a text that say where it comes from.
  var headRows: Int { (texts.first?.height ?? 0) >= 10 ? 2 : 1 }

  /// Rows of a text.
  var rows: Int { max(1, (texts.first?.height ?? 0) - 2 - headRows) }
}

extension PromptsState {
  /// The text of a call as it is shown in `layout`, or nil while it is not there.
  func document(_ text: CallText?, _ side: Side, _ layout: PromptsLayout) -> TextDocument? {
    text.map {
      TextDocument(side == .prompt ? $0.call.prompt : $0.reply, width: layout.columns, search: search)
    }
  }
}
