import Canvas

/// Keys and what they do. The same value dispatches the key, fills the footer and writes the help.
struct Binding: Sendable {
  /// Any of these.
  let keys: [Key]
  /// One or two words for the footer; empty where the footer leaves it out.
  let hint: String
  /// A sentence for the help.
  let description: String
  /// Changes the session, so that it is refused where the session is read-only.
  let needsWrite: Bool
  /// Steers the engine, so that it is refused where nobody would hear.
  let steers: Bool
  /// Whether the key does anything now; the footer leaves it out otherwise.
  let isUseful: @Sendable (AppModel) -> Bool
  /// What it does.
  let run: @Sendable (inout AppModel, Key) -> [Effect]

  init(
    _ keys: [Key], hint: String = "", _ description: String, needsWrite: Bool = false,
    steers: Bool = false, when isUseful: @escaping @Sendable (AppModel) -> Bool = { _ in true },
    run: @escaping @Sendable (inout AppModel, Key) -> [Effect]
  ) {
    self.keys = keys
    self.hint = hint
    self.description = description
    self.needsWrite = needsWrite
    self.steers = steers
    self.isUseful = isUseful
    self.run = run
  }

  /// The same by other keys.
  func with(keys: [Key]) -> Binding {
    Binding(
      keys, hint: hint, description, needsWrite: needsWrite, steers: steers, when: isUseful, run: run)
  }

  /// A binding that moves something and asks nothing of the world.
  static func move(
    _ keys: [Key], hint: String = "", _ description: String,
    when isUseful: @escaping @Sendable (AppModel) -> Bool = { _ in true },
    _ change: @escaping @Sendable (inout AppModel) -> Void
  ) -> Binding {
    Binding(keys, hint: hint, description, when: isUseful) { model, _ in
      change(&model)
      return []
    }
  }

  /// The keys as help and footer write them.
  var label: String {
    guard keys.count > 3, let first = keys.first, let last = keys.last else {
      return keys.map(\.label).joined(separator: "/")
    }
    return first.label + "-" + last.label
  }

  /// The first key alone, or the range, as the footer has room for.
  var shortLabel: String {
    keys.count > 3 ? label : keys.first?.label ?? ""
  }
}

/// A line that is typed on the status row.
struct TypedLine: Sendable, Equatable {
  /// What stands before it.
  var mark: String
  var field: TextField
}

/// The bindings that hold in one place, for instance a screen or an open form.
struct BindingContext: Sendable {
  /// Its heading in the help.
  let title: String
  /// The bindings; no key twice.
  let bindings: [Binding]
  /// Keys that it does not bind go no further.
  let isModal: Bool
  /// It is a form, which the status row says.
  let isForm: Bool
  /// The line that is typed on the status row.
  let line: @Sendable (AppModel) -> TypedLine?
  /// Takes what no binding takes, such as letters of a text.
  let typing: (@Sendable (inout AppModel, Key) -> Void)?

  init(
    _ title: String, isModal: Bool = false, isForm: Bool = false,
    line: @escaping @Sendable (AppModel) -> TypedLine? = { _ in nil },
    typing: (@Sendable (inout AppModel, Key) -> Void)? = nil, _ bindings: [Binding]
  ) {
    self.title = title
    self.bindings = bindings
    self.isModal = isModal
    self.isForm = isForm
    self.line = line
    self.typing = typing
  }
}

extension AppModel {
  /// Whether something is refused here: a session that another process has is not written to, and its engine is steered only
  /// while that process listens.
  func refuses(needsWrite: Bool, steers: Bool) -> Bool { isReadOnly && (needsWrite || steers && !isFollowing) }
}

extension BindingContext {
  /// The same with other bindings.
  func with(bindings: [Binding]) -> BindingContext {
    BindingContext(title, isModal: isModal, isForm: isForm, line: line, typing: typing, bindings)
  }
}

/// The one guard of a read-only session: whatever changes or steers anything asks here first.
func mayChange(_ model: inout AppModel, needsWrite: Bool, steers: Bool) -> Bool {
  guard model.refuses(needsWrite: needsWrite, steers: steers) else { return true }
  model.complain(
    model.isFollowing
      ? "another process has this session: decide there; alpha, pause and checkpoint work from here"
      : "read-only: another process has this session open")
  return false
}

/// Does what a key is bound to; nil where nothing is. One that has nothing to act on says so, where it does not say why itself.
func dispatch(_ key: Key, _ model: inout AppModel) -> [Effect]? {
  for context in model.activeContexts {
    if let binding = context.bindings.first(where: { $0.keys.contains(key) }) {
      guard mayChange(&model, needsWrite: binding.needsWrite, steers: binding.steers) else { return [] }
      let hadUse = binding.isUseful(model)
      let effects = binding.run(&model, model.keymap.usual(key, in: context))
      if !hadUse, effects.isEmpty, model.notice == nil, key.isCommand {
        model.say("\(key.label) has nothing to act on now: \(binding.description)")
      }
      return effects
    }
    if let typing = context.typing {
      typing(&model, key)
      return []
    }
    if context.isModal { return nil }
  }
  return nil
}

extension Key {
  /// It is pressed for what it does; keys that move or leave are pressed in passing.
  fileprivate var isCommand: Bool {
    switch self {
    case .character(let letter): letter != "j" && letter != "k"
    case .enter, .delete: true
    default: false
    }
  }
}
