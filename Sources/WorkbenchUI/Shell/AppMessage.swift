public import Canvas
public import RLCore

/// Everything that can happen to the workbench. Time arrives in messages, so that `update` reads no clock.
public enum AppMessage: Sendable, Equatable {
  /// A key was pressed, or text was pasted.
  case key(Key)
  /// The terminal has another size.
  case resized(width: Int, height: Int)
  /// Time passed; monotonic seconds, for playback only.
  case tick(seconds: Double)
  /// The engine's latest picture.
  case snapshot(EngineSnapshot)
  /// Something happened in the engine.
  case event(EngineEvent)
  /// How far every stage is.
  case stages([StageProgress])
  /// The whole review queue; replaces what was there and keeps the selection.
  case reviewItems([ReviewItem])
  /// Frames and numbers of one suggestion.
  case reviewDetail(ReviewDetail)
  /// The recorded episodes.
  case trajectories([TrajectorySummary])
  /// One episode, ready to be played.
  case trajectory(TrajectoryDetail)
  /// Advisor calls that hold a text; replaces what was there and keeps the selection.
  case calls(CallList)
  /// The texts of one advisor call.
  case callText(CallText)
  /// Advisor calls were stored since they were last shown.
  case callsChanged
  /// How good the advice was, by advisor and version of the prompt.
  case adviceQuality([AdviceQualityRow])
  /// The call to an advisor that is under way; nil when none is.
  case advisorProgress(AdvisorProgress?)
  /// Who can be asked.
  case advisors(AdvisorOffers)
  /// The models that an endpoint offers.
  case models(ModelOffers)
  /// What planning looks like.
  case plan(PlanPicture)
  /// What a person decided about proposals at other times, in order.
  case planDecisions([PlanDecision])
  /// What may be done at the state of a node of the search.
  case planChoices(node: Int, actions: [String])
  /// The comparison of methods.
  case comparison([ComparisonRow])
  /// A line for the person, for instance why a file could not be written.
  case notice(String, isError: Bool)
}

/// What the workbench asks of the world; values, so that tests can compare them.
public enum Effect: Sendable, Equatable {
  /// Give the engine a command.
  case send(EngineCommand)
  /// Store decisions, in order.
  case decide([Decision])
  /// Fetch the frames and numbers of a suggestion.
  case loadReviewDetail(suggestion: Int)
  /// Fetch an episode.
  case loadTrajectory(episode: Int)
  /// Fetch the advisor calls whose prompt or reply holds a text; all of them where it is empty.
  case loadCalls(search: String)
  /// Fetch the texts of an advisor call.
  case loadCall(Int)
  /// Ask the prompt of an advisor call once more and store the answer as a call of its own.
  case rerunCall(Int)
  /// Find out who can be asked.
  case loadAdvisors
  /// Fetch the models that an advisor's endpoint offers.
  case loadModels(advisor: String)
  /// Ask an advisor about the recorded episodes, beside whatever else is going on.
  case ask(advisor: String)
  /// End the asking under way.
  case stopAsking
  /// Store decisions about proposals, in order.
  case amendPlan([PlanDecision])
  /// Plan again from the beginning with what is in force.
  case replan(PlanAmendments)
  /// Save the search in a file.
  case savePlan
  /// Fetch what may be done at the state that actions from the start lead to.
  case loadPlanChoices(node: Int, actions: [String])
  /// End the review and go on to refine with what is decided.
  case finishReview
  /// Save the screen as text.
  case saveScreen
  /// Stop the process as Ctrl-Z does; the screen is drawn anew afterwards.
  case suspend
  /// Leave the workbench.
  case quit
}
