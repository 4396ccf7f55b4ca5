public import RLCore

extension TabularMDP {
  /// A grid with a goal in the far corner and traps on every other cell of every other row.
  ///
  /// Actions 0 ... 3 go up, right, down, left; with probability `slip` the move turns to one of the two sides instead.
  /// A wall keeps the agent where it is. Entering the goal or a trap ends all movement; the goal pays 1 at each later
  /// stage, so an earlier arrival is worth more.
  public static func trapGrid(width: Int, height: Int, horizon: Int, slip: Double = 0.1) throws -> TabularMDP {
    try requireSize("width", width, 2...64)
    try requireSize("height", height, 2...64)
    var tables = TabularBuilder(states: width * height, actions: 4)
    let moves = [(0, -1), (1, 0), (0, 1), (-1, 0)]
    let goal = width * height - 1
    for state in 0..<(width * height) {
      let (x, y) = (state % width, state / width)
      let isTrap = y % 2 == 1 && x % 2 == 1 && state != goal
      for action in 0..<4 {
        if isTrap || state == goal {
          tables.add(state, action, to: state, 1)
          if state == goal { tables.pay(state, action, 1) }
          continue
        }
        for (turn, share) in [(0, 1 - slip), (1, slip / 2), (3, slip / 2)] {
          let move = moves[(action + turn) % 4]
          let (column, row) = (x + move.0, y + move.1)
          let isInside = (0..<width).contains(column) && (0..<height).contains(row)
          tables.add(state, action, to: isInside ? row * width + column : state, share)
        }
      }
    }
    tables.start[0] = 1
    return try tables.build("TrapGrid(\(width)x\(height))", horizon: horizon)
  }

  /// A random process: every row of P is drawn from the uniform distribution over `branching` successors' weights
  /// (Dirichlet with all parameters 1), a tenth of the rewards is uniform in [0, 1] and the rest is 0,
  /// but for the last pair, which pays 1.
  public static func random(
    states: Int, actions: Int, horizon: Int, branching: Int = 3, seed: UInt64
  ) throws -> TabularMDP {
    try requireSize("states", states, 1...1000)
    try requireSize("actions", actions, 1...1000)
    try requireSize("branching", branching, 1...states)
    var generator = SeededGenerator(seed: seed, stream: 71_001)
    var tables = TabularBuilder(states: states, actions: actions)
    for state in 0..<states {
      for action in 0..<actions {
        // Gaps between sorted uniform draws are a draw from the flat Dirichlet distribution.
        let cuts = ([0, 1] + (1..<branching).map { _ in generator.uniform() }).sorted()
        for index in 0..<branching {
          tables.add(state, action, to: generator.below(states), cuts[index + 1] - cuts[index])
        }
        if generator.uniform() < 0.1 { tables.pay(state, action, generator.uniform()) }
      }
    }
    tables.pay(states - 1, actions - 1, 1)
    tables.start[0] = 1
    return try tables.build("RandomMDP(\(states)x\(actions), seed \(seed))", horizon: horizon)
  }
}
