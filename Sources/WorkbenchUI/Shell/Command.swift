import Canvas
import RLCore

/// A command of the `:` line. One table gives dispatch, completion and help.
struct Command: Sendable {
  let name: String
  let aliases: [String]
  /// What follows the name, for the help.
  let argument: String
  let description: String
  let needsWrite: Bool
  let steers: Bool
  /// What the argument may be.
  let choices: @Sendable (AppModel) -> [String]
  let run: @Sendable (inout AppModel, [String]) -> [Effect]

  init(
    _ name: String, aliases: [String] = [], argument: String = "", _ description: String, needsWrite: Bool = false,
    steers: Bool = false,
    choices: @escaping @Sendable (AppModel) -> [String] = { _ in [] },
    run: @escaping @Sendable (inout AppModel, [String]) -> [Effect]
  ) {
    self.name = name
    self.aliases = aliases
    self.argument = argument
    self.description = description
    self.needsWrite = needsWrite
    self.steers = steers
    self.choices = choices
    self.run = run
  }

  /// The commands that are of no screen and no layer.
  static let shell: [Command] = [
    Command(
      "alpha", argument: "X [ramp N]",
      "weight of r_LLM from the next update on, 0 to 10; with ramp evenly over N steps",
      steers: true
    ) { model, words in
      guard [1, 3].contains(words.count), let value = Double(words[0]), value.isFinite, (0...10).contains(value) else {
        model.complain("write :alpha and a number from 0 to 10, for instance :alpha 0.3, or :alpha 0.3 ramp 20k")
        return []
      }
      guard words.count == 3 else { return setAlpha(value, &model) }
      guard words[1] == "ramp", let steps = steps(words[2]), steps > 0 else {
        model.complain("write how many steps the ramp takes, for instance :alpha 0.3 ramp 20k")
        return []
      }
      return rampAlpha(value, over: steps, &model)
    },
    Command("checkpoint", "write a checkpoint now", steers: true) { model, _ in checkpoint(&model) },
    Command("help", "open the help") { model, _ in
      model.helpScroll = 0
      return []
    },
    Command("pause", aliases: ["resume"], "pause or resume training", steers: true) { model, _ in
      togglePause(&model)
    },
    Command("detach", "leave, and let the stages go on without a screen; attach comes back", needsWrite: true) {
      model, _ in
      guard model.engine.isBusy || model.isReviewAwaited else {
        model.complain("nothing runs that could go on; R goes on with the stages first")
        return []
      }
      model.isDetaching = true
      return leave(&model)
    },
    Command("quit", aliases: ["q"], "leave; asks first while training") { model, _ in askToLeave(&model) },
    Command(
      "screen", argument: "NAME", "go to a screen", choices: { $0.screens.map(\.name) }
    ) { model, words in
      guard let name = words.first, model.screens.contains(where: { $0.name == name }) else {
        model.complain("screens: " + model.screens.map(\.name).joined(separator: ", "))
        return []
      }
      return show(name, &model)
    },
    Command(
      "screenshot", argument: "[FILE]",
      "save the screen: FILE.svg as a picture, FILE.ansi with its colours, else as text"
    ) { _, words in
      [.saveScreen(file: words.isEmpty ? nil : words.joined(separator: " "))]
    },
    Command("step", "a single update while training is paused", steers: true) { model, _ in stepOnce(&model) },
    Command("stages", aliases: ["run"], "go on with the stages of the session; asks first", needsWrite: true) {
      model, _ in askToRunStages(&model)
    },
    Command("theme", argument: "NAME", "put a theme in force", choices: { $0.themes.map(\.name) }) { model, words in
      guard model.selectTheme(words.joined(separator: " ")) else {
        model.complain("themes: " + model.themes.map(\.name).joined(separator: ", "))
        return []
      }
      model.say("theme: \(model.theme.name)")
      return []
    },
  ]
}

/// A count of steps as it is typed in a hurry: 20k, 1.5M, or in any other form of a whole number.
private func steps(_ text: String) -> Int? {
  switch text.last {
  case "k", "K": WholeNumber.read(text.dropLast() + "e3")
  case "m", "M": WholeNumber.read(text.dropLast() + "e6")
  default: WholeNumber.read(text)
  }
}

extension AppModel {
  /// The command of that name.
  func command(_ name: String) -> Command? {
    commands.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// Whole lines of the command line that `text` may become.
  func completions(of text: String) -> [String] {
    guard let space = text.firstIndex(of: " ") else {
      return commands.filter { $0.name.hasPrefix(text) }.map { $0.argument.isEmpty ? $0.name : $0.name + " " }
    }
    let name = String(text[..<space])
    let typed = text[text.index(after: space)...]
    guard let command = command(name) else { return [] }
    return command.choices(self).filter { $0.hasPrefix(typed) }.map { name + " " + $0 }
  }
}
