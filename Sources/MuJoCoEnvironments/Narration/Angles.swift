internal import Glibc

/// Sine and cosine of an angle in rad.
func sinAndCos(_ angle: Double) -> (sin: Double, cos: Double) { (sin(angle), cos(angle)) }

/// The angle of a vector in the plane, rad.
func angle(y: Double, x: Double) -> Double { atan2(y, x) }

/// The angle whose sine is `value`, rad; values beyond ±1 count as ±1.
func angle(sine value: Double) -> Double { asin(min(max(value, -1), 1)) }

/// The angle whose cosine is `value`, rad; values beyond ±1 count as ±1.
func angle(cosine value: Double) -> Double { acos(min(max(value, -1), 1)) }

/// An angle in degrees.
func degrees(_ radians: Double) -> Double { radians * 180 / .pi }
