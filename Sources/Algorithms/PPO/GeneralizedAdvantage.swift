/// Generalised advantage estimation (Schulman et al., 2016, arXiv:1506.02438), equations 11 and 16.
///
/// δ_t = r_t + γ V(s_{t+1}) − V(s_t);  A_t = δ_t + γ λ A_{t+1}.
/// At a terminated step V(s_{t+1}) is 0. At a truncated step it is the value of the episode's last observation, since
/// the world went on and only the recording stopped. The sum of advantages is cut at both. Where somebody else acted at
/// step t + 1, A_t = δ_t: what the policy did at t is worth what V says of where it led, whatever was done there for it.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | r | `rewards` | (steps x environments) |
/// | V(s_t) | `values` | (steps x environments) |
/// | V(s_T) | `lastValues` | (environments) |
/// | V at a cut | `bootstrap` | (steps x environments), read where `truncated` |
/// | somebody else acted | `isApart` | (steps x environments), or nil where nobody did |
/// | A | `advantages` | (steps x environments) |
public func generalizedAdvantage(
  steps: Int, environments: Int, rewards: UnsafePointer<Float>, values: UnsafePointer<Float>,
  lastValues: UnsafePointer<Float>, terminated: UnsafePointer<UInt8>, truncated: UnsafePointer<UInt8>,
  bootstrap: UnsafePointer<Float>, isApart: UnsafePointer<UInt8>? = nil, discount: Float, lambda: Float,
  advantages: UnsafeMutablePointer<Float>
) {
  for environment in 0..<environments {
    var running: Float = 0
    var next = lastValues[environment]
    for step in stride(from: steps - 1, through: 0, by: -1) {
      let index = step * environments + environment
      if terminated[index] != 0 {
        next = 0
        running = 0
      } else if truncated[index] != 0 {
        next = bootstrap[index]
        running = 0
      }
      running = rewards[index] + discount * next - values[index] + discount * lambda * running
      advantages[index] = running
      next = values[index]
      if let isApart, isApart[index] != 0 { running = 0 }
    }
  }
}
