/// Kinds that differ in how an answer is framed, where in it the text is, and how it ends.
extension EndpointKind {
  private typealias Question = EndpointQuestion

  private static func stream(_ pieces: [String], separator: String = "\n\n", field: String = "data: ") -> String {
    pieces.map { field + $0 + separator }.joined()
  }

  private static func pieces(_ text: String) -> [String] {
    Question.parts(text).map { Question.piece($0) } + [Question.piece("", finish: "stop")]
  }

  static let framings: [EndpointKind] = [
    EndpointKind("plain stream", .advice) { Question.raw(stream(pieces($0.good) + ["[DONE]"])) },
    EndpointKind("lines end with CRLF, no space after the colon", .advice) {
      Question.raw(stream(pieces($0.good) + ["[DONE]"], separator: "\r\n\r\n", field: "data:"))
    },
    EndpointKind("a mark before a stream", .advice) { Question.raw("\u{FEFF}" + stream(pieces($0.good) + ["[DONE]"])) },
    EndpointKind("a mark before the content", .advice) { Question.saying("\u{FEFF}" + $0.good) },
    EndpointKind("comments and empty events", .advice) { question in
      Question.raw(pieces(question.good).map { ": ping\n\ndata:\n\ndata: \($0)\n\n" }.joined() + "data: [DONE]\n\n")
    },
    EndpointKind("a piece without delta", .advice) {
      Question.raw(stream(["{\"choices\":[{\"index\":0,\"delta\":null}]}"] + pieces($0.good) + ["[DONE]"]))
    },
    EndpointKind("a second choice beside the first", .advice) { question in
      let other = "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"X\"}}]}"
      return Question.raw(stream(pieces(question.good).flatMap { [$0, other] } + ["[DONE]"]))
    },
    EndpointKind("compressed without being asked to", .advice) { question in
      // A stored block of DEFLATE between the header and the check of zlib's format.
      let body = Array(
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\(Question.quoted(question.good))},\"finish_reason\":\"stop\"}]}"
          .utf8)
      let (low, high) = (UInt8(body.count & 0xFF), UInt8(body.count >> 8))
      var (one, two) = (1, 0)
      for byte in body { (one, two) = ((one + Int(byte)) % 65_521, (two + (one + Int(byte)) % 65_521) % 65_521) }
      let check = [two >> 8, two & 0xFF, one >> 8, one & 0xFF].map { UInt8($0) }
      return .answer(
        headers: [("content-encoding", "deflate")],
        body: [0x78, 0x01, 0x01, low, high, ~low, ~high] + body + check)
    },
    EndpointKind("Latin-1", .advice) { question in
      let text = "{\"critical_states\":[\(question.item(rationale: "trop t\u{E9}t"))]}"
      let body = "{\"choices\":[{\"message\":{\"content\":\(Question.quoted(text))},\"finish_reason\":\"stop\"}]}"
      return .answer(
        body: body.unicodeScalars.map { UInt8($0.value) }, type: "application/json; charset=iso-8859-1")
    },
    EndpointKind("the message so far in every piece", .advice) { question in
      var whole = ""
      return Question.raw(
        stream(
          Question.parts(question.good).map { part in
            whole += part
            return Question.piece(part, beside: ",\"message\":{\"content\":\(Question.quoted(whole))}")
          } + [Question.piece("", finish: "stop", beside: ",\"message\":{\"content\":\(Question.quoted(whole))}")]))
    },
    EndpointKind("the whole message in the last piece", .advice) { question in
      let last =
        "{\"choices\":[{\"index\":0,\"delta\":{},\"message\":{\"content\":\(Question.quoted(question.good))},"
        + "\"finish_reason\":\"stop\"}]}"
      return Question.raw(stream(Question.parts(question.good).map { Question.piece($0) } + [last, "[DONE]"]))
    },
    EndpointKind("the whole message in the last piece alone", .advice) { question in
      let last =
        "{\"choices\":[{\"index\":0,\"delta\":{},\"message\":{\"content\":\(Question.quoted(question.good))},"
        + "\"finish_reason\":\"stop\"}]}"
      return Question.raw(stream([last, "[DONE]"]))
    },
    EndpointKind("a null message beside the delta", .advice) { question in
      Question.raw(
        stream(
          Question.parts(question.good).map { Question.piece($0, beside: ",\"message\":null") }
            + [Question.piece("", finish: "stop", beside: ",\"message\":null"), "[DONE]"]))
    },
    EndpointKind("a stream called JSON", .advice) {
      Question.raw(stream(pieces($0.good) + ["[DONE]"]), type: "application/json")
    },
    EndpointKind("JSON called a stream", .advice) { question in
      Question.raw(
        "{\"choices\":[{\"message\":{\"content\":\(Question.quoted(question.good))},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n")
    },
    EndpointKind("lines of JSON", .advice) {
      Question.raw(pieces($0.good).joined(separator: "\n"), type: "application/x-ndjson")
    },
    EndpointKind("nothing was counted", .advice) { question in
      Question.whole("{\"content\":\(Question.quoted(question.good))}", usage: "{\"prompt_tokens\":null}")
    },
    EndpointKind("counts in quotes", .advice) { question in
      Question.whole(
        "{\"content\":\(Question.quoted(question.good))}",
        usage: "{\"prompt_tokens\":\"900\",\"completion_tokens\":\"50\"}")
    },
  ]

  static let places: [EndpointKind] = [
    EndpointKind("in reasoning_content", .advice) { question in
      Question.whole("{\"content\":null,\"reasoning_content\":\(Question.quoted(question.good))}")
    },
    EndpointKind("in reasoning, piece by piece", .advice) { question in
      let parts = Question.parts(question.good).map {
        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\(Question.quoted($0))}}]}"
      }
      return Question.raw(stream(parts + [Question.piece("", finish: "stop"), "[DONE]"]))
    },
    EndpointKind("in a call to a tool", .advice) { question in
      Question.whole(
        "{\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"answer\","
          + "\"arguments\":\(Question.quoted(question.good))}}]}", finish: "tool_calls")
    },
    EndpointKind("in a call to a tool, piece by piece", .advice) { question in
      let parts = Question.parts(question.good).map {
        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
          + "\(Question.quoted($0))}}]}}]}"
      }
      return Question.raw(stream(parts + [Question.piece("", finish: "tool_calls"), "[DONE]"]))
    },
    EndpointKind("in parts", .advice) { question in
      Question.whole(
        "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
          + "{\"type\":\"text\",\"text\":\(Question.quoted(question.good))}]}")
    },
  ]

  static let endings: [EndpointKind] = [
    EndpointKind("neither an end nor a reason", .advice) { question in
      Question.raw(stream(Question.parts(question.good).map { Question.piece($0) }))
    },
    EndpointKind("an empty reason, whole", .advice) { question in
      Question.raw(stream(Question.parts(question.good).map { Question.piece($0, finish: "") }))
    },
    EndpointKind("an empty reason, cut", .nothing("ended before the reply did")) { question in
      Question.raw(stream(Question.parts(String(question.good.prefix(50))).map { Question.piece($0, finish: "") }))
    },
    EndpointKind("cut at its longest", .nothing("raise maximumTokens")) {
      Question.saying(String($0.good.dropLast(30)), finish: "length")
    },
    EndpointKind("cut where the context is full", .nothing("context of 4096 tokens is full")) { question in
      Question.whole(
        "{\"content\":\(Question.quoted(String(question.good.dropLast(30))))}", finish: "length",
        usage: "{\"prompt_tokens\":3000,\"completion_tokens\":1096}")
    },
    EndpointKind("no content", .nothing("the reply is empty")) { _ in Question.whole("{\"content\":null}") },
    EndpointKind("declined", .nothing("declined to answer: I can't help with that.")) { _ in
      Question.whole("{\"content\":null,\"refusal\":\"I can't help with that.\"}")
    },
    EndpointKind("filtered", .nothing("content filter")) { _ in
      Question.whole("{\"content\":null}", finish: "content_filter")
    },
    EndpointKind("loading for six answers", .advice) { question in
      question.number < 6
        ? .answer(503, body: "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}")
        : Question.saying(question.good)
    },
    EndpointKind("says when in the error's words", .advice) { question in
      question.number < 4
        ? Question.fault(
          429, "Rate limit reached. Please try again in 7.5s.", members: "\"code\":\"rate_limit_exceeded\"")
        : Question.saying(question.good)
    },
  ]
}
