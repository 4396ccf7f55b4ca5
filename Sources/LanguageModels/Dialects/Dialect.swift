internal import RLCore

/// How a conversation is put on the wire and a reply is read from it. Another wire format is one more file and one line in
/// `Dialects`.
///
/// What an endpoint of a dialect understands of it is another matter: see `EndpointTraits`. Retries, time limits, budget
/// and records are the same for all.
protocol Dialect: Sendable {
  /// Its name, as `dialect` of an endpoint's configuration states it.
  var name: String { get }
  /// One sentence about it.
  var summary: String { get }
  /// Where a chat's next message is asked for, below the endpoint's address.
  var chatPath: String { get }
  /// Where the list of models is, below the endpoint's address.
  var modelsPath: String { get }
  /// The header fields that carry the key, or say that there is none.
  func headers(_ key: APIKey?) -> [HTTPHeader]
  /// The body that asks for a chat's next message.
  func body(_ conversation: Conversation, _ call: ModelCall.Parameters, model: String, traits: EndpointTraits) -> String
  /// Whether a whole answer holds a reply.
  func holdsReply(_ value: JSONValue) -> Bool
  /// The error that an answer reports although it otherwise said that all was well.
  func error(in value: JSONValue) -> JSONValue?
  /// Takes a whole answer, or a piece of one, into `answer`.
  func take(_ value: JSONValue, into answer: inout ChatAnswer)
  /// Whether an event of a stream says that the reply is whole.
  func isEnd(_ event: String) -> Bool
  /// The models that an answer lists, in any order; nil where it holds no list.
  func models(in value: JSONValue) -> [ListedModel]?
}

/// The wire formats, a line each.
enum Dialects {
  /// One that can be chosen by name.
  struct Entry: CatalogEntry {
    let dialect: any Dialect
    var name: String { dialect.name }
    var summary: String { dialect.summary }
  }

  /// All of them.
  static let all = Catalog("dialect", [Entry(dialect: OpenAIDialect())])
}
