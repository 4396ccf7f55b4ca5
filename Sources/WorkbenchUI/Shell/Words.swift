/// The words and numbers of the screens, explained where the help is.
enum Words {
  /// Each with a sentence.
  static let all: [(word: String, meaning: String)] = [
    ("base", "the policy that coaching starts from; it was stopped, or PPO improves it no more"),
    ("critical state", "a step of a recorded episode where the action matters most to what follows"),
    ("suggestion", "an action and a reward for a critical state, with a reason; it never changes"),
    ("decision", "what you, or a stated rule, did with a suggestion; it can be taken back, and all of them are kept"),
    ("evidence", "what the suggested action gains over the recorded one, in return, played from the exact state"),
    ("n, h", "n: paired rollouts behind the evidence; h: steps that each of them plays at most"),
    ("verified", "the 95 % interval of the evidence lies above 0"),
    ("guidance", "the accepted and edited suggestions that training uses"),
    ("hit rate", "the share of training steps in states that match a suggestion"),
    ("override rate", "the share of training steps at which the advised action was taken instead of the policy's"),
    ("r_LLM", "the advisor's reward for an action, from -1 to 1"),
    ("alpha", "the weight of r_LLM; where it is annealed it falls to nothing by the end of the run"),
    (
      "by hand",
      "a mark behind a run's name, explained where it stands: a person turned its alpha, or it began with one that was "
        + "asked for before, so that its settings alone do not make it again"
    ),
    ("environment return", "what an episode earns by the environment's own reward; methods are compared by it"),
    ("shaped return", "the same with alpha * r_LLM added; only training sees it"),
    (
      "V(s)",
      "the return that the policy's own value network expects from a state on; in units of normalised rewards where it "
        + "learns from these"
    ),
    ("advantage", "how much better an action turned out than V(s) expected"),
    ("approx KL", "how far one update moved the policy; the clip fraction says how many samples it held back"),
    ("entropy", "how undecided the policy is; it falls as the policy settles"),
    (
      "expl. var",
      "the share of the returns' variance that V(s) foresees; 1 is all of it, below 0 worse than a constant"
    ),
    ("steps/s", "environment steps a second, over the last updates"),
    ("stand-in", "rules or a search in place of a language model, so that nothing has to be asked over a network"),
  ]
}
