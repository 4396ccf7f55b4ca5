import RLCore
import TestSupport
import TextEnvironments
import Testing

/// Files as people have them: both families of words, types, upper case; plans come out in the file's own words.
@Suite struct BlocksWorldSpellingTests {
  private func plan(_ text: String) throws -> [String] {
    let instance = try BlocksInstance(pddl: text)
    guard case .plan(let plan) = instance.shortestPlan().outcome else { return [] }
    let words = plan.map { instance.text($0) }
    #expect(instance.validate(words, stopsAtGoal: false) == .valid(steps: words.count))
    #expect(try BlocksInstance(pddl: instance.pddl) == instance, "\(instance.pddl)")
    return words
  }

  @Test func theWordsOfGeneratorsAreReadAndWritten() throws {
    let text = """
      (define (problem p) (:domain blocksworld)
      (:objects b0 b1)
      (:init (arm-empty) (on b0 b1) (on-table b1) (clear b0))
      (:goal (and (on b1 b0))))
      """
    #expect(try plan(text) == ["(unstack b0 b1)", "(putdown b0)", "(pickup b1)", "(stack b1 b0)"])
    let instance = try BlocksInstance(pddl: text)
    #expect(instance.pddl.contains("(arm-empty)") && instance.pddl.contains("(on-table b1)"))
    #expect(instance.pddl.contains("(:domain blocksworld)"))
  }

  @Test func bothFamiliesOfOperatorsAreReadInEveryProblem() throws {
    let instance = try BlocksInstance(pddl: BlocksWorldPDDLTests.text)
    #expect(try instance.action("pickup c") == .pickUp(2) && instance.action("(PICK-UP C)") == .pickUp(2))
    #expect(try instance.action("putdown c") == .putDown(2) && instance.action("(put-down c)") == .putDown(2))
    #expect(throws: BlocksInstance.ActionProblem.wrongCount(operator: "pick-up", expected: 1, found: 2)) {
      try instance.action("pickup a b")
    }
  }

  @Test func upperCaseOfTheCompetitionIsKeptInNames() throws {
    let text = """
      (DEFINE (PROBLEM BLOCKS-3-0) (:DOMAIN BLOCKS) (:REQUIREMENTS :STRIPS)
      (:OBJECTS A B)
      (:INIT (CLEAR B) (ONTABLE A) (ON B A) (HANDEMPTY))
      (:GOAL (AND (ON A B))))
      """
    #expect(try plan(text) == ["(unstack B A)", "(put-down B)", "(pick-up A)", "(stack A B)"])
    let instance = try BlocksInstance(pddl: text)
    #expect(instance.name == "BLOCKS-3-0" && instance.blocks == ["A", "B"])
    #expect(instance.goalWords == "the red block is on top of the blue block")
  }

  @Test func typesCommentsAndMarksArePassedOver() throws {
    let text = """
      \u{FEFF}; made by hand\r
      (define (problem p) ; a name\r
      (:domain blocksworld-4ops) (:requirements :strips :typing :negative-preconditions)\r
      (:objects x y - block\tz - object)\r
      (:init (handempty) (ontable x) (ontable y) (on z y) (clear x) (clear z))\r
      (:goal (and (and (on x z)) (and))))\r
      """
    #expect(try plan(text) == ["(pick-up x)", "(stack x z)"])
    #expect(try BlocksInstance(pddl: text).blocks == ["x", "y", "z"])
  }

  @Test func factsThatShallNotHoldAreReached() throws {
    let text = """
      (define (problem p) (:domain blocks) (:objects a b)
      (:init (handempty) (ontable a) (on b a) (clear b))
      (:goal (and (not (on b a)) (not (holding b)))))
      """
    #expect(try plan(text) == ["(unstack b a)", "(put-down b)"])
    let instance = try BlocksInstance(pddl: text)
    #expect(instance.goal.absent == [.on(1, 0), .holding(1)] && instance.goal.count == 2)
    #expect(instance.goal.satisfied(in: instance.initial) == 1)
    #expect(
      instance.goalWords
        == "the blue block is not on top of the red block and the hand is not holding the blue block")
  }

  @Test func goalsThatContradictThemselvesAreProvenSo() throws {
    let text = """
      (define (problem p) (:domain blocks) (:objects a)
      (:init (handempty) (ontable a) (clear a)) (:goal GOAL))
      """
    let direct = try BlocksInstance(pddl: text.replacing("GOAL", with: "(and (clear a) (not (clear a)))"))
    #expect(direct.shortestPlan().outcome == .unsolvable("a fact of the goal shall hold and not hold"))
    // One block is on the table or in the hand.
    let indirect = try BlocksInstance(pddl: text.replacing("GOAL", with: "(and (not (ontable a)) (not (holding a)))"))
    guard case .unsolvable = indirect.shortestPlan().outcome else {
      Issue.record("\(indirect.shortestPlan())")
      return
    }
  }

  @Test(
    .enabled(if: FieldCases.areThere, "\(FieldCases.skipped)"),
    arguments: [
      ("arm.pddl", ["(pickup b00)", "(stack b00 b01)"]), ("typed.pddl", ["(pick-up x)", "(stack x z)"]),
      ("ipc4ops.pddl", []), ("tarski.pddl", []),
    ])
  func filesFromTheFieldAreReadAndSolved(name: String, expected: [String]) throws {
    let found = try plan(FieldCases.text("pddl/" + name))
    #expect(expected.isEmpty ? found.count == (name == "tarski.pddl" ? 6 : 6) : found == expected, "\(found)")
  }
}
