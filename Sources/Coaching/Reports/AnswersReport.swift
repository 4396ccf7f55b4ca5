import Algorithms
import Foundation
import Networks
package import RLCore
import SessionStore

/// What a policy answers to observations in a file: what `evaluate --observations` prints.
package struct AnswersReport: Printable {
  /// The session as it was named.
  package let session: String
  /// The environment's id.
  package let environment: String
  /// The run whose latest checkpoint answered.
  package let run: RunName
  /// For each observation the action that the environment would get, nothing drawn.
  package let actions: [[Float]]
  /// For each the logits, or the means before they are cut to their bounds.
  package let outputs: [[Float]]
  /// For each the value.
  package let values: [Float]

  package static var keys: String { "session, environment, run, actions, outputs, values" }

  /// Reads observations, a JSON array of numbers on each line of the file at `path`, and asks the latest policy of `run`.
  ///
  /// - Throws: `CoachError`, `PlainFileError`, and `InvalidSettingError` with the line that is no observation.
  package init(session: String, in directory: String, run: RunName, observations path: String) throws {
    let place = try SessionOpening.path(session, in: directory)
    guard SessionStore.exists(path: place) else { throw CoachError.noSession(place) }
    let store = try SessionStore.open(path: place, readOnly: true)
    defer { store.close() }
    let file = try store.policy(of: run).policy
    let id = store.info.environment
    guard case .dense(let dimension) = file.header.network.observation, let action = file.header.action else {
      throw CoachError.unusable(
        "the policy of '\(run)' sees sparse frames, or its checkpoint is of a version that did not say what it may do; "
          + "only policies over vectors answer to observations in a file")
    }
    let lines = try PlainFile.text(path).split(whereSeparator: \.isNewline)
    let observations = try lines.enumerated().map { number, line in
      guard let row = try? JSONDecoder().decode([Double].self, from: Data(line.utf8)), row.count == dimension else {
        throw InvalidSettingError(
          key: "observations", value: "\(path), line \(number + 1)",
          valid: "lines such as [0.1, -2], each a JSON array of the \(dimension) numbers that \(id) shows")
      }
      return row.map { Float($0) }
    }
    let answers = try PolicyAnswers(of: file, action: action, to: observations)
    (self.session, environment, self.run) = (session, id, run)
    (actions, outputs, values) = (answers.actions, answers.outputs, answers.values)
  }

  package var lines: [String] {
    zip(actions, values).map { action, value in
      action.map { "\($0)" }.joined(separator: " ") + "  V \(Numerals.fixed(Double(value), 4))"
    }
  }
}
