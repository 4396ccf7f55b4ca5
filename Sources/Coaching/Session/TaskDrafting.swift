import Foundation
import MuJoCoEnvironments

/// From a model alone to a task file beside it, by asking.
package enum TaskDrafting {
  /// Whether an environment's id is the path of a model and not of a task.
  package static func isModel(_ environment: String) -> Bool { environment.hasSuffix(".xml") }

  /// The path of the task file for the model at `path`: the one that is there, or a new one by what `ask` answers.
  ///
  /// - Parameters:
  ///   - ask: Puts a question and gives what was typed; nil where there is nobody to answer. What is no answer is asked
  ///     again, with `complain` before it.
  ///   - tell: Says what was done.
  /// - Throws: `MuJoCoError` where the model cannot be used, `NoAnswerError`, or an error of the file system.
  package static func file(
    for path: String, ask: (String) -> String?, tell: (String) -> Void
  ) throws -> String {
    let place = String(path.dropLast(4)) + ".toml"
    if FileManager.default.fileExists(atPath: place) {
      tell("\(path) has a task file: \(place)")
      return place
    }
    let draft = try TaskDraft(model: path)
    tell("\(path) is a model and no task yet; an empty answer takes what stands in brackets")
    var answers: [DraftQuestion.Subject: String] = [:]
    for question in draft.questions {
      while answers[question.subject] == nil {
        guard let typed = ask(question.prompt) else { throw NoAnswerError(question: question.text, model: path) }
        do { answers[question.subject] = try question.answer(typed) } catch { tell("\(error)") }
      }
    }
    let text = draft.file(answers)
    // What cannot be an environment is not left behind.
    try Data(text.utf8).write(to: URL(fileURLWithPath: place), options: .withoutOverwriting)
    do { _ = try TaskFile(path: place).entry() } catch {
      try? FileManager.default.removeItem(atPath: place)
      throw error
    }
    tell("drafted \(place); change what does not fit, then train it")
    return place
  }
}

/// A question that nobody answered.
package struct NoAnswerError: Error, CustomStringConvertible {
  let question: String
  let model: String

  package var description: String {
    "nobody answered: \(question) Run this on a terminal, give the answers on standard input, a line each, or write a "
      + "task file for \(model) as Examples/own-task shows"
  }
}
