import RLCore

extension LocomotionTask {
  /// The same body with RICE's sparse reward (arXiv:2405.03064): the place x where it is beyond a threshold, m, else
  /// nothing; neither costs nor a healthy reward. When an episode ends stays as it is.
  ///
  /// RICE has x > 0.6 for Hopper and Walker2d, x > 5 for HalfCheetah. x is not observed, as in the dense tasks.
  func sparse(beyond: Double) -> LocomotionTask {
    let metres = Numerals.plain(beyond)
    var task = self
    task.id = "Sparse" + id
    task.summary = summary.prefix(while: { $0 != "," }) + ", paid its place and only beyond \(metres) m"
    task.reward.beyond = beyond
    task.reward.forward = 1  // per m
    task.reward.control = 0
    task.reward.contact = 0
    task.reward.healthy = 0
    task.words.background += """
       Nothing is paid until it has come \(metres) m ahead; from there on every step is paid the metres that it has come.
      """
    task.words.criteria = """
      - Critical: whatever decides whether it comes beyond \(metres) m at all, since nothing is paid before.
      """ + "\n" + words.criteria
    return task
  }
}
