import Algorithms
import Coaching
import Foundation
import RLCore
import Testing
import Threads

/// Planning that somebody watches and changes.
@Suite struct PlanDeskTests {
  private static let veto = PlanDecision(.veto, task: "t", state: "s", action: "a")

  /// Work that shows a picture and, in its first run, goes on until it is superseded.
  private struct Endless: PlanWork {
    let title = "endless"
    let task = "t"
    var isEndless = true

    func plan(
      _ run: Int, _ amendments: PlanAmendments, show: @escaping Show
    ) throws -> (picture: PlanPicture, report: PlanReport?) {
      var picture = PlanPicture(
        run: run, state: .running, task: task, goal: "", method: "m", source: "s", canReplan: true)
      picture.amendments = amendments
      try show { picture }
      while isEndless, run == 1 { try show { picture } }
      picture.state = .finished("over")
      let report = PlanReport(
        method: "m", source: "s", task: task, plan: ["a"], isSolved: true, stop: .solved, goalShare: 1,
        account: PlanAccount(), tree: SearchTree())
      return (picture, report)
    }

    func choices(after actions: [String]) -> [String] { actions + ["b"] }

    func take(_ action: String, at node: Int, in tree: SearchTree) throws -> (tree: SearchTree, node: Int) {
      guard action != "no" else { throw PlanWorkError.refused(action, "it is not possible there") }
      var tree = tree
      tree.append(
        SearchTree.Node(
          parent: nil, action: action, probability: 0, reward: 0, value: nil, score: 0, visits: 1, depth: 0,
          fate: .open,
          subGoal: 0, observation: "seen"))
      return (tree, tree.nodes.count - 1)
    }
  }

  private func inScratch(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("desk-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  /// Everything that is told until `isLast`.
  private func news(
    from box: Mailbox<PlanDesk.News>, until isLast: (PlanDesk.News) -> Bool
  ) throws -> [PlanDesk.News] {
    var all: [PlanDesk.News] = []
    while !all.contains(where: isLast) {
      let more = box.waitForAll(timeout: .seconds(60))
      try #require(!more.isEmpty, "nothing came after \(all)")
      all += more
    }
    return all
  }

  private func isFinished(_ news: PlanDesk.News) -> Bool {
    if case .picture(let picture) = news { return picture.state == .finished("over") }
    return false
  }

  /// The finished one.
  private func finished(_ told: [PlanDesk.News]) -> PlanPicture? {
    guard case .picture(let picture)? = told.last(where: isFinished) else { return nil }
    return picture
  }

  private func isNotice(_ news: PlanDesk.News) -> Bool {
    if case .notice = news { return true }
    return false
  }

  @Test func planningAgainEndsWhatIsUnderWay() throws {
    try inScratch { folder in
      let box = Mailbox<PlanDesk.News>()
      let desk = PlanDesk(work: Endless(), directory: folder) { box.send($0) }
      desk.begin()
      _ = try news(from: box) { if case .picture(let picture) = $0 { picture.run == 1 } else { false } }
      desk.plan(PlanAmendments([Self.veto]))
      let told = try news(from: box, until: isFinished)
      let picture = try #require(finished(told))
      #expect(picture.run == 2 && picture.amendments.decisions == [Self.veto])
      #expect(!told.contains(where: isNotice), "nobody is told of what was superseded: \(told)")
      desk.finish()
    }
  }

  @Test func whatIsDecidedIsKeptAndComesBack() throws {
    try inScratch { folder in
      let box = Mailbox<PlanDesk.News>()
      let first = PlanDesk(work: Endless(isEndless: false), directory: folder, now: { 7 }) { box.send($0) }
      first.amend([Self.veto, PlanDecision(.veto, task: "another", state: "s", action: "a")])
      first.finish()
      let desk = PlanDesk(work: Endless(isEndless: false), directory: folder, now: { 7 }) { box.send($0) }
      desk.begin()
      let told = try news(from: box, until: isFinished)
      #expect(told.contains(.decisions([Self.veto])), "those of the task alone")
      let picture = try #require(finished(told))
      #expect(picture.amendments.decisions == [Self.veto])

      desk.loadChoices(node: 4, after: ["x"])
      #expect(try news(from: box) { $0 == .choices(node: 4, actions: ["x", "b"]) }.count == 1)
      desk.saveSearch()
      desk.save { directory in
        try "as it looks".write(toFile: directory + "/seen", atomically: true, encoding: .utf8)
        return directory + "/seen"
      }
      desk.finish()
      let notices = try news(from: box) { $0 == .notice("saved \(folder)/seen", isError: false) }
      #expect(notices.count == 2)
      #expect(try String(contentsOfFile: folder + "/seen", encoding: .utf8) == "as it looks")
      #expect(try PlanFile.search(at: folder + "/plan-7.json").plan == ["a"])
    }
  }

  @Test func whatIsTakenByHandGrowsTheFinishedSearch() throws {
    try inScratch { folder in
      let box = Mailbox<PlanDesk.News>()
      let desk = PlanDesk(work: Endless(isEndless: false), directory: folder, now: { 7 }) { box.send($0) }
      desk.take("early", at: 0, run: 1)
      _ = try news(from: box) { $0 == .notTaken("the search is not over; take it once it is") }
      desk.begin()
      _ = try news(from: box, until: isFinished)
      desk.take("first", at: 0, run: 1)
      desk.take("no", at: 0, run: 1)
      desk.take("second", at: 0, run: 1)
      let told = try news(from: box) { if case .taken(_, let node) = $0 { node == 1 } else { false } }
      #expect(told.contains(.notTaken("'no' was not carried out: it is not possible there")))
      guard case .taken(let picture, _)? = told.last else {
        Issue.record("the last is not what was taken: \(told)")
        return
      }
      #expect(picture.tree.nodes.map(\.action) == ["first", "second"] && picture.run == 1)
      desk.take("late", at: 0, run: 2)
      _ = try news(from: box) { if case .notTaken = $0 { true } else { false } }
      // It is in what is written.
      desk.saveSearch()
      _ = try news(from: box, until: isNotice)
      desk.finish()
      #expect(try PlanFile.search(at: folder + "/plan-7.json").tree?.nodes.count == 2)
    }
  }

  @Test func whatCannotBeKeptIsSaid() throws {
    try inScratch { folder in
      // A file stands where the directory should be.
      try Data().write(to: URL(fileURLWithPath: folder))
      let box = Mailbox<PlanDesk.News>()
      let desk = PlanDesk(
        work: Endless(isEndless: false), directory: folder + "/deeper", retryingAfter: .milliseconds(1)
      ) { box.send($0) }
      desk.saveSearch()
      #expect(try news(from: box, until: isNotice) == [.notice("the search is not over yet", isError: true)])
      desk.amend([Self.veto], ticket: 4)
      let told = try news(from: box, until: isWaiting)
      #expect(!told.contains(.record(.stored(ticket: 4))))
      // There is room again, and nobody has to ask for it a second time.
      try FileManager.default.removeItem(atPath: folder)
      _ = try news(from: box) { $0 == .record(.stored(ticket: 4)) }
      #expect(try PlanDecisionFile(path: folder + "/deeper/plan-decisions.jsonl").decisions() == [Self.veto])
      // What cannot be kept to the end is named.
      try FileManager.default.removeItem(atPath: folder)
      try Data().write(to: URL(fileURLWithPath: folder))
      desk.amend([Self.veto], ticket: 5)
      let lost = try #require(desk.finish())
      #expect(lost.entries == ["veto 'a'"])
    }
  }

  private func isWaiting(_ news: PlanDesk.News) -> Bool {
    if case .record(.waiting) = news { return true }
    return false
  }
}
