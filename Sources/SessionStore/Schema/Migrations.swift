import GRDB

/// The database's history: named steps that are only ever appended to.
///
/// A change of the schema is a new entry at the end of `steps` with a new name. An entry that was released is never
/// edited, renamed or moved: sessions in the field have recorded its name.
enum Migrations {
  /// Marks the file as ours (`SdCo` in ASCII, in the database header's application id).
  static let applicationID = 0x5364_436F

  /// The steps in order.
  static let steps: [(name: String, sql: String)] = [
    ("0001-session", session),
    ("0002-runs", runs),
    ("0003-episodes", episodes),
    ("0004-advice", advice),
    ("0005-evaluations", evaluations),
    ("0006-provider-calls", providerCalls),
    ("0007-asked", asked),
    ("0008-resources", resources),
    ("decisions-evidence-action", evidenceAction),
    ("decisions-steps", decisionSteps),
    ("ledger-charges", charges),
    ("ledger-episode-digests", episodeDigests),
    ("suggestion-judgements", judgements),
    ("evidence-policy", evidencePolicy),
    ("decisions-reasons", decisionReasons),
    ("run-checkpoints", checkpoints),
    ("run-branches", branches),
    ("suggestion-sequences", sequences),
    ("evidence-confirmations", confirmations),
    ("suggestions-by-episode", suggestionsByEpisode),
    ("run-curves", runCurves),
    ("suggestion-recorded", recordedActions),
  ]

  /// The number that the database header carries once every step is applied.
  static var version: Int { steps.count }

  /// Applies the steps that a database lacks, each in its own transaction.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (index, step) in steps.enumerated() {
      migrator.registerMigration(step.name) { database in
        try database.execute(sql: step.sql)
        try database.execute(sql: "PRAGMA user_version = \(index + 1)")
      }
    }
    return migrator
  }

  private static let session = """
    CREATE TABLE session (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      environment TEXT NOT NULL,
      seed INTEGER NOT NULL,
      configuration TEXT NOT NULL,
      createdAt REAL NOT NULL
    ) STRICT;
    CREATE TABLE memory (
      key TEXT NOT NULL PRIMARY KEY,
      json TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // A metric is keyed by its step: a run that is taken up from its last checkpoint records the steps after it a second
  // time, and the second record replaces the first. Runs are named, not numbered, in the tables of what they produced,
  // because events may name a run that was never begun here (an import).
  private static let runs = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      method TEXT NOT NULL,
      environment TEXT NOT NULL,
      seed INTEGER NOT NULL,
      configuration TEXT NOT NULL,
      state TEXT NOT NULL,
      step INTEGER NOT NULL,
      totalSteps INTEGER NOT NULL,
      checkpoint TEXT,
      digest TEXT,
      startedAt REAL NOT NULL,
      updatedAt REAL NOT NULL
    ) STRICT;
    CREATE TABLE metric (
      run TEXT NOT NULL,
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      time REAL NOT NULL,
      PRIMARY KEY (run, name, step)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
      seq INTEGER PRIMARY KEY,
      run TEXT NOT NULL,
      kind TEXT NOT NULL,
      json TEXT NOT NULL,
      time REAL NOT NULL
    ) STRICT;
    """

  private static let episodes = """
    CREATE TABLE episode (
      id INTEGER PRIMARY KEY,
      environment TEXT NOT NULL,
      checkpoint TEXT NOT NULL,
      seed INTEGER NOT NULL,
      length INTEGER NOT NULL,
      environmentReturn REAL,
      terminated INTEGER NOT NULL,
      stateBytes INTEGER NOT NULL,
      createdAt REAL NOT NULL,
      steps BLOB NOT NULL,
      states BLOB NOT NULL
    ) STRICT;
    CREATE TABLE stepsSpent (
      seq INTEGER PRIMARY KEY,
      stage TEXT NOT NULL,
      run TEXT,
      steps INTEGER NOT NULL CHECK (steps >= 0),
      time REAL NOT NULL
    ) STRICT;
    """

  private static let advice =
    """
    CREATE TABLE advisorCall (
      id INTEGER PRIMARY KEY,
      advisor TEXT NOT NULL,
      kind TEXT NOT NULL,
      episode INTEGER,
      prompt TEXT NOT NULL,
      reply TEXT NOT NULL,
      outcome TEXT NOT NULL,
      promptVersion TEXT NOT NULL,
      seconds REAL NOT NULL,
      time REAL NOT NULL
    ) STRICT;
    CREATE TABLE replyIssue (
      seq INTEGER PRIMARY KEY,
      call INTEGER NOT NULL REFERENCES advisorCall (id),
      kind TEXT NOT NULL,
      item INTEGER,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX replyIssueByCall ON replyIssue (call);
    CREATE TABLE suggestion (
      id INTEGER PRIMARY KEY,
      episode INTEGER NOT NULL,
      step INTEGER NOT NULL,
      action TEXT NOT NULL,
      reward REAL NOT NULL,
      rationale TEXT NOT NULL,
      confidence REAL NOT NULL,
      advisor TEXT NOT NULL,
      call INTEGER REFERENCES advisorCall (id),
      time REAL NOT NULL
    ) STRICT;
    CREATE TABLE evidence (
      seq INTEGER PRIMARY KEY,
      suggestion INTEGER NOT NULL REFERENCES suggestion (id),
      difference REAL,
      low REAL,
      high REAL,
      rollouts INTEGER NOT NULL,
      horizon INTEGER NOT NULL,
      hold INTEGER NOT NULL,
      environmentSteps INTEGER NOT NULL,
      time REAL NOT NULL
    ) STRICT;
    CREATE INDEX evidenceBySuggestion ON evidence (suggestion);
    CREATE TABLE decision (
      seq INTEGER PRIMARY KEY,
      suggestion INTEGER NOT NULL REFERENCES suggestion (id),
      verdict TEXT,
      action TEXT,
      reward REAL,
      actor TEXT NOT NULL,
      time REAL NOT NULL
    ) STRICT;
    CREATE INDEX decisionBySuggestion ON decision (suggestion);

    """ + appendOnly("advisorCall", key: "id") + appendOnly("replyIssue", key: "seq")
    + appendOnly("suggestion", key: "id") + appendOnly("evidence", key: "seq") + appendOnly("decision", key: "seq")

  private static let evaluations = """
    CREATE TABLE evaluation (
      seq INTEGER PRIMARY KEY,
      run TEXT NOT NULL,
      checkpoint TEXT NOT NULL,
      games INTEGER NOT NULL,
      mean REAL,
      low REAL,
      high REAL,
      returns TEXT NOT NULL,
      environmentSteps INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      time REAL NOT NULL
    ) STRICT;
    """

  // A table beside `advisorCall`: calls to stand-ins, and those of older sessions, have none of this to tell.
  private static let providerCalls =
    """
    CREATE TABLE callDetail (
      call INTEGER PRIMARY KEY REFERENCES advisorCall (id),
      endpoint TEXT NOT NULL,
      model TEXT NOT NULL,
      servedModel TEXT,
      parameters TEXT NOT NULL,
      promptDigest TEXT NOT NULL,
      finishReason TEXT,
      promptTokens INTEGER CHECK (promptTokens >= 0),
      replyTokens INTEGER CHECK (replyTokens >= 0),
      cachedTokens INTEGER CHECK (cachedTokens >= 0),
      isEstimated INTEGER NOT NULL,
      cost REAL CHECK (cost >= 0),
      secondsToFirstToken REAL,
      retries INTEGER NOT NULL CHECK (retries >= 0),
      isReused INTEGER NOT NULL,
      isRepair INTEGER NOT NULL,
      suggestions INTEGER NOT NULL,
      rejected INTEGER NOT NULL,
      clamped INTEGER NOT NULL
    ) STRICT;

    """ + appendOnly("callDetail", key: "call")

  // The memory of earlier versions has lists of episodes by advisor; the oldest have none, and stored suggestions only
  // once an advisor was done with every episode. Neither knows of prompts, and an empty digest counts for all of them.
  private static let asked = """
    CREATE TABLE asked (
      identifier TEXT NOT NULL,
      advisor TEXT NOT NULL,
      prompts TEXT NOT NULL,
      episode INTEGER NOT NULL,
      PRIMARY KEY (identifier, advisor, prompts, episode)
    ) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO asked
      SELECT substr(memory.key, 7), substr(memory.key, 7), '', list.value
      FROM memory, json_each(CASE WHEN json_valid(memory.json) THEN memory.json ELSE '[]' END) AS list
      WHERE memory.key LIKE 'asked:%' AND typeof(list.value) = 'integer';
    INSERT OR IGNORE INTO asked
      SELECT advisor, advisor, '', episode FROM suggestion
      WHERE 'asked:' || advisor NOT IN (SELECT key FROM memory);
    """

  private static let resources =
    """
    CREATE TABLE resource (
      seq INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      content BLOB,
      time REAL NOT NULL,
      UNIQUE (kind, name)
    ) STRICT;

    """ + appendOnly("resource", key: "seq")

  // The action that was measured, where that is not the one that the suggestion proposes. Beside the evidence: that of
  // earlier versions is of the proposal, always.
  private static let evidenceAction =
    """
    CREATE TABLE evidenceAction (
      evidence INTEGER PRIMARY KEY REFERENCES evidence (seq),
      action TEXT NOT NULL
    ) STRICT;

    """ + appendOnly("evidenceAction", key: "evidence")

  // What was decided in one go has one step, which is the number of its first decision. `undoes` and `redoes` name the step
  // that is taken back or done again. Beside the decisions: those of earlier versions have none of this.
  private static let decisionSteps =
    """
    CREATE TABLE decisionStep (
      decision INTEGER PRIMARY KEY REFERENCES decision (seq),
      step INTEGER NOT NULL,
      undoes INTEGER,
      redoes INTEGER
    ) STRICT;

    """ + appendOnly("decisionStep", key: "decision")

  // What a run's budget was charged for guidance when the run began; what guidance cost later is not the run's.
  private static let charges = """
    CREATE TABLE runCharge (
      run TEXT NOT NULL,
      stage TEXT NOT NULL,
      steps INTEGER NOT NULL CHECK (steps >= 0),
      PRIMARY KEY (run, stage)
    ) STRICT, WITHOUT ROWID;
    """

  // Beside the episodes, as those of earlier versions have none.
  private static let episodeDigests = """
    CREATE TABLE episodeDigest (
      episode INTEGER PRIMARY KEY REFERENCES episode (id),
      digest TEXT NOT NULL
    ) STRICT;
    """

  // What an advisor thinks of the recorded action and of the state, and for how long its own action should be held. Beside
  // the suggestions: those of earlier versions say none of it.
  private static let judgements =
    """
    CREATE TABLE suggestionJudgement (
      suggestion INTEGER PRIMARY KEY REFERENCES suggestion (id),
      blame REAL CHECK (blame BETWEEN -1 AND 0),
      stateValue REAL CHECK (stateValue BETWEEN -1 AND 1),
      hold INTEGER CHECK (hold > 0)
    ) STRICT;

    """ + appendOnly("suggestionJudgement", key: "suggestion")

  // What an action is worth over the policy left alone. Beside the evidence: that of earlier versions compares with the
  // recorded action alone.
  private static let evidencePolicy =
    """
    CREATE TABLE evidencePolicy (
      evidence INTEGER PRIMARY KEY REFERENCES evidence (seq),
      overPolicy REAL NOT NULL
    ) STRICT;

    """ + appendOnly("evidencePolicy", key: "evidence")

  // Why something was decided. Beside the decisions: those of earlier versions, and most of this one, say nothing of it.
  private static let decisionReasons =
    """
    CREATE TABLE decisionReason (
      decision INTEGER PRIMARY KEY REFERENCES decision (seq),
      reason TEXT NOT NULL
    ) STRICT;

    """ + appendOnly("decisionReason", key: "decision")

  // The checkpoints that a run still has. Beside `run`, which names the one that it goes on from: earlier versions kept that
  // alone.
  private static let checkpoints = """
    CREATE TABLE checkpoint (
      file TEXT NOT NULL PRIMARY KEY,
      run TEXT NOT NULL,
      step INTEGER NOT NULL CHECK (step >= 0),
      digest TEXT NOT NULL,
      isAsked INTEGER NOT NULL,
      time REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // Where a run left another one, in whose records its beginning lies.
  private static let branches = """
    CREATE TABLE runBranch (
      run TEXT NOT NULL PRIMARY KEY,
      parent TEXT NOT NULL,
      step INTEGER NOT NULL CHECK (step >= 0),
      kind TEXT NOT NULL,
      time REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // What should be done in the steps after a suggestion's own action, as a list of actions. Beside the suggestions: those of
  // earlier versions propose one action.
  private static let sequences =
    """
    CREATE TABLE suggestionSequence (
      suggestion INTEGER PRIMARY KEY REFERENCES suggestion (id),
      following TEXT NOT NULL
    ) STRICT;

    """ + appendOnly("suggestionSequence", key: "suggestion")

  // Measurements that confirm one of before: by rollouts of their own, wherever guidance would act. Beside the evidence. What
  // earlier versions measured again did so, unless it has more pairs: then it was added to what was there.
  private static let confirmations =
    """
    CREATE TABLE evidenceConfirmation (
      evidence INTEGER PRIMARY KEY REFERENCES evidence (seq)
    ) STRICT;
    INSERT INTO evidenceConfirmation
      SELECT later.seq FROM evidence AS later
      WHERE later.seq NOT IN (SELECT evidence FROM evidenceAction)
        AND EXISTS (
          SELECT 1 FROM evidence AS earlier
          WHERE earlier.suggestion = later.suggestion AND earlier.seq < later.seq
            AND earlier.seq NOT IN (SELECT evidence FROM evidenceAction))
        AND NOT EXISTS (
          SELECT 1 FROM evidence AS earlier
          WHERE earlier.suggestion = later.suggestion AND earlier.seq < later.seq
            AND earlier.rollouts < later.rollouts);

    """ + appendOnly("evidenceConfirmation", key: "evidence")

  // Whoever looks at an episode asks for what is suggested there; a long session has many suggestions.
  private static let suggestionsByEpisode = "CREATE INDEX suggestionByEpisode ON suggestion (episode);"

  // What charts show of a long run, gathered up to a step, with a metric and the time that were recorded there: a run that
  // has gone over that step again is gathered anew. Only ever a copy of what `metric` has.
  private static let runCurves = """
    CREATE TABLE runCurves (
      run TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      time REAL NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // What the policy did in the state of a suggestion, as its episode says. Beside the suggestions: of those of earlier
  // versions it is looked up once.
  private static let recordedActions =
    """
    CREATE TABLE suggestionRecorded (
      suggestion INTEGER PRIMARY KEY REFERENCES suggestion (id),
      action TEXT NOT NULL
    ) STRICT;

    """ + appendOnly("suggestionRecorded", key: "suggestion")

  /// Triggers that keep a table's rows as they were written.
  ///
  /// The third one is for `INSERT OR REPLACE`, which deletes without asking the delete trigger.
  private static func appendOnly(_ table: String, key: String) -> String {
    """
    CREATE TRIGGER \(table)NeverUpdated BEFORE UPDATE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'table \(table) is append-only'); END;
    CREATE TRIGGER \(table)NeverDeleted BEFORE DELETE ON \(table)
      BEGIN SELECT RAISE(ABORT, 'table \(table) is append-only'); END;
    CREATE TRIGGER \(table)NeverReplaced BEFORE INSERT ON \(table)
      WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(key) = NEW.\(key))
      BEGIN SELECT RAISE(ABORT, 'table \(table) is append-only'); END;

    """
  }
}
