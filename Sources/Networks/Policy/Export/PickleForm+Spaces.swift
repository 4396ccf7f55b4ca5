import RLCore

/// Spaces of Gymnasium with all that an instance of them has, so that `==` finds them equal to the environment's own.
///
/// Source: `spaces/space.py`, `box.py` and `discrete.py` of Gymnasium 1.x. What shows them as text is left out: they
/// make it up when they are set up again.
extension PickleForm {
  /// A box of numbers.
  static func box(_ bounds: ObservationBounds) -> PickleForm {
    func numbers(_ values: [Double]) -> PickleForm {
      bounds.isDouble ? .doubles(values) : .floats(values.map { Float($0) })
    }
    return .state(
      .new(.name("gymnasium.spaces.box", "Box")),
      .members([
        ("dtype", .type(bounds.isDouble ? "f8" : "f4")), ("_shape", .tuple([.whole(bounds.low.count)])),
        ("low", numbers(bounds.low)), ("high", numbers(bounds.high)),
        ("bounded_below", .flags(bounds.low.map { $0 > -.infinity })),
        ("bounded_above", .flags(bounds.high.map { $0 < .infinity })), ("_np_random", .none),
      ]))
  }

  /// What an agent may do.
  static func space(_ action: ActionSpace) -> PickleForm {
    switch action {
    case .box(let low, let high):
      return .box(ObservationBounds(low: low.map { Double($0) }, high: high.map { Double($0) }))
    case .discrete(let names):
      return .state(
        .new(.name("gymnasium.spaces.discrete", "Discrete")),
        .members([
          ("n", .whole(names.count)), ("start", .whole(0)), ("dtype", .type("i8")), ("_shape", .tuple([])),
          ("_np_random", .none),
        ]))
    }
  }
}
