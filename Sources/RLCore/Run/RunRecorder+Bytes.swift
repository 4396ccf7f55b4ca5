/// A recorder as bytes, exact to the bit, so that a run is gathered on from where it was gathered before.
///
/// | field | bytes |
/// |---|---|
/// | format version, 1 | 1 |
/// | budget, number of curves, of latest values, of changes of the guidance | 4 each |
/// | moment: step, wall seconds, working seconds, episodes | 8 each |
/// | entries and beginning: whether there is one, and the number | 1 + 8 each |
/// | per curve: name, stride, pending, averages, powers, number of points | 2 + n, 8, 8, 32, 32, 4 |
/// | per point: moment, value, low, high, trend | 32 + 24 + 32 |
/// | per latest value: name, number | 2 + n, 8 |
/// | per change of the guidance: moment, entries | 32, 8 |
///
/// All of it is little-endian. Marks that events make are not among them: events have records of their own.
extension RunRecorder {
  private static let version: UInt8 = 1

  /// Everything that it remembers of metrics.
  public var bytes: [UInt8] {
    var writer = ByteWriter(capacity: 256 + curves.values.reduce(0) { $0 + 128 + 88 * $1.points.count })
    let changes = marks.compactMap { mark -> (RunMoment, Int)? in
      if case .guidance(let entries) = mark.kind { (mark.moment, entries) } else { nil }
    }
    writer.write(Self.version)
    for count in [budget, curves.count, latest.count, changes.count] {
      writer.write(UInt32(truncatingIfNeeded: count))
    }
    writer.write(moment)
    for number in [entries, began] {
      writer.write(UInt8(number == nil ? 0 : 1))
      writer.write(number ?? 0)
    }
    for (name, curve) in curves.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      writer.write(name.rawValue)
      writer.write(Int64(curve.stride))
      writer.write(Int64(curve.pending))
      writer.write(curve.averages)
      writer.write(curve.powers)
      writer.write(UInt32(truncatingIfNeeded: curve.points.count))
      for point in curve.points {
        writer.write(point.moment)
        for number in [point.value, point.low, point.high] { writer.write(number) }
        writer.write(point.trend)
      }
    }
    for (name, value) in latest.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      writer.write(name.rawValue)
      writer.write(value)
    }
    for (moment, entries) in changes {
      writer.write(moment)
      writer.write(Int64(entries))
    }
    return writer.bytes
  }

  /// Reads what `bytes` gives; nil for anything else.
  public init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard reader.read(UInt8.self) == Self.version else { return nil }
    let (budget, curveCount) = (Int(reader.read(UInt32.self)), Int(reader.read(UInt32.self)))
    let (latestCount, changeCount) = (Int(reader.read(UInt32.self)), Int(reader.read(UInt32.self)))
    self.init(budget: budget)
    moment = reader.readMoment()
    entries = reader.readOptional()
    began = reader.readOptional()
    for _ in 0..<curveCount {
      guard let name = reader.readName() else { return nil }
      var curve = MetricCurve(budget: budget)
      (curve.stride, curve.pending) = (Int(reader.read(Int64.self)), Int(reader.read(Int64.self)))
      guard curve.stride > 0, (0..<curve.stride).contains(curve.pending) else { return nil }
      (curve.averages, curve.powers) = (reader.readNumbers(), reader.readNumbers())
      let count = Int(reader.read(UInt32.self))
      // A damaged count must not turn into gigabytes of zeros.
      guard count <= curve.budget, count <= bytes.count / 88, !reader.isExhausted else { return nil }
      curve.points = (0..<count).map { _ in
        var point = MetricPoint(moment: reader.readMoment(), value: reader.readDouble(), trend: .zero)
        (point.low, point.high) = (reader.readDouble(), reader.readDouble())
        point.trend = reader.readNumbers()
        return point
      }
      guard let metric = MetricName(rawValue: name), curve.pending == 0 || !curve.points.isEmpty else { return nil }
      curves[metric] = curve
    }
    for _ in 0..<latestCount {
      guard let name = reader.readName(), let metric = MetricName(rawValue: name) else { return nil }
      latest[metric] = reader.readDouble()
    }
    for _ in 0..<changeCount {
      let moment = reader.readMoment()
      marks.append(RunMark(moment: moment, kind: .guidance(entries: Int(reader.read(Int64.self)))))
      if reader.isExhausted { return nil }
    }
    guard reader.isAtEnd, !reader.isExhausted else { return nil }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ moment: RunMoment) {
    for number in [moment.step, moment.wallSeconds, moment.processSeconds, moment.episodes] { write(number) }
  }

  fileprivate mutating func write(_ numbers: SIMD4<Double>) { for lane in numbers.indices { write(numbers[lane]) } }

  fileprivate mutating func write(_ text: String) {
    let letters = Array(text.utf8.prefix(Int(UInt16.max)))
    write(UInt16(letters.count))
    for letter in letters { write(letter) }
  }
}

extension ByteReader {
  fileprivate mutating func readMoment() -> RunMoment {
    RunMoment(
      step: readDouble(), wallSeconds: readDouble(), processSeconds: readDouble(), episodes: readDouble())
  }

  fileprivate mutating func readNumbers() -> SIMD4<Double> {
    SIMD4(readDouble(), readDouble(), readDouble(), readDouble())
  }

  fileprivate mutating func readOptional() -> Double? {
    let isThere = read(UInt8.self) == 1
    let number = readDouble()
    return isThere ? number : nil
  }

  fileprivate mutating func readName() -> String? {
    let count = Int(read(UInt16.self))
    let letters = (0..<count).map { _ in read(UInt8.self) }
    return isExhausted ? nil : String(validating: letters, as: UTF8.self)
  }
}
