import Advisors
import CurlTransport
import LanguageModels
import RLCore
import TestSupport
import Numerics
import Testing

/// A way in which an endpoint goes wrong, and what is to come of it.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
  /// What a person is told.
  enum End: Sendable {
    /// The reply, after so many attempts beyond the first.
    case answered(retries: Int)
    /// An error that holds these words, after so many attempts beyond the first.
    case failed(String, retries: Int)
  }

  var name: String
  var streams = false
  /// The n-th answer, from 0.
  var reply: @Sendable (Int) -> LoopbackReply
  var limits: @Sendable (inout HTTPLimits) -> Void = { _ in }
  var end: End
  /// Seconds waited between attempts.
  var waits = 0.0

  var testDescription: String { name }

  private static let good = LoopbackReply.answer(body: ModelBench.chat())
  private static let echo = "{\"error\":{\"message\":\"no luck with Bearer \(ModelBench.key)\"}}"

  private static func once(_ first: LoopbackReply) -> @Sendable (Int) -> LoopbackReply { { $0 == 0 ? first : good } }

  static let all: [Misbehaviour] = [
    Misbehaviour(
      name: "429 with milliseconds",
      reply: once(.answer(429, headers: [("retry-after-ms", "1500")], body: echo)), end: .answered(retries: 1),
      waits: 1.5),
    Misbehaviour(
      name: "429 with seconds", reply: once(.answer(429, headers: [("Retry-After", "2.5")], body: echo)),
      end: .answered(retries: 1), waits: 2.5),
    Misbehaviour(
      name: "429 with a date",
      reply: once(
        .answer(
          429,
          headers: [("retry-after", "Sun, 06 Nov 1994 08:49:41 GMT"), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")],
          body: echo)), end: .answered(retries: 1), waits: 4),
    Misbehaviour(
      name: "429 with a date by our clock",
      reply: once(.answer(429, headers: [("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT")], body: echo)),
      end: .answered(retries: 1), waits: 3),
    Misbehaviour(
      name: "429 for ever", reply: { _ in .answer(429, headers: [("retry-after", "1")], body: echo) },
      end: .failed("too many requests (429 after 3 attempts", retries: 2), waits: 2),
    Misbehaviour(
      name: "500 once", reply: once(.answer(500, body: echo)), end: .answered(retries: 1), waits: 0.5),
    Misbehaviour(
      name: "500 for ever", reply: { _ in .answer(500, body: echo) },
      end: .failed("failed (500 after 3 attempts", retries: 2), waits: 1.5),
    Misbehaviour(
      name: "401 with the key in it", reply: { _ in .answer(401, body: echo) },
      end: .failed("refused the key", retries: 0)),
    Misbehaviour(
      name: "slow first byte", reply: { _ in LoopbackReply([.hold]) }, limits: { $0.firstByte = 0.2 },
      end: .failed("no answer within 0.2 s", retries: 2), waits: 1.5),
    Misbehaviour(
      name: "stall in mid-stream", streams: true,
      reply: { _ in LoopbackReply.events([ModelBench.piece("{\"critical")]).then(.hold) }, limits: { $0.idle = 0.2 },
      end: .failed("stalled for 0.2 s", retries: 2), waits: 1.5),
    Misbehaviour(
      name: "stream that ends early", streams: true,
      reply: {
        $0 == 0
          ? LoopbackReply.events([ModelBench.piece("{\"crit")]).then(LoopbackReply.endOfChunks)
          : LoopbackReply.events([
            ModelBench.piece(ModelBench.states), "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}", "[DONE]",
          ]).then(LoopbackReply.endOfChunks)
      }, end: .answered(retries: 1), waits: 0.5),
    Misbehaviour(
      name: "body that breaks off", reply: { _ in .truncated("{\"choices\":[{\"mess", missing: 40) },
      end: .failed("the answer broke off after 18 bytes", retries: 2), waits: 1.5),
    Misbehaviour(
      name: "truncated JSON", reply: { _ in .answer(body: "{\"choices\":[{\"message\":{\"content\":\"{\\\"crit") },
      end: .failed("did not answer as a chat endpoint does", retries: 0)),
    Misbehaviour(
      name: "invalid UTF-8 in a reply",
      reply: { _ in
        let parts = ModelBench.chat().split(separator: "late", maxSplits: 1).map { Array($0.utf8) }
        return .answer(body: parts[0] + [0xC3, 0x28, 0xFF] + parts[1])
      }, end: .answered(retries: 0)),
    Misbehaviour(
      name: "nothing but invalid UTF-8", reply: { _ in .answer(body: [UInt8](repeating: 0xFE, count: 500)) },
      end: .failed("did not answer as a chat endpoint does", retries: 0)),
    Misbehaviour(
      name: "50 MB", reply: { _ in .zeros(50 << 20) }, end: .failed("larger than 8388608 bytes", retries: 0)),
    Misbehaviour(
      name: "50 MB in chunks", streams: true,
      reply: { _ in
        LoopbackReply.chunks([]).then(
          .sendOften(LoopbackReply.chunk([UInt8](repeating: 0x20, count: 1 << 16)), times: 800))
      }, end: .failed("larger than", retries: 0)),
    Misbehaviour(
      name: "reset before the answer", reply: { _ in LoopbackReply([.reset]) },
      end: .failed("no answer from", retries: 2),
      waits: 1.5),
    Misbehaviour(
      name: "reset in mid-stream", streams: true,
      reply: { _ in LoopbackReply.events([ModelBench.piece("{\"crit")]).then(.reset) },
      end: .failed("no answer from", retries: 2), waits: 1.5),
    Misbehaviour(
      name: "a web page", reply: { _ in .answer(body: "<html>Sign in, \(ModelBench.key)</html>", type: "text/html") },
      end: .failed("is not JSON but '<html>Sign in, [redacted]", retries: 0)),
    Misbehaviour(
      name: "a chat under another type", reply: { _ in .answer(body: ModelBench.chat(), type: "text/plain") },
      end: .answered(retries: 0)),
    Misbehaviour(
      name: "a whole answer where a stream was asked for", streams: true, reply: { _ in good },
      end: .answered(retries: 0)),
    Misbehaviour(
      name: "the key in the reply",
      reply: { _ in .answer(body: ModelBench.chat(ModelBench.states.replacing("late", with: "late \(ModelBench.key)")))
      },
      end: .answered(retries: 0)),
  ]
}

/// A language model over real HTTP, with an endpoint that does everything that endpoints do.
@Suite(.timeLimit(.minutes(20))) struct ModelFaultTests {
  @Test(arguments: Misbehaviour.all)
  func everyOneEndsAsItShould(_ misbehaviour: Misbehaviour) async throws {
    let server = try LoopbackServer.numbered(misbehaviour.reply)
    defer { server.stop() }
    let bench = try ModelBench(server.url, streams: misbehaviour.streams, misbehaviour.limits)
    let answer = await bench.ask()
    let call = try #require(bench.log.calls.first, "it is on the record")
    #expect(bench.log.calls.count == 1)
    switch misbehaviour.end {
    case .answered(let retries):
      #expect(answer.reply?.text.contains("\"step\":143") == true, "\(String(describing: answer.error))")
      #expect(call.outcome == .answered && call.suggestions == 1 && call.error == nil && call.retries == retries)
    case .failed(let words, let retries):
      #expect(answer.reply == nil && "\(answer.error.map { "\($0)" } ?? "")".contains(words), "\(answer)")
      #expect(call.outcome == .failed && call.reply == nil && call.retries == retries)
      #expect(call.error?.contains(words) == true, "\(call.error ?? "")")
    }
    #expect(server.ledger.requests.count == call.retries + 1)
    #expect(
      bench.naps.total.isApproximatelyEqual(to: misbehaviour.waits, absoluteTolerance: 1e-6), "\(bench.naps.total)")
    #expect(server.ledger.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(ModelBench.key)" })
    #expect(!bench.everything(answer).contains(ModelBench.key), "the key is nowhere")
  }

  @Test func anotherHostNeverSeesTheRequest() async throws {
    let other = try LoopbackServer { _ in .answer(body: ModelBench.chat()) }
    let server = try LoopbackServer { _ in
      .answer(308, headers: [("location", "http://localhost:\(other.port)/v1/chat/completions")])
    }
    defer {
      server.stop()
      other.stop()
    }
    let bench = try ModelBench(server.url)
    let answer = await bench.ask()
    #expect("\(answer.error.map { "\($0)" } ?? "")".contains("redirects are not followed"))
    #expect((answer.error as? any AdvisingPause)?.pausesAdvising == true, "the next request would go the same way")
    #expect(server.ledger.requests.count == 1 && other.ledger.connections == 0)
    #expect(bench.log.calls.map(\.outcome) == [.failed] && !bench.everything(answer).contains(ModelBench.key))
  }

  @Test func cancellingIsOnTheRecordToo() async throws {
    let server = try LoopbackServer { _ in LoopbackReply.events([ModelBench.piece("{")]).then(.hold) }
    defer { server.stop() }
    let bench = try ModelBench(server.url, streams: true)
    let task = Task { await bench.ask() }
    #expect(await server.shows { $0.active == 1 })
    task.cancel()
    #expect(await task.value.error is CancellationError)
    #expect(await server.shows { $0.closedByPeer == 1 && $0.openConnections == 0 })
    #expect(bench.log.calls.map(\.outcome) == [.failed])
  }

  /// Counted in a process of its own, where no other test opens and closes anything.
  @Test func nothingLeaksAndNothingGrows() async {
    await #expect(processExitsWith: .success) {
      /// Every misbehaviour once, with a server and a transport of its own.
      func round() async throws {
        for misbehaviour in Misbehaviour.all {
          let server = try LoopbackServer.numbered(misbehaviour.reply)
          let bench = try ModelBench(server.url, streams: misbehaviour.streams, misbehaviour.limits)
          _ = await bench.ask()
          server.stop()
        }
      }
      // The first round fills what is kept for good: the pool of threads, libcurl's tables.
      try await round()
      let before = Holdings.now()
      for _ in 0..<2 { try await round() }
      let after = Holdings.now()
      let transports = 2 * Misbehaviour.all.count
      #expect(after.descriptors < before.descriptors + transports / 4, "\(before); \(after)")
      #expect(after.threads < before.threads + transports / 4, "\(before); \(after)")
      #expect(after.peak < before.peak + 64 << 20, "\(before); \(after)")
    }
  }

  /// A body of 50 MB is refused by its length, or when it has grown to the bound: it never is in memory as a whole.
  @Test func aLargeBodyIsNotHeld() async {
    await #expect(processExitsWith: .success) {
      func ask(_ name: String) async throws {
        for misbehaviour in Misbehaviour.all where misbehaviour.name == name {
          let server = try LoopbackServer.numbered(misbehaviour.reply)
          let bench = try ModelBench(server.url, streams: misbehaviour.streams, misbehaviour.limits)
          let error = await bench.ask().error
          #expect(error != nil)
          server.stop()
        }
      }
      try await ask("500 for ever")
      let before = Holdings.now()
      try await ask("50 MB")
      try await ask("50 MB in chunks")
      let after = Holdings.now()
      #expect(after.peak < before.peak + 40 << 20, "\(before); \(after)")
    }
  }
}

extension LoopbackServer {
  /// A server whose n-th answer, from 0, is `reply(n)`.
  static func numbered(_ reply: @escaping @Sendable (Int) -> LoopbackReply) throws -> LoopbackServer {
    let count = Counter()
    return try LoopbackServer { _ in reply(count.next()) }
  }
}
