import Canvas
public import RLCore

/// One row of the list of advisor calls.
public struct CallItem: Sendable, Equatable, Identifiable {
  /// The call. Of its reply only as much is needed as tells whether there is one.
  public var call: ModelCall
  /// When it was made, as `MM-DD HH:MM:SS`.
  public var time: String

  /// Makes a row.
  public init(_ call: ModelCall, time: String) {
    self.call = call
    self.time = time
  }

  /// The call's number.
  public var id: Int { call.id }

  /// The model that answered, or the advisor where it is none.
  var who: String { call.service.map { $0.servedModel ?? $0.model } ?? call.advisor }

  /// No reply came.
  var isFailed: Bool { call.reply.isEmpty }

  /// The reply came from a cache or a cassette.
  var isReused: Bool { call.service?.isReused ?? false }

  /// Attempts beyond the first.
  var retries: Int { call.service?.retries ?? 0 }

  /// The row with words from outside made safe to show.
  var safe: CallItem {
    var item = self
    item.time = sanitised(time)
    item.call.advisor = sanitised(call.advisor)
    item.call.promptVersion = sanitised(call.promptVersion)
    item.call.outcome = sanitised(call.outcome)
    item.call.service = call.service.map { service in
      var service = service
      service.endpoint = sanitised(service.endpoint)
      service.model = sanitised(service.model)
      service.servedModel = service.servedModel.map(sanitised)
      service.parameters.answerForm = sanitised(service.parameters.answerForm)
      service.promptDigest = sanitised(service.promptDigest)
      service.finishReason = service.finishReason.map(sanitised)
      return service
    }
    return item
  }
}

/// Calls that hold a text, newest first.
public struct CallList: Sendable, Equatable {
  /// The text that was searched for; empty for all calls.
  public var search: String
  /// The newest of them.
  public var items: [CallItem]
  /// How many hold the text.
  public var found: Int
  /// How many there are in the session.
  public var total: Int

  /// Makes a list.
  public init(search: String, items: [CallItem], found: Int, total: Int) {
    self.search = search
    self.items = items
    self.found = found
    self.total = total
  }
}

/// One call with its whole texts.
public struct CallText: Sendable, Equatable {
  /// The call.
  public var call: ModelCall
  /// What was dropped or changed in its reply.
  public var issues: [ReplyIssue]

  /// Makes a pair of texts.
  public init(_ call: ModelCall, issues: [ReplyIssue]) {
    self.call = call
    self.issues = issues
  }

  /// The reply, and below it what was dropped or changed in it.
  var reply: String {
    guard !issues.isEmpty else { return call.reply }
    let lines = issues.map { issue in
      "- " + (issue.item.map { "item \($0 + 1): " } ?? "") + issue.reason
        + (issue.kind == .rejected ? " (dropped)" : " (changed)")
    }
    return call.reply + "\n\nDropped or changed:\n" + lines.joined(separator: "\n")
  }
}
