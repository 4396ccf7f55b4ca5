import Canvas
import RLCore

/// Keys that a person put in the place of the usual ones, by the heading under which the help lists them.
public struct Keymap: Sendable, Equatable {
  /// What the key `usual` does under `context` is done by `own` instead.
  public struct Change: Sendable, Equatable {
    /// A heading of the help, such as `Review` or `Everywhere`.
    public var context: String
    /// The key's label in the help.
    public var usual: String
    /// The label of the key that takes its place.
    public var own: String

    /// Makes a change.
    public init(context: String, usual: String, own: String) {
      (self.context, self.usual, self.own) = (context, usual, own)
    }
  }

  /// The new key of each usual one, by context.
  private var keys: [String: [Key: Key]] = [:]

  /// The usual keys.
  public init() {}

  /// Takes as many changes as can hold together.
  ///
  /// - Returns: the map, and for each change that is left out why.
  public static func reading(_ changes: [Change]) -> (map: Keymap, problems: [String]) {
    let parts = WorkbenchParts.all
    let everywhere = BindingContext.everywhere(tabs: parts.screens.entries.count, of: parts)
    let contexts =
      [everywhere, .always] + parts.layers.entries.flatMap(\.contexts) + parts.screens.entries.flatMap(\.contexts)
    var map = Keymap()
    var problems: [String] = []
    for change in changes {
      let place = "keys: [\(change.context)] \(change.usual) = \(change.own)"
      guard let context = contexts.first(where: { $0.title.lowercased() == change.context.lowercased() }) else {
        problems.append(
          "\(place): there is no such heading; the help has \(Set(contexts.map(\.title)).sorted().joined(separator: ", "))"
        )
        continue
      }
      guard let usual = Key(label: change.usual), context.bindings.contains(where: { $0.keys.contains(usual) }) else {
        problems.append("\(place): '\(change.usual)' is bound to nothing there; ? lists what is")
        continue
      }
      guard let own = Key(label: change.own) else {
        problems.append(
          "\(place): '\(change.own)' is no key; write a character, ^X, F1 to F12, Space, Enter, Tab, Up, PgDn or the like"
        )
        continue
      }
      var next = map
      next.keys[context.title, default: [:]][usual] = own
      if let clash = next.clash(contexts, everywhere) {
        problems.append("\(place) is left out: \(clash)")
      } else {
        map = next
      }
    }
    return (map, problems)
  }

  /// A key that would be bound twice where both can be pressed; nil where there is none.
  private func clash(_ contexts: [BindingContext], _ everywhere: BindingContext) -> String? {
    let shared = [applied(everywhere), applied(.always)]
    for context in contexts where context.title != everywhere.title && context.title != BindingContext.always.title {
      var seen: [Key: String] = [:]
      for one in [applied(context)] + (context.isModal ? [shared[1]] : shared) {
        for binding in one.bindings {
          for key in binding.keys {
            if let other = seen[key], other != binding.description {
              return "\(key.label) would be both '\(other)' and '\(binding.description)' in \(context.title)"
            }
            seen[key] = binding.description
          }
        }
      }
    }
    return nil
  }

  /// The context with the keys of the person.
  func applied(_ context: BindingContext) -> BindingContext {
    guard let changes = keys[context.title] else { return context }
    return context.with(
      bindings: context.bindings.map { binding in binding.with(keys: binding.keys.map { changes[$0] ?? $0 }) })
  }

  /// What a key stands for where bindings look at the key that was pressed.
  func usual(_ key: Key, in context: BindingContext) -> Key {
    keys[context.title]?.first { $0.value == key }?.key ?? key
  }
}

extension Key {
  /// Reads a label as the help writes it; nil where it is none.
  init?(label: String) {
    let named: [String: Key] = [
      "space": .character(" "), "up": .up, "down": .down, "left": .left, "right": .right, "pgup": .pageUp,
      "pgdn": .pageDown, "home": .home, "end": .end, "enter": .enter, "esc": .escape, "tab": .tab, "s-tab": .backTab,
      "bksp": .backspace, "del": .delete,
    ]
    if let key = named[label.lowercased()] {
      self = key
    } else if label.count == 2, label.first == "^", let letter = label.last {
      self = .control(Character(letter.lowercased()))
    } else if label.count > 1, label.uppercased().first == "F", let number = Int(label.dropFirst()),
      (1...12).contains(number)
    {
      self = .function(number)
    } else if label.count == 1, let character = label.first {
      self = .character(character)
    } else {
      return nil
    }
  }
}
