/// Whatever picks critical states in episodes: a language model, a search, a mask network, value drops, chance.
///
/// Laws, which hold for every entry of the catalog: the same question to a new identifier made alike has the same answer;
/// states lie within the asked stretch of the asked episode, no step twice, at most `maximumStates` of them; where a
/// state has a proposal, that is legal.
public protocol Identifier: Consulted {
  /// The critical states of the stretch that `context` describes, in order of time.
  ///
  /// Proposals may be attached; one that bears the name of the session's advisor counts as its suggestion, and the advisor
  /// is not asked about that state again.
  func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]>
}
