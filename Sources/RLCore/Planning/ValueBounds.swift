/// Optimistic and pessimistic values of a tabular process while they are learnt, at a size for display.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | V̄_0, V̲_0 at the start | `optimistic`, `pessimistic` | at most a few hundred points over episodes |
/// | V̄_h(s), V̲_h(s) | `Moment.upper`, `Moment.lower` | H x rows |
/// | max_a (Q̄_h - Q̲_h)(s,a) | `Moment.gaps` | H x rows |
///
/// A row is one state, or `statesPerRow` neighbouring ones where there are too many to show; then it has the largest gap
/// among them, and the bounds of the state whose gap that is.
public struct ValueBounds: Sendable, Equatable, Codable {
  /// The tables at one time.
  public struct Moment: Sendable, Equatable, Codable {
    /// Episodes played before.
    public var episode: Int
    /// max_a (Q̄_h - Q̲_h).
    public var gaps: [Double]  // (H x rows)
    /// V̄_h.
    public var upper: [Double]  // (H x rows)
    /// V̲_h.
    public var lower: [Double]  // (H x rows)

    /// Tables.
    public init(episode: Int, gaps: [Double], upper: [Double], lower: [Double]) {
      self.episode = episode
      self.gaps = gaps
      self.upper = upper
      self.lower = lower
    }
  }

  /// The name of the process.
  public var process: String
  /// S.
  public var states: Int
  /// H.
  public var horizon: Int
  /// States of one row, 1 or more.
  public var statesPerRow: Int
  /// Episodes to be played at most.
  public var episodes: Int
  /// Σ μ(s) V̄_0(s) over episodes.
  public var optimistic: [CurvePoint]
  /// Σ μ(s) V̲_0(s) over episodes.
  public var pessimistic: [CurvePoint]
  /// The exact value between the bounds, where the process is known.
  public var exact: Double?
  /// The tables along the way, the latest last; a bounded number of them.
  public var moments: [Moment]
  /// The largest gap before the first episode: the scale that gaps are shown on.
  public var widest: Double

  /// Bounds.
  public init(
    process: String, states: Int, horizon: Int, statesPerRow: Int, episodes: Int, optimistic: [CurvePoint],
    pessimistic: [CurvePoint], exact: Double?, moments: [Moment], widest: Double
  ) {
    self.process = process
    self.states = states
    self.horizon = horizon
    self.statesPerRow = max(1, statesPerRow)
    self.episodes = episodes
    self.optimistic = optimistic
    self.pessimistic = pessimistic
    self.exact = exact
    self.moments = moments
    self.widest = widest
  }

  /// Episodes played.
  public var episode: Int { moments.last?.episode ?? 0 }

  /// Rows of the tables.
  public var rows: Int { (states + statesPerRow - 1) / statesPerRow }

  /// Where a stage and row stand in the tables; nil outside them.
  public func index(stage: Int, row: Int) -> Int? {
    guard (0..<horizon).contains(stage), (0..<rows).contains(row) else { return nil }
    return stage * rows + row
  }
}
