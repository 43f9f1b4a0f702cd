import Basics
import Columns
import Statistics

/// What accounts (or people) did, from their touches.
struct Behaviour: Sendable {
  /// Points: each touch counts its weight × 0.5^(age ÷ half-life). Touches after the day of
  /// looking, and those without a date, do not count.
  let points: Buffer<Double>
  /// Touches in the recent days, and in the baseline before them.
  let recent, before: Buffer<Int64>
  /// The day of the last touch; ``Column/noDay`` without one.
  let last: Buffer<Int32>
  /// Days of the baseline that the data reach back to.
  let baselineDays: Int
  let notes: [String]

  /// - Parameters:
  ///   - touches: With `date`; what they weigh is told by `kind` and `weight`.
  ///   - ownerOf: The row of the account or person of each touch, or -1.
  init(
    _ touches: Table, ownerOf: Buffer<Int32>, owners: Int, asOf: Int32, _ options: LeadOptions
  ) throws {
    let dates = try touches.column("date")
    guard dates.type.isTemporal || dates.missingCount == dates.count else {
      throw Problem(.data, "\(touches.name): date is \(dates.type.rawValue), not a date")
    }
    let days = dates.days()
    let weights = try Self.weights(touches, options)
    points = Buffer(repeating: 0, count: owners)
    recent = Buffer(repeating: 0, count: owners)
    before = Buffer(repeating: 0, count: owners)
    last = Buffer(repeating: Column.noDay, count: owners)

    // Ages are whole days, so there are few factors.
    let factors = (0..<4096).map { fading(Double($0), options.halfLife) }
    var (undated, future) = (0, 0)
    var first = Int32.max
    let (points, recent, before, last) = (points.base, recent.base, before.base, last.base)
    for row in 0..<touches.rowCount {
      let owner = Int(ownerOf.base[row])
      if owner < 0 { continue }
      let day = days.base[row]
      if day == Column.noDay {
        undated += 1
        continue
      }
      let age = Int(asOf) - Int(day)
      if age < 0 {
        future += 1
        continue
      }
      first = min(first, day)
      let weight = weights.base[row]
      points[owner] +=
        weight * (age < factors.count ? factors[age] : fading(Double(age), options.halfLife))
      if age < options.recentDays {
        recent[owner] += 1
      } else if age < options.recentDays + options.baselineDays {
        before[owner] += 1
      }
      last[owner] = max(last[owner], day)
    }
    let reach = first == .max ? 0 : Int(asOf) - Int(first) + 1 - options.recentDays
    baselineDays = max(0, min(options.baselineDays, reach))
    var notes: [String] = []
    if undated > 0 {
      notes.append(Wording.counted(undated, "touch has", "touches have") + " no date: left out")
    }
    if future > 0 {
      notes.append(
        Wording.counted(future, "touch is", "touches are") + " after the as-of date: left out")
    }
    self.notes = notes
  }

  private static func weights(_ touches: Table, _ options: LeadOptions) throws -> Buffer<Double> {
    let weights = Buffer<Double>(repeating: 1, count: touches.rowCount)
    if let column = touches["weight"], column.type.isNumeric {
      let given = column.finiteDoubles()
      for row in 0..<weights.count where !given.base[row].isNaN {
        weights.base[row] = given.base[row]
      }
    }
    guard !options.weights.isEmpty else { return weights }
    let column = try touches.column("kind")
    guard column.type.isText else { return weights }
    let texts = try DistinctTexts(column)
    let points = texts.entries.map { entry -> Double? in
      let kind = foldedName(entry.string)
      return options.weights.first { foldedName($0.kind) == kind }?.points
    }
    let kinds = Set(texts.entries.map { foldedName($0.string) })
    for (kind, _) in options.weights where !kinds.contains(foldedName(kind)) {
      throw Problem.unknown(
        "kind of touch", kind, known: texts.entries.map(\.string).sorted(), plural: "kinds")
    }
    for row in 0..<weights.count where texts.codes.base[row] != DistinctTexts.missing {
      if let value = points[Int(texts.codes.base[row])] { weights.base[row] = value }
    }
    return weights
  }

  /// Whether an account's recent touches are more than its own former pace explains (E5): the
  /// chance of that many, given all touches of both times, is at most `alpha`.
  ///
  /// Were the pace the same, each touch would fall into the recent days with the chance recent
  /// days ÷ all days, so their number is binomial (the conditional test of two Poisson rates,
  /// Przyborowski and Wilenski 1940).
  ///
  /// - Returns: Nil where the data do not reach back as long as the recent days.
  func inMarket(_ owner: Int, _ options: LeadOptions) -> (isIn: Bool, p: Double, lift: Double?)? {
    guard baselineDays >= options.recentDays else { return nil }
    let (now, then) = (Int(recent.base[owner]), Int(before.base[owner]))
    let share = Double(options.recentDays) / Double(options.recentDays + baselineDays)
    let p = now == 0 ? 1 : Binomial.upper(now - 1, n: now + then, p: share)
    let lift =
      then == 0
      ? nil
      : Double(now) / Double(options.recentDays) / (Double(then) / Double(baselineDays))
    return (now >= options.leastTouches && p <= options.alpha, p, lift)
  }
}

/// 0.5^(age / half-life).
private func fading(_ age: Double, _ halfLife: Double) -> Double { exp2(-age / halfLife) }

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
