/// Kinds that differ in what an answer says: thoughts, errors, refused parameters, and JSON as models spell it.
extension EndpointKind {
  private typealias Question = EndpointQuestion

  /// The very opposite of the good answer, as a draft.
  private static func draft(_ question: EndpointQuestion) -> String {
    "maybe {\"critical_states\": [\(question.item(action: "\"down\"", reward: "-0.5"))]} ... no"
  }

  static let thoughts: [EndpointKind] = [
    EndpointKind("thoughts before the answer", .advice) {
      Question.saying("<think>\n\(draft($0))\n</think>\n\n\($0.good)")
    },
    EndpointKind("thoughts before a bare list", .advice) {
      Question.saying("<think>\n\(draft($0))\n</think>\n\n[\($0.item())]")
    },
    EndpointKind("thoughts whose beginning the prompt had", .advice) {
      Question.saying("\(draft($0))\n</think>\n[\($0.item())]")
    },
    EndpointKind("thoughts under another tag", .advice) {
      Question.saying("[THINK]\(draft($0))[/THINK][\($0.item())]")
    },
    EndpointKind("cut within a thought", .nothing("cut while thinking")) {
      Question.saying("<think>\n\(draft($0)), wait, because", finish: "length")
    },
    EndpointKind("a thought that never ends", .nothing("thought and gave no answer")) {
      Question.saying("<think>\n\(draft($0))")
    },
    EndpointKind("cut within thoughts of their own", .nothing("cut while thinking")) { question in
      Question.whole(
        "{\"content\":\"\",\"reasoning_content\":\(Question.quoted(draft(question) + question.good))}", finish: "length"
      )
    },
    EndpointKind("thoughts of their own with a draft", .nothing("thought and gave no answer")) { question in
      Question.whole("{\"content\":\"\",\"reasoning_content\":\(Question.quoted(draft(question)))}")
    },
  ]

  static let errors: [EndpointKind] = [
    EndpointKind("an error's field in a stream", .failure("the slot ran out of room")) { _ in
      Question.raw("error: {\"code\":500,\"message\":\"the slot ran out of room\",\"type\":\"server_error\"}\n\n")
    },
    EndpointKind("an error's event in a stream", .failure("the engine died at token 12")) { _ in
      Question.raw("event: error\ndata: {\"message\":\"the engine died at token 12\",\"code\":500}\n\n")
    },
    EndpointKind("an error before the end", .failure("exceeds the available context size")) { _ in
      Question.raw(
        "error: {\"code\":400,\"message\":\"the request exceeds the available context size\"}\n\ndata: [DONE]\n\n")
    },
    EndpointKind("an error at 200", .failure("rate limited upstream")) { _ in
      .answer(body: "{\"error\":{\"message\":\"Provider returned error: rate limited upstream\",\"code\":429}}")
    },
    EndpointKind("an error's text at 200", .failure("more system memory")) { _ in
      .answer(body: "{\"error\":\"model requires more system memory (5.6 GiB) than is available\"}")
    },
    EndpointKind("an empty account at 200", .failure("no quota left: Insufficient balance")) { _ in
      .answer(body: "{\"error\":{\"message\":\"Insufficient balance\",\"code\":\"invalid_request_error\"}}")
    },
    EndpointKind("an object that is an error", .failure("HIGH TRAFFIC")) { _ in
      .answer(body: "{\"object\":\"error\",\"message\":\"NETWORK ERROR DUE TO HIGH TRAFFIC\",\"code\":50001}")
    },
    EndpointKind("an empty error", .advice) { question in
      Question.whole("{\"content\":\(Question.quoted(question.good))}", beside: ",\"error\":\"\"")
    },
    EndpointKind("an empty object of an error", .advice) { question in
      Question.whole("{\"content\":\(Question.quoted(question.good))}", beside: ",\"error\":{\"message\":null}")
    },
  ]

  static let refusals: [EndpointKind] = [
    EndpointKind("temperature 1 alone", .advice) {
      $0.temperature ?? 1 == 1
        ? Question.saying($0.good) : Question.fault(400, "invalid temperature: only 1 is allowed for this model")
    },
    EndpointKind("temperature above 0", .advice) {
      $0.temperature == 0
        ? .answer(422, body: "{\"error\":\"Input validation error: `temperature` must be strictly positive\"}")
        : Question.saying($0.good)
    },
    EndpointKind("a schema is an error of the server", .advice) {
      $0.form == "json_schema"
        ? Question.fault(
          500, "[{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}]",
          members: "\"type\":\"internal_server_error\"") : Question.saying($0.good)
    },
    EndpointKind("no form at all", .advice) {
      $0.form != nil
        ? Question.fault(400, "Either \"json_schema\" or \"grammar\" can be specified, but not both")
        : Question.saying($0.good)
    },
    EndpointKind("no stream", .advice) {
      $0.streams
        ? Question.fault(
          400, "Your organization must be verified to stream this model.", members: "\"param\":\"stream\"")
        : Question.saying($0.good)
    },
    EndpointKind("no options of a stream", .advice) {
      $0.wantsUsage
        ? .answer(
          422,
          body: "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"stream_options\"],"
            + "\"msg\":\"Extra inputs are not permitted\"}]}") : Question.saying($0.good)
    },
    EndpointKind("shorter replies", .advice) {
      $0.maximumTokens > 2_048
        ? Question.fault(
          400, "max_tokens is too large: 4096. This model supports at most 2048 completion tokens.",
          members: "\"param\":\"max_tokens\"") : Question.saying($0.good)
    },
    EndpointKind("another name for the longest reply", .advice) {
      $0.tokensName == "max_tokens"
        ? Question.fault(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        : Question.saying($0.good)
    },
  ]

  static let spellings: [EndpointKind] = [
    EndpointKind("comments in a fence", .advice) { question in
      Question.saying(
        "Here:\n```json\n{\n  \"critical_states\": [\n    // close\n    \(question.item()), /* good */\n  ]\n}\n```\n")
    },
    EndpointKind("a plus before a number", .advice) {
      Question.saying("{\"critical_states\":[\($0.item(reward: "+0.7", confidence: ".8"))]}")
    },
    EndpointKind("capitals in the key", .advice) { Question.saying("{\"Critical_States\":[\($0.item())]}") },
    EndpointKind("a call in the content", .advice) {
      Question.saying("{\"name\":\"critical_states\",\"arguments\":{\"critical_states\":[\($0.item())]}}")
    },
    EndpointKind("the schema filled in", .advice) {
      Question.saying(
        "{\"type\":\"object\",\"properties\":{\"critical_states\":{\"type\":\"array\",\"items\":[\($0.item())]}}}")
    },
    EndpointKind("numbered members", .advice) { Question.saying("{\"critical_states\":{\"1\":\($0.item())}}") },
    EndpointKind("words around a step", .advice) { question in
      Question.saying("{\"critical_states\":[\(question.item(step: "\"step \(question.step)\""))]}")
    },
    EndpointKind("words around an action", .advice) {
      Question.saying("{\"critical_states\":[\($0.item(action: "\"move up\""))]}")
    },
    EndpointKind("a reward that is no number", .nothing("reward is not finite")) {
      Question.saying("{\"critical_states\":[\($0.item(reward: "NaN"))]}")
    },
    EndpointKind("an action that is not meant", .nothing("unknown action")) {
      Question.saying("{\"critical_states\":[\($0.item(action: "\"not up\""))]}")
    },
  ]
}
