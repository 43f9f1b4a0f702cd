/// Host-name labels between Unicode and ASCII. Source: RFC 3492 (the algorithm and its constants) and
/// RFC 5890 (the prefix `xn--`).
enum Punycode {
  private static let (base, tMin, tMax, skew, damp) = (36, 1, 26, 38, 700)
  private static let (initialBias, initialN) = (72, 128)

  /// The `xn--` form of a label, the label itself if it is ASCII, or nil if it is too long.
  static func encoded(_ label: String) -> String? {
    if TextForm.isASCII(label) { return label }
    let scalars = label.unicodeScalars.map { Int($0.value) }
    guard scalars.count <= 63 else { return nil }
    var output = scalars.filter { $0 < 128 }.map { UInt8(truncatingIfNeeded: $0) }
    let basic = output.count
    var handled = basic
    if basic > 0 { output.append(UInt8(ascii: "-")) }
    var (n, delta, bias) = (initialN, 0, initialBias)
    while handled < scalars.count {
      guard let next = scalars.filter({ $0 >= n }).min() else { return nil }
      delta += (next - n) * (handled + 1)
      n = next
      for scalar in scalars {
        if scalar < n { delta += 1 }
        guard scalar == n else { continue }
        var q = delta
        var k = base
        while true {
          let t = threshold(k, bias)
          if q < t { break }
          output.append(digit(t + (q - t) % (base - t)))
          q = (q - t) / (base - t)
          k += base
        }
        output.append(digit(q))
        bias = adapted(delta, handled + 1, first: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return output.count <= 59 ? "xn--" + String(decoding: output, as: UTF8.self) : nil
  }

  /// The Unicode form of a label that starts with `xn--`; nil if it is not well formed.
  static func decoded(_ label: String) -> String? {
    guard label.hasPrefix("xn--"), label.utf8.count <= 63 else { return nil }
    let text = Array(label.utf8.dropFirst(4))
    var output: [Int] = []
    var input = text[...]
    if let dash = text.lastIndex(of: UInt8(ascii: "-")) {
      output = text[..<dash].map(Int.init)
      input = text[(dash + 1)...]
    }
    var (n, index, bias) = (initialN, 0, initialBias)
    while !input.isEmpty {
      let old = index
      var (weight, k) = (1, base)
      while true {
        guard let byte = input.popFirst(), let value = value(byte) else { return nil }
        // Labels are short, but what is in them is not to be trusted.
        let (step, overflow) = value.multipliedReportingOverflow(by: weight)
        guard !overflow, step <= 0x10_FFFF * 64 else { return nil }
        index += step
        let t = threshold(k, bias)
        if value < t { break }
        weight *= base - t
        guard weight <= 0x10_FFFF * 64 else { return nil }
        k += base
      }
      bias = adapted(index - old, output.count + 1, first: old == 0)
      n += index / (output.count + 1)
      index %= output.count + 1
      guard n <= 0x10_FFFF else { return nil }
      output.insert(n, at: index)
      index += 1
    }
    var scalars = String.UnicodeScalarView()
    for value in output {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  private static func threshold(_ k: Int, _ bias: Int) -> Int { max(tMin, min(tMax, k - bias)) }

  private static func adapted(_ delta: Int, _ count: Int, first: Bool) -> Int {
    var delta = first ? delta / damp : delta / 2
    delta += delta / count
    var k = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      k += base
    }
    return k + (base - tMin + 1) * delta / (delta + skew)
  }

  private static func digit(_ value: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? value + 97 : value + 22)
  }

  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case 97...122: Int(byte) - 97
    case 65...90: Int(byte) - 65
    case 48...57: Int(byte) - 22
    default: nil
    }
  }
}
