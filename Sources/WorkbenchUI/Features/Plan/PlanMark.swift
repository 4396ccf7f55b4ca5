import Canvas
import RLCore

/// What a row of the search is: a glyph, a word and a sentence, so that colour is never the only sign.
struct PlanMark: Sendable, Equatable {
  var glyph: String
  var word: String
  var sentence: String
  var style: StyleToken
  /// The search does not go on there.
  var isPruned = false

  static func vetoed(_ glyphs: GlyphSet) -> PlanMark {
    PlanMark(
      glyph: glyphs.cross, word: "vetoed", sentence: "vetoed by you; v takes the veto back, r plans again",
      style: .rejected, isPruned: true)
  }

  /// The mark of a node; `subGoal` is the number, from 1, of the sub-goal that it is, if it is one.
  init(_ node: SearchTree.Node, subGoal: Int?, _ glyphs: GlyphSet) {
    let after = (node.isExecuted ? "; its action was carried out" : "") + (node.isByHand ? "; you took it by hand" : "")
    if node.parent == nil {
      self.init(glyph: glyphs.pick("■", "@"), word: "start", sentence: "where the plan begins", style: .title)
    } else if node.fate == .solved {
      self.init(
        glyph: glyphs.pick("★", "G"), word: "goal", sentence: "the goal holds here" + after, style: .accepted)
    } else if node.isByHand {
      let also = subGoal.map { "; the search chose it as sub-goal \($0)" } ?? ""
      self.init(glyph: glyphs.byHand, word: "by hand", sentence: "you took its action by hand" + also, style: .pending)
    } else if let subGoal {
      self.init(
        glyph: glyphs.pick("◆", "S"), word: "sub-goal \(subGoal)",
        sentence: "chosen as sub-goal \(subGoal), the best leaf" + after, style: .accepted)
    } else if node.isExecuted {
      self.init(glyph: glyphs.pick("●", "*"), word: "taken", sentence: "its action was carried out", style: .accepted)
    } else if node.isChosen {
      self.init(glyph: glyphs.pick("○", "o"), word: "chosen", sentence: "on the way to a sub-goal", style: .pending)
    } else {
      self = PlanMark(fate: node.fate, glyphs)
    }
  }

  private init(fate: SearchTree.Fate, _ glyphs: GlyphSet) {
    func pruned(_ word: String, _ sentence: String) -> PlanMark {
      PlanMark(glyph: glyphs.cross, word: word, sentence: "pruned: " + sentence, style: .muted, isPruned: true)
    }
    switch fate {
    case .open, .solved:
      self.init(glyph: glyphs.dot, word: "open", sentence: "in the tree, on no chosen way", style: .text)
    case .leaf:
      self.init(
        glyph: glyphs.pick("◇", "="), word: "leaf", sentence: "compared at the sub-goal's depth; another was better",
        style: .text)
    case .loop: self = pruned("loop", "it leads back to a state of the plan")
    case .transposition: self = pruned("same state", "another node has this state at no greater cost")
    case .beam: self = pruned("beam full", "others of this depth had better scores")
    case .illegal: self = pruned("illegal", "the environment refuses the action")
    }
  }

  private init(glyph: String, word: String, sentence: String, style: StyleToken, isPruned: Bool = false) {
    self.glyph = glyph
    self.word = word
    self.sentence = sentence
    self.style = style
    self.isPruned = isPruned
  }
}

/// What a person decided about a proposal, in words.
extension PlanDecision {
  /// One sentence.
  var sentence: String {
    let share = probability.map { " with P \(fixed($0, 2))" } ?? ""
    switch verdict {
    case .veto: return "you vetoed '\(action)' here"
    case .replace: return "you put '\(replacement ?? "")' in the place of '\(action)'\(share)"
    case .add: return "you added '\(action)'\(share)"
    case .take: return "you took '\(action)' by hand"
    case .withdraw: return "you took your change of '\(action)' back"
    }
  }
}
