/// The rules and texts of the houses that the program draws: our own PDDL and grammar, with the predicates and commands
/// that household games have.
enum HouseRules {
  /// Actions without an object, such as to look, change only what nothing reads.
  static let domain = """
    (define (domain household)
      (:requirements :adl :typing)
      (:types agent location receptacle object rtype otype)
      (:predicates
        (atLocation ?a - agent ?l - location) (receptacleAtLocation ?r - receptacle ?l - location)
        (objectAtLocation ?o - object ?l - location) (inReceptacle ?o - object ?r - receptacle)
        (receptacleType ?r - receptacle ?t - rtype) (objectType ?o - object ?t - otype)
        (canContain ?rt - rtype ?ot - otype) (openable ?r - receptacle) (opened ?r - receptacle)
        (holds ?a - agent ?o - object) (holdsAny ?a - agent) (pickupable ?o - object)
        (cleanable ?o - object) (isClean ?o - object) (heatable ?o - object) (isHot ?o - object)
        (coolable ?o - object) (isCool ?o - object) (toggleable ?o - object) (isToggled ?o - object)
        (checked ?x - object))
      (:action look :parameters (?a - agent ?l - location)
        :precondition (atLocation ?a ?l) :effect (checked ?l))
      (:action inventory :parameters (?a - agent) :precondition () :effect (checked ?a))
      (:action help :parameters (?a - agent) :precondition () :effect (checked ?a))
      (:action examineReceptacle :parameters (?a - agent ?r - receptacle)
        :precondition (exists (?l - location) (and (atLocation ?a ?l) (receptacleAtLocation ?r ?l)))
        :effect (checked ?r))
      (:action examineObject :parameters (?a - agent ?o - object)
        :precondition (holds ?a ?o) :effect (checked ?o))
      (:action GotoLocation :parameters (?a - agent ?from - location ?to - location ?r - receptacle)
        :precondition (and (atLocation ?a ?from) (receptacleAtLocation ?r ?to))
        :effect (and (not (atLocation ?a ?from)) (atLocation ?a ?to)))
      (:action OpenObject :parameters (?a - agent ?l - location ?r - receptacle)
        :precondition (and (openable ?r) (not (opened ?r)) (atLocation ?a ?l) (receptacleAtLocation ?r ?l))
        :effect (and (opened ?r) (checked ?r)))
      (:action CloseObject :parameters (?a - agent ?l - location ?r - receptacle)
        :precondition (and (openable ?r) (opened ?r) (atLocation ?a ?l) (receptacleAtLocation ?r ?l))
        :effect (not (opened ?r)))
      (:action PickupObject :parameters (?a - agent ?l - location ?o - object ?r - receptacle)
        :precondition (and (pickupable ?o) (not (holdsAny ?a)) (atLocation ?a ?l) (receptacleAtLocation ?r ?l)
          (inReceptacle ?o ?r) (imply (openable ?r) (opened ?r)))
        :effect (and (holds ?a ?o) (holdsAny ?a) (not (inReceptacle ?o ?r)) (not (objectAtLocation ?o ?l))))
      (:action PutObject :parameters (?a - agent ?l - location ?o - object ?r - receptacle ?ot - otype ?rt - rtype)
        :precondition (and (holds ?a ?o) (atLocation ?a ?l) (receptacleAtLocation ?r ?l) (objectType ?o ?ot)
          (receptacleType ?r ?rt) (canContain ?rt ?ot) (imply (openable ?r) (opened ?r)))
        :effect (and (inReceptacle ?o ?r) (objectAtLocation ?o ?l) (not (holds ?a ?o)) (not (holdsAny ?a))))
      (:action CleanObject :parameters (?a - agent ?l - location ?r - receptacle ?o - object)
        :precondition (and (cleanable ?o) (holds ?a ?o) (atLocation ?a ?l) (receptacleAtLocation ?r ?l)
          (receptacleType ?r SinkBasinType))
        :effect (isClean ?o))
      (:action HeatObject :parameters (?a - agent ?l - location ?r - receptacle ?o - object)
        :precondition (and (heatable ?o) (holds ?a ?o) (atLocation ?a ?l) (receptacleAtLocation ?r ?l)
          (receptacleType ?r MicrowaveType))
        :effect (and (isHot ?o) (not (isCool ?o))))
      (:action CoolObject :parameters (?a - agent ?l - location ?r - receptacle ?o - object)
        :precondition (and (coolable ?o) (holds ?a ?o) (atLocation ?a ?l) (receptacleAtLocation ?r ?l)
          (receptacleType ?r FridgeType))
        :effect (and (isCool ?o) (not (isHot ?o))))
      (:action ToggleObject :parameters (?a - agent ?l - location ?o - object ?r - receptacle)
        :precondition (and (toggleable ?o) (atLocation ?a ?l) (receptacleAtLocation ?r ?l) (inReceptacle ?o ?r))
        :effect (isToggled ?o)))

    """

  /// The texts, with the task's sentence.
  static func grammar(task: String) -> String {
    "grammar :: \"\"\"\n" + productions.replacing("TASK", with: task) + "\n\"\"\";\n" + actions
  }

  private static let productions = #"""
    {
      "intro": [{"rhs": "#room#\n\n#task#"}],
      "task": [{"rhs": "Your task is to: TASK."}],
      "room": [{"rhs": "You are in the middle of a room. Looking quickly around you, you see [{r.indefinite + ' ' + r.name | receptacleatlocation(r:receptacle, l:location)}]."}],
      "contents": [
        {"condition": "openable(r:receptacle) & opened(r:receptacle)",
         "rhs": "The {r.name} is open. In it, you see [{o.indefinite + ' ' + o.name | inreceptacle(o:object, r:receptacle)}]."},
        {"condition": "openable(r:receptacle)", "rhs": "The {r.name} is closed."},
        {"rhs": "On the {r.name}, you see [{o.indefinite + ' ' + o.name | inreceptacle(o:object, r:receptacle)}]."}
      ],
      "view": [
        {"condition": "atlocation(a:agent, l:location) & receptacleatlocation(r:receptacle, l:location)",
         "rhs": "You are facing the [{r.name | receptacleatlocation(r:receptacle, l:location)}]. Next to it, you see nothing."},
        {"rhs": "#room#"}
      ],
      "carried": [
        {"condition": "holdsany(a:agent)",
         "rhs": "You are carrying: [{o.indefinite + ' ' + o.name | holds(a:agent, o:object)}]."},
        {"rhs": "You are not carrying anything."}
      ],
      "thing": [
        {"condition": "isclean(o:object) & ishot(o:object)", "rhs": "This is a hot and clean {o.name}."},
        {"condition": "isclean(o:object) & iscool(o:object)", "rhs": "This is a cool and clean {o.name}."},
        {"condition": "isclean(o:object)", "rhs": "This is a clean {o.name}."},
        {"condition": "ishot(o:object)", "rhs": "This is a hot {o.name}."},
        {"condition": "iscool(o:object)", "rhs": "This is a cold {o.name}."},
        {"rhs": "There's nothing special about {o.name}."}
      ],
      "list_empty": [{"rhs": "nothing"}],
      "list_separator": [{"rhs": ", "}],
      "list_last_separator": [{"rhs": ", and "}]
    }
    """#

  private static let actions = [
    ("look", "look", "#view#"), ("inventory", "inventory", "#carried#"),
    (
      "help", "help",
      "You can look, see your inventory, go to, open, close and examine places, take and move things, examine what you "
        + "carry, use a lamp, and clean, heat or cool what you carry where that can be done."
    ),
    ("examineReceptacle", "examine {r}", "#contents#"), ("examineObject", "examine {o}", "#thing#"),
    ("GotoLocation", "go to {r}", "You arrive at {r.name}. #contents#"),
    ("OpenObject", "open {r}", "You open the {r.name}. #contents#"),
    ("CloseObject", "close {r}", "You close the {r.name}."),
    ("PickupObject", "take {o} from {r}", "You pick up the {o.name} from the {r.name}."),
    ("PutObject", "move {o} to {r}", "You move the {o.name} to the {r.name}."),
    ("CleanObject", "clean {o} with {r}", "You clean the {o.name} using the {r.name}."),
    ("HeatObject", "heat {o} with {r}", "You heat the {o.name} using the {r.name}."),
    ("CoolObject", "cool {o} with {r}", "You cool the {o.name} using the {r.name}."),
    ("ToggleObject", "use {o}", "You turn on the {o.name}."),
  ].map { name, template, feedback in
    "action \(name) {\n  template :: \"\(template)\";\n  feedback :: \"\(feedback)\";\n}\n"
  }.joined()
}
