public import RLCore

/// A locomotion task as a value: which model, what the policy sees, what is paid, when it is over, how it starts.
///
/// With x the forward place of the body, dt = frameSkip · timestep, a the action and f the clipped contact forces:
/// ```
/// reward = forward · (x' - x) / dt + healthy · [healthy] - control · Σ a² - contact · Σ f²
/// ```
/// and with `reward.beyond` set, forward · x' · [x' > beyond] in the place of the first term.
///
/// The built-in tasks equal Gymnasium's; `Tasks/` holds their constants. A task of one's own decodes from a file with
/// the names below as keys; what is left out has the default given here, and an unknown key is an error.
public struct LocomotionTask: Sendable, Equatable, Encodable {
  /// The environment's id.
  public var id = ""
  /// One sentence for help.
  public var summary = ""
  /// The name of a built-in model, or the path of an MJCF file (with a slash or the ending `.xml`).
  public var model = ""
  /// Physics steps per environment step.
  public var frameSkip = 4
  /// Environment steps after which an episode is truncated.
  public var stepLimit = 1_000
  /// What acts.
  public var action = Action()
  /// What the policy sees.
  public var observation = Observation()
  /// What is paid.
  public var reward = Reward()
  /// When the body counts as healthy.
  public var health = Health()
  /// How an episode starts.
  public var start = Start()
  /// How it is drawn.
  public var view = View()
  /// How it is put into words.
  public var words = Words()
  /// The settings that every stage starts from; no key of a file.
  public var presets = Presets.continuous

  /// A task with the defaults.
  public init() {}

  /// What acts: which of the model's actuators.
  public struct Action: Sendable, Equatable, Encodable {
    /// The actuators that the policy sets, by name and in the order of its actions; the others stay at 0. Nil for all.
    public var actuators: [String]?

    /// All of them.
    public init() {}
  }

  /// What the policy sees: positions without the first few, velocities, and contact forces where asked for.
  public struct Observation: Sendable, Equatable, Encodable {
    /// Positions left out at the front: 1 (x) in the plane, 2 (x and y) in space.
    public var hiddenPositions = 1
    /// Velocities are clipped to ± this, m/s and rad/s; nil leaves them.
    public var velocityBound: Double?
    /// Whether the contact forces on all bodies but the world are shown (torque in N m, then force in N; 6 a body).
    public var hasContactForces = false

    /// The defaults.
    public init() {}
  }

  /// What is paid.
  public struct Reward: Sendable, Equatable, Encodable {
    /// Per m/s of forward speed; where `beyond` is set, per metre of the forward place.
    public var forward = 1.0
    /// Pays the forward place instead of the speed, and only where it lies beyond this, m; nil pays the speed. RICE's
    /// sparse tasks (arXiv:2405.03064).
    public var beyond: Double?
    /// Per unit of summed squared actions.
    public var control = 1e-3
    /// Per unit of summed squared contact forces.
    public var contact = 0.0
    /// Contact forces are clipped to ± this, N m and N, in the reward and in what the policy sees.
    public var contactBound = 1.0
    /// Per step while healthy.
    public var healthy = 1.0
    /// Whether `healthy` is also paid for the step that ends an episode, as in the v4 tasks (v5 does not).
    public var paysHealthyAtEnd = false
    /// What forward speed, or place, is measured on.
    public var speed = Speed.position

    /// The defaults.
    public init() {}

    /// What forward speed is measured on.
    public enum Speed: String, Sendable, Equatable, Codable, CaseIterable {
      /// The first position.
      case position
      /// The first body's place as MuJoCo last computed it, within the last physics step (as Gymnasium's Ant does).
      case body
    }
  }

  /// When the body counts as healthy: where all of these hold and every position and velocity is finite.
  public struct Health: Sendable, Equatable, Encodable {
    /// The torso's height coordinate, m.
    public var height: Limits?
    /// The torso's pitch coordinate, rad; only for a body that moves in a plane.
    public var pitch: Limits?
    /// All positions but the first two, and all velocities, lie within ± this.
    public var stateBound: Double?
    /// Whether a value on a limit is healthy.
    public var isInclusive = false
    /// Whether an episode ends where the body is no longer healthy.
    public var endsEpisode = true

    /// The defaults: always healthy.
    public init() {}

    /// Whether there is anything to keep to.
    public var isLimited: Bool { height != nil || pitch != nil || stateBound != nil }
  }

  /// A range whose ends may be missing.
  public struct Limits: Sendable, Equatable, Encodable {
    /// The lower end, or nil.
    public var low: Double?
    /// The upper end, or nil.
    public var high: Double?

    /// A range.
    public init(low: Double? = nil, high: Double? = nil) {
      self.low = low
      self.high = high
    }

    /// Whether `value` lies within.
    public func contains(_ value: Double, isInclusive: Bool) -> Bool {
      let (low, high) = (low ?? -.infinity, high ?? .infinity)
      return isInclusive ? low <= value && value <= high : low < value && value < high
    }
  }

  /// How an episode starts: at the model's initial state, or a keyframe of it, with noise on every component.
  public struct Start: Sendable, Equatable, Encodable {
    /// The model's keyframe to start from, by its name or its place from 0: its positions and velocities; nil for the
    /// initial state.
    public var keyframe: String?
    /// Uniform noise of ± this on positions, m and rad.
    public var positionNoise = 5e-3
    /// Noise on velocities, m/s and rad/s: half the width, or the standard deviation.
    public var velocityNoise = 5e-3
    /// How the noise on velocities is distributed.
    public var distribution = Distribution.uniform

    /// The defaults.
    public init() {}

    /// How noise is distributed.
    public enum Distribution: String, Sendable, Equatable, Codable, CaseIterable {
      /// Uniform within ± the noise.
      case uniform
      /// Normal with the noise as standard deviation.
      case normal
    }
  }

  /// How it is drawn.
  public struct View: Sendable, Equatable, Encodable {
    /// Where the camera stands.
    public var camera = Camera.side
    /// Metres from the left edge of the picture to the right.
    public var metresAcross = 4.0

    /// The defaults.
    public init() {}

    /// Where the camera stands.
    public enum Camera: String, Sendable, Equatable, Codable, CaseIterable {
      /// To the side, following x.
      case side
      /// Above and to the side, following x and y.
      case threeQuarter
    }
  }

  /// How it is put into words.
  public struct Words: Sendable, Equatable, Encodable {
    /// The task's background, for the head of a prompt.
    public var background = ""
    /// What makes a state critical, one point a line.
    public var criteria = ""
    /// Whether each line of narration also gives the observation in full.
    public var isLossless = false

    /// The defaults.
    public init() {}
  }
}
