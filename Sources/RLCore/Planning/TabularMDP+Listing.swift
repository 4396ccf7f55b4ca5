extension TabularMDP {
  /// Every state of a planning problem that can be reached from where it stands, as a tabular process.
  ///
  /// States are numbered as a breadth-first search from the start meets them. Action i takes the i-th legal action of a
  /// state; where there are fewer, it changes nothing. The goal ends all movement and pays 1 at each later stage, so a
  /// shorter plan is worth more.
  /// - Complexity: O(states · actions) steps of the problem, O(states² · actions) numbers.
  /// - Throws: what the problem throws.
  public init<Problem: PlanningProblem>(listing problem: Problem, name: String, horizon: Int) throws {
    var problem = try problem.fork()
    var order = [problem.state]
    var number = [problem.state: 0]
    var successors: [[Int]] = []  // (states x legal actions)
    var goals: Set<Int> = []
    while successors.count < order.count {
      let place = successors.count
      try problem.restore(order[place])
      if problem.isSolved { goals.insert(place) }
      successors.append(
        try problem.actions.map { action in
          try problem.restore(order[place])
          _ = try problem.step(action)
          let next = problem.state
          if number[next] == nil {
            number[next] = order.count
            order.append(next)
          }
          return number[next] ?? place
        })
    }
    let (states, actions) = (order.count, successors.map(\.count).max() ?? 1)
    var transitions = [Double](repeating: 0, count: states * actions * states)
    var rewards = [Double](repeating: 0, count: states * actions)
    for (place, nexts) in successors.enumerated() {
      let isGoal = goals.contains(place)
      for action in 0..<actions {
        let next = isGoal || action >= nexts.count ? place : nexts[action]
        transitions[(place * actions + action) * states + next] = 1
        if isGoal { rewards[place * actions + action] = 1 }
      }
    }
    let start = (0..<states).map { $0 == 0 ? 1.0 : 0 }
    try self.init(
      name: name, states: states, actions: actions, horizon: horizon, transitions: transitions, rewards: rewards,
      start: start)
  }
}
