internal import Foundation
internal import RLCore

/// A task file for a model that has none yet: what has to be asked about the model, and the file that the answers make.
///
/// A model says what there is, not what is wanted of it. Three things have to be known: what is to move forward, what ends
/// an episode and what acts. Each question proposes what fits most robots, so that a file comes about by saying yes.
public struct TaskDraft: Sendable {
  /// What there is to ask about, in order. A model without keyframes, height or pitch is not asked about those.
  public let questions: [DraftQuestion]
  let id: String
  let model: String
  let plan: BodyPlan
  let motors: [String]

  /// Compiles the MJCF file at `path`.
  ///
  /// - Throws: `MuJoCoError` where it does not compile, or nothing in it can act.
  public init(model path: String) throws(MuJoCoError) {
    let model = try MuJoCoModel(path: path)
    try model.checkNumbers()
    let motors = zip(model.controlNames, model.controlRanges).filter { $0.1 != nil }.map(\.0)
    guard !motors.isEmpty else {
      throw .mismatch(model: path, reason: "it has no actuator with a ctrlrange, so nothing in it can act")
    }
    let file = URL(fileURLWithPath: path).lastPathComponent
    self.init(
      file: file, plan: BodyPlan(model: model, observation: LocomotionTask.Observation()), motors: motors,
      keyframes: model.keyframeNames)
  }

  init(file: String, plan: BodyPlan, motors: [String], keyframes: [String]) {
    let name = file.hasSuffix(".xml") ? String(file.dropLast(4)) : file
    id = name.prefix(1).uppercased() + name.dropFirst() + "-v0"
    (model, self.plan, self.motors) = (file, plan, motors)
    var questions = [Self.forwardQuestion(plan)]
    if !keyframes.isEmpty {
      questions.append(
        DraftQuestion(
          .keyframe, "Which of the model's keyframes do episodes start from?",
          choices: keyframes + [DraftQuestion.none],
          proposal: keyframes[0]))
    }
    if let height = plan.root.height {
      let start = plan.skeleton.initialPositions[height]
      let above = max(plan.skeleton.pose(at: plan.skeleton.initialPositions).places[plan.root.body].z, 0)
      questions.append(
        DraftQuestion(
          .height, "Below which height of the body, in metres, is an episode over? It starts at \(Self.short(start)).",
          proposal: Self.short(start - 0.4 * above)))
    }
    if plan.root.pitch != nil {
      questions.append(
        DraftQuestion(
          .pitch, "By how much may it tip, in radians, before an episode is over?", proposal: "1"))
    }
    questions.append(
      DraftQuestion(
        .actuators, "Which actuators act? Names with commas between them.", choices: motors, isList: true,
        proposal: DraftQuestion.all))
    self.questions = questions
  }

  /// What forward speed can be measured on: the first position where that slides along x, the first body always.
  private static func forwardQuestion(_ plan: BodyPlan) -> DraftQuestion {
    var choices = [plan.skeleton.bodies[plan.root.body].name]
    if let slide = slide(plan) { choices.insert(slide, at: 0) }
    return DraftQuestion(
      .forward, "What is to move forward, along x?", choices: choices + [DraftQuestion.none], proposal: choices[0])
  }

  static func slide(_ plan: BodyPlan) -> String? {
    guard let first = plan.skeleton.joints.first, first.kind == .slide, abs(first.axis.x) > 0.99 else { return nil }
    return first.name
  }

  private static func short(_ value: Double) -> String { Numerals.fixed(value, 2) }
}

/// One thing that a draft has to know.
public struct DraftQuestion: Sendable, Equatable {
  /// What it is about.
  public enum Subject: String, Sendable, CaseIterable {
    /// What moves forward.
    case forward
    /// Where episodes start.
    case keyframe
    /// The least height of the body, m.
    case height
    /// The largest pitch, rad.
    case pitch
    /// What acts.
    case actuators
  }

  /// The answer for nothing of the kind.
  public static let none = "none"
  /// The answer for everything.
  public static let all = "all"

  /// What it is about.
  public let subject: Subject
  /// The question.
  public let text: String
  /// What may be answered; empty where a number is asked for.
  public let choices: [String]
  /// Whether several may be chosen.
  public let isList: Bool
  /// What an empty answer stands for.
  public let proposal: String

  init(_ subject: Subject, _ text: String, choices: [String] = [], isList: Bool = false, proposal: String) {
    (self.subject, self.text, self.choices, self.isList, self.proposal) = (subject, text, choices, isList, proposal)
  }

  /// The question with what may be answered and, in brackets, what an empty answer means.
  public var prompt: String {
    let range = choices.isEmpty ? "a number, or \(Self.none)" : choices.joined(separator: ", ")
    return "\(text) (\(range)) [\(proposal)] "
  }

  /// The answer as it counts.
  ///
  /// - Throws: `UnknownNameError` or `InvalidSettingError`, which list what may be answered.
  public func answer(_ typed: String) throws -> String {
    let word = typed.trimming { $0.isWhitespace }
    if word.isEmpty { return proposal }
    if choices.isEmpty {
      guard word == Self.none || Double(word).map(\.isFinite) == true else {
        throw InvalidSettingError(key: subject.rawValue, value: word, valid: "a number, or \(Self.none)")
      }
      return word
    }
    guard isList, word != Self.all else { return try choice(word) }
    let names = try word.split(separator: ",").map { try choice($0.trimming { $0.isWhitespace }) }
    guard Set(names).count == names.count else {
      throw InvalidSettingError(key: subject.rawValue, value: word, valid: "each name once")
    }
    return names.joined(separator: ",")
  }

  private func choice(_ word: String) throws -> String {
    if isList && word == Self.all { return word }
    guard choices.contains(word) else {
      throw UnknownNameError(kind: subject.rawValue, name: word, valid: choices)
    }
    return word
  }
}

extension StringProtocol {
  /// Without what `isOutside` holds for, at both ends.
  fileprivate func trimming(_ isOutside: (Character) -> Bool) -> String {
    let start = drop(while: isOutside)
    return String(start.reversed().drop(while: isOutside).reversed())
  }
}
