import RLCore

/// What a command looks like to somebody who has read the task and remembers what was done: features of a policy that is
/// learnt from walkthroughs.
///
/// Nothing is read but the task's words, the last text and the commands so far, as a player has them. Kinds of things that
/// the task names are called wanted, so that what is learnt of mugs holds for plates.
struct CommandFeatures {
  /// Words of a task that say what is to be done beside putting.
  private static let orders = ["clean", "hot", "heat", "cool", "cold", "two", "look", "examine"]
  private static let treatments: Set<Substring> = ["clean", "heat", "cool"]

  /// The words of the task, each once.
  private let named: [Substring]
  /// What is to be done, what is held, what it was treated by and what was put: what the next step hangs on.
  private let stage: String
  private let isEmptyHanded: Bool
  private let isClosed: Bool
  private let place: Substring
  private let hand: String
  private let done: Set<String>
  /// Since something was last taken or put.
  private let doneLately: Set<String>
  /// Kinds of things that the task names and that are not held.
  private let sought: [Substring]
  /// Where something wanted was taken last.
  private let source: Substring

  /// A word with the number that follows it: a thing or a place.
  struct Noun {
    var kind: Substring
    var whole: Substring
  }

  /// The things and places that a command or a text names.
  static func nouns(_ command: Substring) -> [Noun] {
    let words = command.split { $0 == " " || $0 == "," || $0 == "." }
    return zip(words, words.dropFirst()).compactMap { word, number in
      number.allSatisfy(\.isNumber)
        ? Noun(kind: word, whole: command[word.startIndex..<number.endIndex]) : nil
    }
  }

  private static func words(_ text: String) -> [Substring] {
    text.split { !($0.isLetter || $0.isNumber) }
  }

  /// The view of a context.
  init(_ context: PlanningContext) {
    let task = Self.words(context.task.lowercased())
    var named: [Substring] = []
    for word in task where !named.contains(word) { named.append(word) }
    self.named = named
    var held: Substring?
    var (treated, placed) = (false, 0)
    var lately: Set<String> = []
    var (place, source): (Substring, Substring) = ("", "")
    for command in context.history {
      let (words, nouns) = (command.split(separator: " "), Self.nouns(command[...]))
      switch words.first {
      case "take":
        held = nouns.first?.kind
        if let held, task.contains(held) { source = place }
        lately = []
      case "move", "put":
        if let held, task.contains(held) { placed += 1 }
        held = nil
        lately = []
      case "go": place = nouns.first?.whole ?? place
      case .some(let verb) where Self.treatments.contains(verb): treated = true
      default: break
      }
      lately.insert(command)
    }
    doneLately = lately
    sought = named.filter { $0 != held }
    hand = held.map { task.contains($0) ? "wanted" : "other" } ?? "nothing"
    isEmptyHanded = held == nil
    stage =
      "\(Self.orders.filter { task.contains($0[...]) }.joined(separator: "+"))|\(hand)|\(treated)|\(min(placed, 1))"
    isClosed = context.observation.contains("is closed")
    self.place = place
    self.source = source
    done = Set(context.history)
  }

  /// When a command was last given.
  enum When: String {
    /// Since something was last taken or put.
    case lately
    /// Earlier.
    case before
    /// Never.
    case new
  }

  /// All that the features of a command hang on: in one context commands of one shape have the same ones, such as those
  /// that go to one of several new drawers.
  struct Shape: Hashable {
    fileprivate var verb: Substring
    fileprivate var role: String
    fileprivate var when: When
    /// It goes back to where something wanted was taken, for more.
    fileprivate var goesBack: Bool
    /// What it names last is where one is; nil where it names nothing.
    fileprivate var isHere: Bool?
  }

  /// The shape of a command.
  func shape(of command: String) -> Shape {
    let nouns = Self.nouns(command[...])
    let verb = command.split(separator: " ").first ?? ""
    // Which place is gone to, and which one treats things, matters by its kind; of things, whether they are wanted.
    let role = nouns.enumerated().map { place, noun in
      named.contains(noun.kind) ? "wanted" : place > 0 || verb == "go" ? String(noun.kind) : "other"
    }.joined(separator: " ")
    return Shape(
      verb: verb, role: role, when: when(command),
      // Where one was, another may be.
      goesBack: verb == "go" && isEmptyHanded && nouns.first?.whole == source,
      isHere: nouns.last.map { $0.whole == place })
  }

  /// The features of a command, each with the value 1.
  func features(of command: String) -> [String] { features(of: shape(of: command)) }

  /// The features of commands of a shape, each with the value 1.
  func features(of shape: Shape) -> [String] {
    let (verb, role, when) = (shape.verb, shape.role, shape.when.rawValue)
    var features = [
      "\(stage)|\(verb)", "\(stage)|\(verb) \(role)|\(when)", "\(stage)|\(verb)|\(when)", "\(hand)|\(verb)|\(when)",
      "\(hand)|\(verb) \(role)", "\(stage)|\(verb)|closed \(isClosed)",
    ]
    if verb == "go" { features.append("go|\(when)") }
    if shape.goesBack { features.append("\(stage)|go back") }
    if let isHere = shape.isHere { features.append("\(hand)|\(verb)|here \(isHere)|closed \(isClosed)") }
    return features
  }

  private func when(_ command: String) -> When {
    doneLately.contains(command) ? .lately : done.contains(command) ? .before : .new
  }

  /// A place that is gone to, and what may be found there.
  struct Search {
    /// The place's kind.
    var place: Substring
    /// Kinds of things that the task names and that are not held.
    var kinds: [Substring]
    /// When it was last gone to; in one context all that the features hang on beside the chance.
    var when: When
    fileprivate var heads: [String]

    /// The features of the command where what is sought is there with such a chance.
    func features(_ chance: Whereabouts.Chance) -> [String] {
      heads.map { "\($0)|go \(chance.word)|\(when.rawValue)" }
    }
  }

  /// Where a command goes to look; nil for any other.
  func search(of command: String) -> Search? {
    guard command.hasPrefix("go "), let noun = Self.nouns(command[...]).first else { return nil }
    return Search(place: noun.kind, kinds: sought, when: when(command), heads: [stage, hand])
  }
}
