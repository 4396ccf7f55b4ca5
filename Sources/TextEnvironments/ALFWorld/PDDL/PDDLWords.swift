/// The numbers of the words that PDDL itself has.
struct PDDLWords {
  let define, domain, problem, requirements, types, constants, predicates, functions, action: Int32
  let parameters, precondition, effect, objects, initial, goal, metric, domainOf: Int32
  let and, or, not, imply, exists, forall, when, increase, equals, dash, object: Int32

  init(_ vocabulary: inout Vocabulary) {
    define = vocabulary.number("define")
    domain = vocabulary.number("domain")
    problem = vocabulary.number("problem")
    requirements = vocabulary.number(":requirements")
    types = vocabulary.number(":types")
    constants = vocabulary.number(":constants")
    predicates = vocabulary.number(":predicates")
    functions = vocabulary.number(":functions")
    action = vocabulary.number(":action")
    parameters = vocabulary.number(":parameters")
    precondition = vocabulary.number(":precondition")
    effect = vocabulary.number(":effect")
    objects = vocabulary.number(":objects")
    initial = vocabulary.number(":init")
    goal = vocabulary.number(":goal")
    metric = vocabulary.number(":metric")
    domainOf = vocabulary.number(":domain")
    and = vocabulary.number("and")
    or = vocabulary.number("or")
    not = vocabulary.number("not")
    imply = vocabulary.number("imply")
    exists = vocabulary.number("exists")
    forall = vocabulary.number("forall")
    when = vocabulary.number("when")
    increase = vocabulary.number("increase")
    equals = vocabulary.number("=")
    dash = vocabulary.number("-")
    object = vocabulary.number("object")
  }
}
