import TextEnvironments
import Testing

/// The reader of PDDL problems: what it reads, and where it says an error is.
@Suite struct BlocksWorldPDDLTests {
  static let text = """
    ; a comment
    (define (problem small)
    (:domain blocksworld-4ops)
    (:objects a b c )
    (:init (handempty) (ontable a) (on B a) (ontable c) (clear b) (clear c))
    (:goal (and (on c b))))
    """

  @Test func aProblemIsRead() throws {
    let instance = try BlocksInstance(pddl: Self.text)
    #expect(instance.name == "small")
    #expect(instance.blocks == ["a", "b", "c"])
    #expect(instance.initial.isOn(1, 0) && instance.initial.isOnTable(0) && instance.initial.isOnTable(2))
    #expect(instance.initial.isClear(1) && !instance.initial.isClear(0) && instance.initial.isHandEmpty)
    #expect(instance.goal.on == [BlocksGoal.Pair(2, on: 1)])
    #expect(try BlocksInstance(pddl: instance.pddl) == instance)
  }

  @Test func aHeldBlockIsRead() throws {
    let text = Self.text.replacing("(handempty) (ontable a)", with: "(holding c) (ontable a)")
      .replacing("(ontable c)", with: "").replacing("(clear c)", with: "")
    let instance = try BlocksInstance(pddl: text)
    #expect(instance.initial.held == 2)
    #expect(!instance.initial.isOnTable(2) && !instance.initial.isClear(2))
    #expect(try BlocksInstance(pddl: instance.pddl) == instance)
  }

  /// What is replaced, by what, and the place and message that follow.
  static let errors: [(old: String, new: String, place: String, message: String)] = [
    ("(on c b))))", "(on c b)))", "2:1", "never closed"),
    ("(on c b))))", "(on c b)))))", "6:24", "after the end"),
    ("; a comment", ")", "1:1", "without an opening"),
    ("define", "defin", "2:1", "(define ...)"),
    ("(problem small)", "(problem)", "2:9", "one name"),
    ("blocksworld-4ops", "logistics", "3:1", "blocksworld-4ops"),
    ("(:objects a b c )", "", "2:1", ":objects"),
    ("a b c )", "a b a )", "4:15", "twice"),
    ("a b c )", "a b (c) )", "4:15", "list"),
    ("a b c )", ")", "4:1", "no blocks"),
    ("(on B a)", "(under b a)", "5:33", "unknown predicate 'under'"),
    ("(on B a)", "(on b)", "5:32", "takes 2 blocks, not 1"),
    ("(on B a)", "(on b z)", "5:38", "no block 'z'"),
    ("(on B a)", "(on b a) (ontable b)", "5:41", "another place"),
    ("(on B a)", "", "5:1", "where the block 'b' is"),
    ("(on B a)", "(on b b)", "5:32", "on itself"),
    ("(ontable c)", "(on c a)", "5:41", "two blocks"),
    ("(clear b)", "(clear a)", "5:1", "is said to be clear"),
    ("(clear b) ", "", "5:1", "(clear b) is missing"),
    ("(handempty)", "", "5:1", "(handempty) is missing"),
    ("(handempty)", "(holding c)", "5:41", "another place"),
    ("(ontable a) (on B a) (ontable c) (clear b)", "(on a b) (on b a) (ontable c)", "5:1", "circle"),
    ("(:goal", "(:aim", "6:1", "unknown section :aim"),
    ("(:goal", "(:init) (:goal", "6:1", "second :init"),
    ("(and (on c b))", "(on c b) (on b a)", "6:1", "one goal"),
    ("(and (on c b))", "(not (and (on c b)))", "6:13", "(and ...) within (not ...) is not supported"),
    ("(and (on c b))", "(or (on c b) (on b c))", "6:9", "(or ...) is not supported"),
    ("(and (on c b))", "(and (on c b) (forall (?x) (clear ?x)))", "6:23", "(forall ...) is not supported"),
    ("(and (on c b))", "(not)", "6:8", "one fact after not"),
    ("(handempty)", "(handempty) (= (total-cost) 0)", "5:21", "numbers and equality are not supported"),
    ("(handempty)", "(handempty) (not (holding a))", "5:20", "leave it out"),
    ("(:goal", "(:metric minimize (total-cost)) (:goal", "6:1", "(:metric ...) is not supported"),
    ("(:objects", "(:requirements :strips :fluents) (:objects", "4:24", "the requirement :fluents is not supported"),
    ("a b c )", "a b c - robot)", "4:19", "the type 'robot' is not supported"),
    ("a b c )", "a b c - (either block x))", "4:19", "(either ...) is not supported"),
    ("a b c )", "a b c -)", "4:17", "expected a type"),
    ("a b c )", "- block a b c)", "4:11", "a type without a name"),
    ("a b c )", "a b c A)", "4:17", "the block 'A' is named twice"),
    ("blocksworld-4ops", "blocksworld-3ops", "3:1", "three operators"),
    ("(problem small)", "(domain blocksworld-4ops)", "2:9", "this is a domain"),
  ]

  @Test(arguments: errors)
  func errorsNameTheirPlace(_ old: String, _ new: String, _ place: String, _ message: String) throws {
    let text = Self.text.replacing(old, with: new)
    #expect(text != Self.text)
    let error = try #require(throws: PDDLError.self) { try BlocksInstance(pddl: text) }
    #expect("\(error)".hasPrefix(place + ":"), "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }

  @Test func hostileTextsAreRefused() {
    let deep = String(repeating: "(", count: 100_000)
    let many = (0..<17).map { "b\($0)" }.joined(separator: " ")
    for text in ["", "   ", "word", deep, Self.text.replacing("a b c )", with: many + ")")] {
      #expect(throws: PDDLError.self) { try BlocksInstance(pddl: text) }
    }
  }
}
