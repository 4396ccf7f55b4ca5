import RLCore
import Testing

@testable import SessionStore

@Suite struct EventTests {
  private let all: [EngineEvent] = [
    .started(run: "base", step: 0),
    .alphaChanged(run: "base", step: 1, old: 0.5, new: .infinity),
    .paused(run: "base", step: 2, isPaused: true),
    .checkpointed(run: "base", step: 3, file: "base-3.safetensors", digest: "ff"),
    .alert(run: "base", step: 4, title: "same action", detail: "at 3 states / \"quoted\""),
    .failed(run: "ultra-ra", step: 5, message: "reward stopped being finite"),
    .finished(run: "base", step: 6),
  ]

  @Test func everyEventComesBack() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.append(events: all, now: 9)
    let records = try store.events()
    #expect(records.map(\.seq) == Array(1...7))
    #expect(records.compactMap(\.event) == all)
    #expect(
      records.map(\.kind) == [
        "started", "alphaChanged", "paused", "checkpointed", "alert", "failed", "finished",
      ])
    #expect(records.map(\.run) == ["base", "base", "base", "base", "base", "ultra-ra", "base"])
    #expect(records.allSatisfy { $0.time == 9 })
  }

  @Test func theLimitKeepsTheLatest() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.append(events: [], now: 9)
    try store.append(events: all, now: 9)
    #expect(try store.events(limit: 2).compactMap(\.event) == Array(all.suffix(2)))
    #expect(try store.events(limit: 0).isEmpty)
    #expect(try store.events(limit: -1).isEmpty)
  }

  @Test func earlierVersionsDidNotSayThroughWhatAlphaChanged() throws {
    let json = #"{"alphaChanged":{"new":0.3,"old":0.5,"run":"base","step":1}}"#
    let early = EventRecord(seq: 1, run: "base", kind: "alphaChanged", json: json, time: 0)
    #expect(early.event == .alphaChanged(run: "base", step: 1, old: 0.5, new: 0.3, cause: nil))
    let scratch = try Scratch()
    let store = try scratch.store()
    let events = [AlphaCause.person, .anotherWindow, .ramp, .carriedOver].map {
      EngineEvent.alphaChanged(run: "base", step: 1, old: 0.5, new: 0.3, cause: $0)
    }
    try store.append(events: events, now: 9)
    #expect(try store.events().compactMap(\.event) == events)
    try store.append(events: [.started(run: "ppo", step: 0)], now: 9)
    #expect(try store.turnedRuns() == ["base"])
  }

  @Test func anEventOfTheFutureIsKeptAsText() {
    let record = EventRecord(seq: 1, run: "base", kind: "dreamt", json: #"{"dreamt":{"run":"base"}}"#, time: 0)
    #expect(record.event == nil)
  }

  @Test func metricsHaveTheirOwnTable() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let entropy = MetricName.entropy.rawValue
    try store.append(
      events: [
        .metrics(run: "base", step: 128, values: [entropy: 1.5, "plan/regret": 0.25]),
        .metrics(run: "base", step: 256, values: [entropy: 0.1 + 0.2]),
        .metrics(run: "other", step: 128, values: [entropy: 7]),
      ], now: 3)
    #expect(try store.events().isEmpty)
    #expect(
      try store.metrics(run: "base", name: .entropy) == [
        MetricRecord(run: "base", name: entropy, step: 128, value: 1.5, time: 3),
        MetricRecord(run: "base", name: entropy, step: 256, value: 0.1 + 0.2, time: 3),
      ])
    #expect(try store.metrics(run: "base").map(\.name) == [entropy, "plan/regret", entropy])
    #expect(try store.metrics(run: "nobody").isEmpty)
  }

  @Test func aResumedRunReplacesWhatItGoesOverAgain() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.append(events: [.metrics(run: "base", step: 128, values: ["charts/SPS": 10])], now: 3)
    try store.append(events: [.metrics(run: "base", step: 128, values: ["charts/SPS": 20])], now: 4)
    #expect(
      try store.metrics(run: "base") == [MetricRecord(run: "base", name: "charts/SPS", step: 128, value: 20, time: 4)])
  }

  @Test func numbersThatAreNotFiniteAreKept() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.append(
      events: [.metrics(run: "base", step: 1, values: ["a": .nan, "b": .infinity, "c": -.infinity])], now: 3)
    let values = try store.metrics(run: "base").map(\.value)
    #expect(values.first?.isNaN == true)
    #expect(values.dropFirst() == [.infinity, -.infinity])
  }
}
