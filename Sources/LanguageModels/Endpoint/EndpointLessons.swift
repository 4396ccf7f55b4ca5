internal import RLCore

/// What an endpoint refused to understand, to be known in the next run too. What is nil was never refused.
///
/// How much the model reads is not among it: a local server may be started with another context each time, and one call
/// tells.
public struct EndpointLessons: Sendable, Equatable, Codable {
  var answerForm: String?
  var usesCompletionTokens: Bool?
  var takesReplyTokens: Bool?
  var takesTemperature: Bool?
  var takesSeed: Bool?
  var takesStreamOptions: Bool?
  var streams: Bool?
  var givesLogprobs: Bool?
  var thinks: Bool?
  var mostReplyTokens: Int?
  var leastReplyTokens: Int?
  var mostAlternatives: Int?

  /// Nothing was learnt yet.
  public init() {}

  /// Nothing is in it.
  public var isEmpty: Bool { self == EndpointLessons() }

  init(_ traits: EndpointTraits) {
    let usual = EndpointTraits(model: traits.model)
    func learnt<Value: Equatable>(_ path: KeyPath<EndpointTraits, Value>) -> Value? {
      traits[keyPath: path] == usual[keyPath: path] ? nil : traits[keyPath: path]
    }
    answerForm = learnt(\.highestRung)?.rawValue
    usesCompletionTokens = learnt(\.usesCompletionTokens)
    takesReplyTokens = learnt(\.takesReplyTokens)
    takesTemperature = learnt(\.takesTemperature)
    takesSeed = learnt(\.takesSeed)
    takesStreamOptions = learnt(\.takesStreamOptions)
    streams = learnt(\.streams)
    givesLogprobs = learnt(\.givesLogprobs)
    thinks = learnt(\.thinks)
    mostReplyTokens = traits.mostReplyTokens
    leastReplyTokens = learnt(\.leastReplyTokens)
    mostAlternatives = traits.mostAlternatives
  }

  /// Brings the lessons to bear.
  func apply(to traits: inout EndpointTraits) {
    let rung = answerForm.flatMap(Conversation.ReplyForm.Rung.init(rawValue:)) ?? .schema
    traits.highestRung = min(traits.highestRung, rung)
    traits.usesCompletionTokens = usesCompletionTokens ?? traits.usesCompletionTokens
    traits.takesReplyTokens = takesReplyTokens ?? traits.takesReplyTokens
    traits.takesTemperature = takesTemperature ?? traits.takesTemperature
    traits.takesSeed = takesSeed ?? traits.takesSeed
    traits.takesStreamOptions = takesStreamOptions ?? traits.takesStreamOptions
    traits.streams = streams ?? traits.streams
    traits.givesLogprobs = givesLogprobs ?? traits.givesLogprobs
    traits.thinks = thinks ?? traits.thinks
    traits.mostReplyTokens = mostReplyTokens ?? traits.mostReplyTokens
    traits.leastReplyTokens = leastReplyTokens ?? traits.leastReplyTokens
    traits.mostAlternatives = mostAlternatives ?? traits.mostAlternatives
  }
}
