import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The proposals of a node of a plan")
struct PlanProposalsTests {
  private func onProposals(
    _ keys: String, width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode,
    _ picture: PlanPicture = Fixtures.planPicture()
  ) -> AppModel {
    var model = Fixtures.empty(width: width, height: height, glyphs: glyphs, subject: .planning)
    _ = update(&model, .plan(picture))
    press(keys + "d", &model)
    return model
  }

  /// The lines of the pane that hold an action, from the place of its name on.
  private func lines(_ model: AppModel, _ action: String) -> [String] {
    let all = view(model).text.split(separator: "\n").map(String.init)
    let start = all.firstIndex { $0.contains("Proposals") } ?? all.count
    return all[start...].filter { $0.contains(action) }
  }

  @Test func eachHasItsNumbersAndBars() throws {
    let model = onProposals("jzz")
    let text = view(model).text
    #expect(
      text.contains("Proposals of node 2") && text.contains("3 proposals; bars of V^ from -2.00 to 0.00"), "\(text)")
    let put = try #require(lines(model, "(put-down b)").first)
    #expect(put.contains("0.70 ███████ ") && put.contains("0.00 ██████████"), "\(put)")
    let stack = try #require(lines(model, "(stack b a)").first)
    #expect(stack.contains("0.20 ██ ") && stack.contains("-2.00 ▏"), "\(stack)")
    #expect(lines(model, "(stack b d)").first?.contains("0.15 █▌") == true)
    // Three of them, each once, the likeliest first.
    #expect(PlanProposalsView(plan: model.plan, glyphs: .unicode, width: 78).proposals.count == 3)
  }

  @Test func itIsReadableAtEverySize() {
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
      for glyphs in GlyphSet.allCases {
        let model = onProposals("j", width: width, height: height, glyphs: glyphs)
        let put = lines(model, "(put-down b)").first ?? ""
        #expect(put.contains("0.70") && put.contains("0.00"), "\(width)x\(height)\n\(view(model).text)")
      }
    }
  }

  @Test func aNodeWithoutAnyIsShownAmongItsSiblings() {
    let model = onProposals("}")
    #expect(model.plan.selected == .node(3))
    #expect(view(model).text.contains("Proposals of node 2"))
    let pointed = lines(model, "(put-down b)").first ?? ""
    #expect(pointed.contains("▸"), "\(pointed)")
    var alone = Fixtures.planPicture()
    alone.tree = alone.tree.prefix(1)
    #expect(view(onProposals("", alone)).text.contains("no proposal was tried here"))
  }

  @Test func whatIsVetoedStaysAmongThem() {
    var model = onProposals("}jv")
    let action = model.plan.changes.first?.action ?? ""
    #expect(lines(model, action).first?.contains("✗") == true)
    var next = Fixtures.planPicture(run: 2)
    next.tree = next.tree.prefix(4)
    _ = update(&model, .plan(next))
    press("gj", &model)
    #expect(lines(model, action).first?.contains("-") == true)
    #expect(PlanProposalsView(plan: model.plan, glyphs: .unicode, width: 78).proposals.map(\.action).contains(action))
  }

  @Test func manyScroll() {
    var picture = Fixtures.planPicture()
    var tree = picture.tree.prefix(1)
    for index in 0..<60 {
      tree.append(
        SearchTree.Node(
          parent: 0, action: "action \(index)", probability: Double(60 - index) / 100, reward: 0,
          value: index % 7 == 0 ? nil : Double.infinity, score: 0, visits: 1, depth: 1, fate: .open, subGoal: 0,
          observation: "seen \(index)"))
    }
    picture.tree = tree
    var model = onProposals("zz", picture)
    #expect(view(model).text.contains("action 0 ") && !view(model).text.contains("action 59"))
    press(String(repeating: "<pgdn>", count: 14), &model)
    #expect(view(model).text.contains("action 59"))
    press(String(repeating: "<pgup>", count: 14), &model)
    #expect(view(model).text.contains("action 0 "))
  }
}
