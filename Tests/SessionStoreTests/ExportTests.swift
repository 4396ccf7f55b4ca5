import RLCore
import Testing

@testable import SessionStore

@Suite struct ExportTests {
  /// A session with a little of everything, recorded at `now`.
  private func fill(_ store: SessionStore, now: Double) throws {
    try store.remember(["episodes": 1], as: MemoryKey(name: "collect"))
    let run = try store.beginRun(
      name: "base", method: "ppo", seed: 3, configuration: "{}", totalSteps: 256, now: now)
    try store.updateRun(run.id, state: .finished, step: 256, checkpoint: "base-256", digest: "ff00", now: now)
    try store.append(
      events: [
        .started(run: "base", step: 0),
        .metrics(run: "base", step: 128, values: ["losses/entropy": 1.5, "charts/SPS": 1000]),
      ], now: now)
    let step = EpisodeStep(action: .discrete(2), reward: 1, value: 0.5, probabilities: [])
    let episode = Episode(
      id: 0, environment: "Pong", seed: 5, steps: [step], stateBytes: 2, states: [1, 2, 3, 4], terminated: false)
    _ = try store.addEpisodes([episode], checkpoint: "base-256", now: now)
    try store.spend(LedgerEntry(stage: .collect, steps: 1, time: now))
    let call = ModelCall(
      advisor: "offline", kind: .identify, episode: 1, prompt: "a\nb\u{1B}[31m", promptVersion: "1", reply: "[]",
      outcome: "ok", seconds: now, time: now)
    try store.addIssues([ReplyIssue(kind: .clamped, item: 0, reason: "reward 3")], call: store.addCall(call))
    var suggestion = Suggestion(
      episode: 1, step: 0, action: .continuous([0.25, -1]), reward: 1, rationale: "", confidence: 0.5,
      advisor: "offline")
    suggestion.call = 1
    (suggestion.blame, suggestion.hold) = (-0.5, 2)
    _ = try store.addSuggestions([suggestion, .sample(step: 1)], now: now)
    let evidence = Evidence(
      difference: 0.5, low: 0.25, high: 0.75, rollouts: 4, horizon: 10, hold: 1, environmentSteps: 80)
    try store.setEvidence(evidence, suggestion: 1, now: now)
    let edit = Verdict.edited(action: .continuous([1, 0]), reward: 0.5)
    try store.decide([Decision(suggestion: 1, verdict: edit, actor: "person")], now: now)
    try store.decide([Decision(suggestion: 2, verdict: .accepted, actor: "verified")], now: now)
    try store.decide([Decision(suggestion: 2, verdict: nil, actor: "person")], now: now)
    try store.addEvaluation(
      SessionStore.Evaluation(
        run: "base", checkpoint: "base-256", games: 2, mean: 1, low: 0, high: 2, returns: [0.5, 1.5],
        environmentSteps: 40, seed: 9), now: now)
  }

  @Test func theDumpShowsEverything() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try fill(store, now: 1)
    #expect(try store.dump() == Self.golden)
    let other = try scratch.store("two")
    try fill(other, now: 2)
    #expect(try other.dump() == Self.golden)
    #expect(try other.dump(times: true) != store.dump(times: true))
  }

  /// The laws of every format: lines of plain text that depend on the records alone, from an empty session on.
  @Test(arguments: ExportCatalog.formats.names)
  func everyFormatKeepsTheLaws(_ name: String) throws {
    let format = try ExportCatalog.formats.entry(name)
    #expect(format.summary.contains(" ") && !format.summary.hasSuffix("."))
    let scratch = try Scratch()
    let (empty, store) = (try scratch.store("empty"), try scratch.store())
    try fill(store, now: 1)
    for store in [empty, store] {
      let text = try format.text(of: store)
      #expect(text.isEmpty || text.hasSuffix("\n"))
      #expect(!text.contains("\u{1B}"), "what a model wrote must not reach a terminal as an escape")
      #expect(try format.text(of: store) == text)
    }
    #expect(try format.text(of: store) != format.text(of: empty))
  }

  @Test func metricsAreExportedAsCSV() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try fill(store, now: 1.5)
    try store.append(events: [.metrics(run: "odd, \"name\"", step: 1, values: ["a": .nan])], now: 2)
    #expect(
      try store.metricsCSV() == """
        run,seed,step,wall_time,tag,value
        "odd, ""name""\",,1,2.0,a,nan
        base,3,128,1.5,charts/SPS,1000.0
        base,3,128,1.5,losses/entropy,1.5

        """)
  }

  @Test func suggestionsAreExportedAsJSONLines() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.suggestionsJSONL().isEmpty)
    try fill(store, now: 1)
    #expect(
      try store.suggestionsJSONL() == #"""
        {"action":[0.25,-1],"advisor":"offline","blame":-0.5,"call":1,"confidence":0.5,"decisions":[{"action":[1,0],"actor":"person","reward":0.5,"seq":1,"step":1,"time":1,"verdict":"edited"}],"episode":1,"episodeDigest":"5ddba95757773a632e34c3fa2b916d3dd05d63f452e658e413f88176610a4d40","hold":2,"id":1,"proposalEvidence":{"difference":0.5,"environmentSteps":80,"high":0.75,"hold":1,"horizon":10,"low":0.25,"rollouts":4},"rationale":"","reward":1,"step":0,"verdict":"edited"}
        {"action":2,"advisor":"offline","confidence":0.75,"decisions":[{"actor":"verified","seq":2,"step":2,"time":1,"verdict":"accepted"},{"actor":"person","seq":3,"step":3,"time":1}],"episode":1,"episodeDigest":"5ddba95757773a632e34c3fa2b916d3dd05d63f452e658e413f88176610a4d40","id":2,"rationale":"the ball is \"below\",\nmove down","reward":0.5,"step":1,"verdict":"pending"}

        """#)
  }

  private static let golden = #"""
    [session]
    id=1 environment=Pong seed=18446744073709551615 configuration={}

    [memory]
    key=collect json="{\"episodes\":1}"

    [run]
    id=1 name=base method=ppo environment=Pong seed=3 configuration={} state=finished step=256 totalSteps=256 checkpoint=base-256 digest=ff00

    [metric]
    run=base name=charts/SPS step=128 value=1000.0
    run=base name=losses/entropy step=128 value=1.5

    [event]
    seq=1 run=base kind=started json="{\"started\":{\"run\":\"base\",\"step\":0}}"

    [episode]
    id=1 environment=Pong checkpoint=base-256 seed=5 length=1 environmentReturn=1.0 terminated=0 stateBytes=2 steps=<26 bytes 63039fe2b67a> states=<4 bytes 9f64a747e1b9>

    [stepsSpent]
    seq=1 stage=collect run=- steps=1

    [advisorCall]
    id=1 advisor=offline kind=identify episode=1 prompt="a\nb\u{1b}[31m" reply=[] outcome=ok promptVersion=1

    [replyIssue]
    seq=1 call=1 kind=clamped item=0 reason="reward 3"

    [suggestion]
    id=1 episode=1 step=0 action=[0.25,-1] reward=1.0 rationale="" confidence=0.5 advisor=offline call=1
    id=2 episode=1 step=1 action=2 reward=0.5 rationale="the ball is \"below\",\nmove down" confidence=0.75 advisor=offline call=-

    [evidence]
    seq=1 suggestion=1 difference=0.5 low=0.25 high=0.75 rollouts=4 horizon=10 hold=1 environmentSteps=80

    [decision]
    seq=1 suggestion=1 verdict=edited action=[1,0] reward=0.5 actor=person
    seq=2 suggestion=2 verdict=accepted action=- reward=- actor=verified
    seq=3 suggestion=2 verdict=- action=- reward=- actor=person

    [evaluation]
    seq=1 run=base checkpoint=base-256 games=2 mean=1.0 low=0.0 high=2.0 returns=[0.5,1.5] environmentSteps=40 seed=9

    [decisionStep]
    decision=1 step=1 undoes=- redoes=-
    decision=2 step=2 undoes=- redoes=-
    decision=3 step=3 undoes=- redoes=-

    [episodeDigest]
    episode=1 digest=5ddba95757773a632e34c3fa2b916d3dd05d63f452e658e413f88176610a4d40

    [suggestionJudgement]
    suggestion=1 blame=-0.5 stateValue=- hold=2


    """#
}
