import Foundation
import Synchronization

/// A question with all that does not change while it is answered.
final class InterCodeSubject: Sendable {
  /// What a search may know and how plans are judged.
  struct Settings: Sendable {
    var readsGold = false
    var judgement = InterCodeSQL.Judgement.last
    /// Any statement may be written: none is listed.
    var isOpen = false
  }

  let id: String
  let task: InterCodeTask
  let settings: Settings
  /// The statements that were proposed, once each, in order, with how often each was.
  let proposals: [InterCodeProposal]
  let statements: [String]
  private let known = Mutex(Known())

  private struct Known {
    var gold: (rows: [String], isCorrupt: Bool)?
    /// How often each answer is what a proposal leads to, and how many proposals lead to one.
    var votes: (counts: [[String]: Int], total: Int)?
  }

  init(id: String, _ task: InterCodeTask, proposals: [InterCodeProposal], settings: Settings) {
    self.id = id
    self.task = task
    self.proposals = proposals
    self.settings = settings
    statements = proposals.map(\.statement)
  }

  /// The rows of the gold query; none where it is refused.
  func gold(_ engine: any SQLBackEnd) -> (rows: [String], isCorrupt: Bool) {
    known.withLock { known in
      if let gold = known.gold { return gold }
      var session = SQLSession(database: task.db)
      let answer = try? engine.answer(task.gold, &session)
      let gold = (answer?.rows ?? [], answer?.isExecuted != true)
      known.gold = gold
      return gold
    }
  }

  /// The share of the proposed queries that lead to an answer, each as often as it was proposed. Queries about the schema look
  /// around and answer nothing, so that they have no vote.
  func agreement(_ answer: SQLAnswer, _ engine: any SQLBackEnd) -> Double {
    guard let rows = answer.rows else { return 0 }
    let votes = known.withLock { known in
      if let votes = known.votes { return votes }
      var votes: (counts: [[String]: Int], total: Int) = ([:], 0)
      for proposal in proposals where proposal.isQuestion && !proposal.looksAround {
        var session = SQLSession(database: task.db)
        guard let rows = (try? engine.answer(proposal.statement, &session))?.rows else { continue }
        votes.counts[rows, default: 0] += proposal.count
        votes.total += proposal.count
      }
      known.votes = votes
      return votes
    }
    return votes.total == 0 ? 0 : Double(votes.counts[rows] ?? 0) / Double(votes.total)
  }

  /// The question without the gold query, as JSON.
  var document: String {
    struct Document: Encodable {
      var id: String
      var query: String
      var db: String
      var hardness: String?
      var index: Int?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = Document(id: id, query: task.query, db: task.db, hardness: task.hardness, index: task.index)
    return (try? encoder.encode(document)).map { String(decoding: $0, as: UTF8.self) } ?? task.query
  }
}

/// A statement that was proposed for a task.
public struct InterCodeProposal: Sendable, Equatable {
  /// The statement.
  public var statement: String
  /// How often it was proposed.
  public var count: Int

  /// It is a statement at all.
  var isStatement: Bool { SQLWords.openings.contains(statement.prefix { $0.isASCII && $0.isLetter }.uppercased()) }

  /// It asks for rows.
  var isQuestion: Bool {
    ["SELECT", "WITH"].contains(statement.prefix { $0.isASCII && $0.isLetter }.uppercased())
  }

  /// It asks what tables and columns there are.
  var looksAround: Bool { statement.lowercased().contains("information_schema") }

  /// The statements of some runs, the first proposed first.
  static func list(_ runs: [InterCodeRun]) -> [InterCodeProposal] {
    var places: [String: Int] = [:]
    var proposals: [InterCodeProposal] = []
    for turn in runs.flatMap(\.turns) where turn.wasCarriedOut && !InterCodeRun.isSubmission(turn.statement) {
      let statement = turn.statement
      guard InterCodeProposal(statement: statement, count: 1).isStatement else { continue }
      if let place = places[statement] {
        proposals[place].count += 1
      } else {
        places[statement] = proposals.count
        proposals.append(InterCodeProposal(statement: statement, count: 1))
      }
    }
    return proposals
  }
}
