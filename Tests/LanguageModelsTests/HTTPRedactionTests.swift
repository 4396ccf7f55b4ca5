@testable import LanguageModels
import Testing

/// No key survives, and what is not a key does.
@Suite struct HTTPRedactionTests {
  private let redaction = Redaction()

  @Test(arguments: [
    (
      "Incorrect API key provided: sk-proj-Ab12*****************wxYZ. See the site.",
      "Incorrect API key provided: [redacted] See the site."
    ),
    ("> Authorization: Bearer abc.def-123\r\n> Host: x", "> Authorization: [redacted]\r\n> Host: x"),
    (
      "the header was Bearer eyJhbGciOiJIUzI1NiJ9.e30.sig_na-ture/+= and more",
      "the header was Bearer [redacted] and more"
    ),
    ("{\"api_key\": \"0123456789\", \"model\": \"m\"}", "{\"api_key\": \"[redacted]\", \"model\": \"m\"}"),
    (
      "{\\\"api_key\\\": \\\"0123456789\\\", \\\"model\\\": 1}",
      "{\\\"api_key\\\": \\\"[redacted]\\\", \\\"model\\\": 1}"
    ),
    ("{'x-api-key':'secretsecret'}", "{'x-api-key':'[redacted]'}"),
    ("https://h/v1?key=AIzaSyA-1234567&alt=sse", "https://h/v1?key=[redacted]&alt=sse"),
    ("https://h/v1?alt=sse&token=abcdef#x", "https://h/v1?alt=sse&token=[redacted]#x"),
    ("api_key=12345, retry", "api_key=[redacted], retry"),
    ("basic dXNlcjpwYXNzd29yZA== was refused", "basic [redacted] was refused"),
    ("keys gsk_abcdefgh1234 and hf_ABCDEFGHIJ and (xai-12345678)", "keys [redacted] and [redacted] and ([redacted])"),
  ])
  func secretsGo(text: String, expected: String) {
    #expect(redaction.clean(text) == expected)
  }

  @Test(arguments: [
    "You must provide a bearer token in the header.", "a risk-averse task-based disk-usage", "sk-short",
    "{\"usage\": {\"prompt_tokens\": 12, \"max_tokens\": 30}, \"token\": \"up\", \"key\": \"value\"}",
    "The secret of it: none", "monkey=1&keyboard=2", "", "grüße 🎾",
  ])
  func otherTextStays(text: String) {
    #expect(redaction.clean(text) == text)
  }

  @Test func knownSecretsGoWhereverTheyAre() {
    let redaction = Redaction(secrets: ["hunter22", "hunter22-long", "abc", ""])
    #expect(
      redaction.clean("xhunter22x hunter22-longer abc") == "x[redacted]x [redacted]er abc",
      "the longest goes first, and what is too short to be a secret stays")
    #expect(redaction.clean(Array("a hunter22".utf8)) == Array("a [redacted]".utf8))
  }

  @Test func headersAreCleaned() {
    let fields = [
      HTTPHeader("Authorization", "Bearer x"), HTTPHeader("x-goog-api-key", "y"), HTTPHeader("Accept", "text/plain"),
      HTTPHeader("X-Note", "Bearer abcdefgh1"), HTTPHeader("X-Session-Token", "z"),
    ]
    #expect(
      redaction.clean(fields).map(\.value) == [
        "[redacted]", "[redacted]", "text/plain", "Bearer [redacted]", "[redacted]",
      ])
    #expect(
      redaction.clean(["set-cookie": "a=b", "content-type": "text/html"])
        == ["set-cookie": "[redacted]", "content-type": "text/html"])
  }

  @Test func requestsPrintWithoutKeys() {
    var request = HTTPRequest(method: "POST", url: "https://h/x?key=abcdef")
    request.headers = [HTTPHeader("authorization", "Bearer topsecret"), HTTPHeader("api-key", "topsecret")]
    request.body = Array("topsecret".utf8)
    var dumped = ""
    dump(request, to: &dumped)
    dump(request.headers, to: &dumped)
    dumped += "\(request) \(request.headers) \(String(reflecting: request)) \(String(reflecting: request.headers))"
    #expect(!dumped.contains("topsecret") && !dumped.contains("abcdef") && dumped.contains("POST https://h/x"))
  }

  @Test(arguments: ["a", "bearer ", "secret\"\"", "key=", "-_"])
  func longTextsWithoutASecretComeThroughWhole(_ unit: String) {
    let text = String(repeating: unit, count: (1 << 17) / unit.utf8.count)
    #expect(redaction.clean(text) == text)
  }

  @Test func aLongKeyGoesAsAWhole() {
    #expect(redaction.clean(String(repeating: "sk-", count: 1 << 15)) == Redaction.mark)
  }
}
