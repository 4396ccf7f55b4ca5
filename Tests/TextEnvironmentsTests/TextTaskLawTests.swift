import Foundation
import RLCore
import TestSupport
import Testing
import TextEnvironments

/// Every text environment of the catalog keeps the laws of text tasks, and explains itself.
@Suite struct TextTaskLawTests {
  static let names = TextEnvironmentCatalog.environments.names

  private func entry(_ name: String) throws -> (entry: TextEnvironmentEntry, folder: TaskFolder) {
    let entry = try TextEnvironmentCatalog.environments.entry(name)
    return (entry, entry.folder(in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"])))
  }

  @Test(arguments: names, [1, 2, 3, 4] as [UInt64])
  func drawnTasksKeepTheLaws(_ name: String, seed: UInt64) throws {
    let (entry, folder) = try entry(name)
    let members = try entry.tasks(TextTaskSelection(.drawn, seed: seed), folder: folder).members
    #expect(!members.isEmpty)
    for member in members {
      let broken = try brokenLaws(of: member, seed: seed)
      #expect(broken.isEmpty, "\(member.task.id): \(broken)")
    }
  }

  @Test(arguments: names)
  func theProgramsOwnTasksKeepTheLaws(_ name: String) throws {
    let (entry, folder) = try entry(name)
    let set = try entry.tasks(TextTaskSelection(.sets(["own"])), folder: folder)
    #expect(!set.groups.isEmpty && set.groups.allSatisfy { !$0.members.isEmpty && !$0.name.isEmpty })
    for member in set.members {
      let broken = try brokenLaws(of: member)
      #expect(broken.isEmpty, "\(member.task.id): \(broken)")
    }
  }

  @Test(arguments: names)
  func aSeedGivesOneTask(_ name: String) throws {
    let (entry, folder) = try entry(name)
    func document(_ seed: UInt64) throws -> [String] {
      try entry.tasks(TextTaskSelection(.drawn, seed: seed), folder: folder).members.map(\.task.document)
    }
    #expect(try document(5) == document(5) && document(5) != document(6))
  }

  @Test(arguments: names)
  func horizonsAreHeeded(_ name: String) throws {
    let (entry, folder) = try entry(name)
    let set = try entry.tasks(TextTaskSelection(.drawn, horizon: 3, seed: 2), folder: folder)
    #expect(set.members.allSatisfy { $0.task.horizon == 3 })
  }

  @Test(arguments: names)
  func unknownNamesSayWhatIsValid(_ name: String) throws {
    let (entry, folder) = try entry(name)
    let sets = try #require(throws: TextTaskError.self) {
      try entry.tasks(TextTaskSelection(.sets(["no such set"])), folder: folder)
    }
    #expect(sets.description.contains("own") && sets.description.contains("SIDECOACH_DATA"), "\(sets)")
    #expect(throws: TextTaskError.self) { try entry.tasks(TextTaskSelection(.problem("none.such")), folder: folder) }
    let settings = try #require(throws: UnknownNameError.self) {
      try entry.tasks(TextTaskSelection(.drawn, settings: [("noSuchSetting", "1")]), folder: folder)
    }
    #expect(settings.valid == entry.settings.map(\.key))
    #expect(try entry.task(named: "none.such", folder: folder) == nil)
    #expect(!entry.isProblem("no such thing", folder: folder))
  }

  @Test(arguments: names)
  func entriesExplainThemselves(_ name: String) throws {
    let (entry, _) = try entry(name)
    for text in [entry.summary, entry.usage] + entry.settings.map(\.summary) {
      #expect(text.count >= 8 && text.contains(" ") && !text.contains("\n"), "'\(text)'")
    }
    #expect(!entry.folderName.split(separator: "/").isEmpty && !entry.folderName.hasPrefix("/"))
    #expect(!entry.folderName.contains(".."))
  }

  @Test func unknownEnvironmentsListTheKnown() throws {
    let error = try #require(throws: UnknownNameError.self) { try TextEnvironmentCatalog.environments.entry("Blokcs") }
    #expect(error.kind == "text environment" && error.valid == Self.names)
  }

  @Test(arguments: names)
  func enginesDoWorkWhenTheyAreTimed(_ name: String) throws {
    let (entry, folder) = try entry(name)
    guard let speeds = entry.speeds else { return }
    let tasks = try entry.tasks(TextTaskSelection(.drawn, seed: 1), folder: folder).members.map(\.task)
    for speed in try speeds(tasks) {
      #expect(speed.work() > 0 && speed.scale > 0 && !speed.name.isEmpty, "\(speed.name)")
    }
  }

  /// A checker that finds nothing proves nothing: each fault breaks the law that is named for it.
  @Test(arguments: FaultyLamp.Fault.allCases)
  func theCheckerFindsEachFault(_ fault: FaultyLamp.Fault) throws {
    let broken = try brokenLaws(of: TextTaskSet.Member(FaultyLamp(fault: fault), shortest: 2))
    #expect(broken.contains(fault.rawValue) || (fault == .none && broken.isEmpty), "found \(broken)")
  }
}

/// A lamp that is plugged in and then switched on; keeps every law but one.
struct FaultyLamp: TextTask {
  enum Fault: String, CaseIterable, Sendable {
    case none
    case takesAnything = "what is no action is not legal"
    case praisesEmptyPlans = "an empty plan is refused"
    case refusesItsOwnPlan = "a task accepts its own shortest plan"
    case forgetsNames = "an action is read from its words"
    case staysWhereItIs = "a reset leads to the start"
    case listsTooMuch = "an action that is listed is legal"
    case wandersOnReset = "snapshots and replays agree"
  }

  let fault: Fault
  private var steps = 0
  private var resets = 0
  let id = "lamp"
  let task = "My goal is to have light."
  let horizon = 4

  init(fault: Fault) { self.fault = fault }

  var observation: String { ["the lamp is not plugged in", "the lamp is dark", "the lamp is lit"][min(steps, 2)] }
  var isSolved: Bool { steps == 2 }
  var goalShare: Double { Double(min(steps, 2)) / 2 }
  var oracle: (any PlanOracle)? { Oracle() }
  var actions: [String] { (steps > 0 ? ["unplug"] : []) + (steps < 2 || fault == .listsTooMuch ? ["go on"] : []) }

  mutating func step(_ action: String) -> PlanningOutcome {
    switch action {
    case "go on" where steps < 2: steps += 1
    case "unplug" where steps > 0: steps = 0
    case _ where fault == .takesAnything: return PlanningOutcome(reward: 0)
    default: return PlanningOutcome(reward: 0, isLegal: false)
    }
    return PlanningOutcome(reward: isSolved ? 1 : 0)
  }

  mutating func reset() {
    resets += 1
    if fault == .wandersOnReset, resets > 1 { steps = 1 } else if fault != .staysWhereItIs { steps = 0 }
  }

  func words(for action: String) -> String? { fault == .forgetsNames ? "do something" : "please \(action)" }

  func verdict(on plan: [String]) -> PlanVerdict {
    if fault == .praisesEmptyPlans, plan.isEmpty { return .valid(steps: 0) }
    if fault == .refusesItsOwnPlan { return plan.contains("go on") || plan.isEmpty ? .goalMissed : refusal }
    var copy = FaultyLamp(fault: .none)
    for action in plan where !copy.step(action).isLegal { return refusal }
    return copy.isSolved ? .valid(steps: plan.count) : .goalMissed
  }

  private var refusal: PlanVerdict { .illegal(step: 0, reason: "there is no such thing to do") }

  private struct Oracle: PlanOracle {
    func shortestPlan() -> [String]? { ["go on", "go on"] }
    func goodActions(_ context: PlanningContext) -> Set<String> { Set(context.actions).intersection(["go on"]) }
  }
}
