/// The mean of `values` and a 95 % interval for it, by Student's t with n − 1 degrees of freedom.
///
/// With fewer than two values the interval is the mean itself.
public func meanInterval(_ values: [Double]) -> (mean: Double, low: Double, high: Double) {
  guard let first = values.first else { return (.nan, .nan, .nan) }
  guard values.count > 1 else { return (first, first, first) }
  let count = Double(values.count)
  let mean = values.reduce(0, +) / count
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  let half = studentQuantile(degrees: values.count - 1) * (variance / count).squareRoot()
  return (mean, mean - half, mean + half)
}

/// The 97.5 % quantile of Student's t: tabulated up to 30 degrees, by the Cornish-Fisher expansion beyond (error below
/// 10⁻⁴ there).
public func studentQuantile(degrees: Int) -> Double {
  let table = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
  ]
  if degrees < 1 { return .infinity }
  if degrees <= table.count { return table[degrees - 1] }
  let normal = 1.959_964
  let inverse = 1 / Double(degrees)
  let cube = normal * normal * normal
  return normal + (cube + normal) / 4 * inverse
    + (5 * cube * normal * normal + 16 * cube + 3 * normal) / 96 * inverse * inverse
}
