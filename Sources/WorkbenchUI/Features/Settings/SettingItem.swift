import Canvas
public import RLCore

/// One setting as the screen shows it: made from the field that `--set`, the configuration file and the documentation are
/// made from, so that it says and accepts the same.
public struct SettingItem: Sendable, Equatable {
  /// What a setting is known by.
  struct ID: Sendable, Hashable {
    var group: String
    var key: String
  }

  /// What it belongs to, for instance `base training`.
  public private(set) var group: String
  /// The key.
  public private(set) var key: String
  /// The value in force.
  public private(set) var value: String
  /// The value that it has where nobody sets it.
  public private(set) var usual: String
  /// What is valid, in words.
  public private(set) var valid: String
  /// What raising or lowering it does.
  public private(set) var summary: String
  /// Why it cannot be changed, as the end of a sentence; nil where it can.
  public private(set) var locked: String?
  /// From when a change holds, for instance `from the next refinement on`.
  public private(set) var holds: String
  private let check: @Sendable (String) -> Bool

  /// The setting that `field` reads from `root`; `usual` has the defaults.
  public init<Root: Sendable>(
    _ field: ConfigField<Root>, of root: Root, usual: Root, group: String, holds: String, locked: String? = nil
  ) {
    self.group = sanitised(group)
    key = sanitised(field.key)
    value = sanitised(field.read(root))
    self.usual = sanitised(field.read(usual))
    valid = sanitised(field.valid)
    summary = sanitised(field.summary)
    self.locked = locked.map(sanitised)
    self.holds = sanitised(holds)
    check = { text in
      var copy = root
      return field.write(&copy, text)
    }
  }

  var id: ID { ID(group: group, key: key) }

  /// Somebody set it to something else.
  var isChanged: Bool { value != usual }

  /// Whether it may have that value.
  func accepts(_ text: String) -> Bool { check(text) }

  /// The values that it may have, where they are few and named; empty otherwise.
  var choices: [String] {
    let words = valid == "true or false" ? ["true", "false"] : valid.split(separator: ",").map(Self.trimmed)
    return words.count > 1 && words.allSatisfy(accepts) ? words : []
  }

  /// What a search looks through.
  var texts: [String] { [key, summary, group] }

  /// Whether both say the same; what they accept follows from that.
  public static func == (one: SettingItem, other: SettingItem) -> Bool {
    one.id == other.id && one.value == other.value && one.usual == other.usual && one.valid == other.valid
      && one.summary == other.summary && one.locked == other.locked && one.holds == other.holds
  }

  private static func trimmed(_ word: Substring) -> String { String(word.drop { $0 == " " }) }
}
