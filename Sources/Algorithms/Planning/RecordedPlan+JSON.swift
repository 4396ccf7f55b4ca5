import FoundationEssentials
public import RLCore

extension RecordedPlan {
  /// One record of a file of plans; other keys are not read.
  private struct Record: Decodable {
    var instance: String
    var prompt: String
    var extracted_plan: String
    var correct: Bool?
  }

  /// Reads a JSON list of records with `instance`, `prompt`, `extracted_plan` (one action a line) and `correct`.
  ///
  /// - Throws: `DecodingError` where the bytes are not such a list.
  public static func read(json bytes: [UInt8]) throws -> [RecordedPlan] {
    try JSONDecoder().decode([Record].self, from: Data(bytes)).map { record in
      RecordedPlan(
        task: record.instance, prompt: record.prompt,
        actions: record.extracted_plan.split(whereSeparator: \.isNewline).map(String.init), isCorrect: record.correct)
    }
  }
}
