import Advisors
package import LanguageModels
package import RLCore
package import SessionStore
import Synchronization

/// What there is to tell while advisors are asked.
package enum AdvisingEvent: Sendable {
  /// The call under way; nil when none is.
  case progress(AdvisorProgress?)
  /// The models that an endpoint offers.
  case models(ModelOffers)
  /// A line for the person.
  case notice(String, isError: Bool)
  /// Calls were recorded.
  case called
  /// Suggestions or evidence were stored.
  case stored
}

/// Puts together what is known about the call to an advisor under way, and tells it.
package final class AdvisingProgress: Sendable {
  private let progress = Mutex<AdvisorProgress?>(nil)
  /// The endpoint that is asked, with its caps; nil for stand-ins.
  private let configuration = Mutex<EndpointConfiguration?>(nil)
  private let tell: @Sendable (AdvisingEvent) -> Void

  /// Tells `tell`.
  package init(tell: @escaping @Sendable (AdvisingEvent) -> Void) {
    self.tell = tell
  }

  /// Somebody begins to ask; false, and nothing is changed, where an advisor is being asked already.
  package func begin(_ advisor: String, configuredAs name: String) -> Bool {
    var isFree = false
    change { progress in
      isFree = progress.map { $0.pause != nil } ?? true
      if isFree { progress = AdvisorProgress(advisor: advisor, call: 1, planned: 0) }
    }
    // Read once: the file does not change the caps of an advisor that is being asked.
    if isFree { configuration.withLock { $0 = try? ModelEndpoints.configuration(name) } }
    return isFree
  }

  /// A call is done, and the next one begins where there is one; `store` knows what all calls used.
  package func made(_ calls: Int, of planned: Int, store: SessionStore) {
    let bounds = configuration.withLock { $0 }
    let budget = AdvisorBudgetUse(
      (try? store.callSpending()) ?? CallSpending(), caps: bounds?.caps ?? BudgetCaps(),
      currency: bounds?.prices.currency ?? "")
    change { progress in
      guard let old = progress else { return }
      var next = AdvisorProgress(advisor: old.advisor, call: max(1, min(calls + 1, planned)), planned: planned)
      next.budget = budget
      progress = next
    }
  }

  /// What the provider says of the request under way; may come from any task.
  package func hear(_ news: ProviderProgress) {
    change { progress in
      switch news {
      case .sent(let attempt):
        // Several requests may be under way; the first attempt of one does not end the wait of another.
        if attempt == 1, progress?.secondsToNextAttempt != nil { return }
        progress?.attempt = attempt
        progress?.secondsToNextAttempt = nil
        progress?.received = 0
      case .waiting(let attempt, let seconds, let reason):
        progress?.attempt = attempt
        progress?.secondsToNextAttempt = seconds
        progress?.reason = reason
      case .receiving(let bytes): progress?.received = bytes
      case .warning: break
      }
    }
    if case .warning(let sentence) = news { tell(.notice(sentence, isError: true)) }
  }

  /// Asking is over; where `pause` is given it stays on the screen as the reason.
  package func end(pause: String? = nil) {
    change { progress in
      if let pause { progress?.pause = pause } else { progress = nil }
    }
  }

  private func change(_ body: (inout AdvisorProgress?) -> Void) {
    let (old, new) = progress.withLock { progress in
      let old = progress
      body(&progress)
      return (old, progress)
    }
    if old != new { tell(.progress(new)) }
  }
}

extension AdvisorBudgetUse {
  /// What the session's records say was used, against its caps.
  init(_ spending: CallSpending, caps: BudgetCaps = BudgetCaps(), currency: String = "") {
    self.init()
    calls = spending.calls
    tokens = spending.tokens
    money = spending.cost
    self.currency = currency
    callCap = caps.calls
    tokenCap = caps.tokens
    moneyCap = caps.money
  }
}
