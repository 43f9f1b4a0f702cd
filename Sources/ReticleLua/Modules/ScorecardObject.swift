import Basics
import Columns
import LuaHost
import Profiles
import Reports

/// A learnt scorecard in a script's hands, with the outcomes that were held out for it.
final class ScorecardObject: HostObject {
  static var luaType: String { "scorecard" }
  let card: Scorecard
  /// Outcomes it was not learnt from; nil where none were held out.
  let later: LearningRows?

  init(_ card: Scorecard, later: LearningRows?) {
    (self.card, self.later) = (card, later)
  }
}

/// How well a score told outcomes, in a script's hands.
final class QualityObject: HostObject {
  static var luaType: String { "score quality" }
  let name: String
  let quality: ScoreQuality

  init(_ name: String, _ quality: ScoreQuality) { (self.name, self.quality) = (name, quality) }
}

extension FigureTable {
  /// As a table that scripts can ask for definitions.
  var object: TableObject {
    var context = TableObject.Context()
    context.notes = notes
    context.definitions = definitions
    return TableObject(table, context: context)
  }
}

enum ScorecardTypes {
  private static let table = LuaType.object(TableObject.luaType)

  static var scorecard: ObjectType {
    ObjectType(
      ScorecardObject.self,
      "Points for the traits of an account, learnt from what became of others",
      fields: [
        FieldDescription("name", .text, "its name"),
        FieldDescription("established", .boolean, "whether there is a reliable signal"),
        FieldDescription("verdict", .text, "the same in words, with what could have been seen"),
        FieldDescription(
          "traits", table,
          "one row a trait: most points, information value, p, q, direction, rows missing"),
        FieldDescription("points", table, "one row a bin: trait, bin, points, n, won, win_rate"),
        FieldDescription("tiers", .map(.number), "the least fit of each tier"),
        FieldDescription("notes", .list(.text), "what to know before trusting it"),
        FieldDescription("n", .integer, "how many outcomes it was learnt from"),
      ],
      index: { object, key, _ in
        let card = object.card
        return switch key.text {
        case "name": .text(card.name)
        case "established": .boolean(card.isEstablished)
        case "verdict": .text(card.signal.text)
        case "traits": .object(TableObject(try card.traitTable()))
        case "points": .object(TableObject(try card.pointTable()))
        case "tiers": .fields(card.tiers.map { ($0.name, .number($0.threshold)) })
        case "notes": .list(card.notes.map { .text($0) })
        case "n": LuaValue(card.n)
        default: nil
        }
      },
      describe: { object, _ in
        guard let later = object.later, later.count > 0, object.card.isEstablished else {
          return object.card.description
        }
        let summary = try object.card.quality(later).summary.table
        return object.card.description + "\n  held out: " + QualityText.figures(summary)
      }, changeHint: "learn another one, or save it and change the file")
  }

  static var quality: ObjectType {
    ObjectType(
      QualityObject.self, "How well a score told beforehand who would win",
      fields: [
        FieldDescription("summary", table, "AUC, KS, Brier, uplift and the verdict, one row"),
        FieldDescription("tiers", table, "win rate by tier"),
        FieldDescription("gains", table, "the list worked from the best score down, in tenths"),
        FieldDescription("calibration", table, "predicted against observed win rates"),
        FieldDescription("auc", .number, "chance that a won deal scores higher than a lost one"),
        FieldDescription("verdict", .text, "what the score says about chance"),
        FieldDescription("notes", .list(.text), "what a reader has to know"),
      ],
      index: { object, key, _ in
        let quality = object.quality
        return switch key.text {
        case "summary": .object(quality.summary.object)
        case "tiers": .object(quality.tiers.object)
        case "gains": .object(quality.gains.object)
        case "calibration": .object(quality.calibration.object)
        case "auc": LuaValue(quality.summary.table["auc"]?.double(0))
        case "verdict": LuaValue(quality.summary.table["verdict"]?.text(0))
        case "notes": .list(quality.notes.map { .text($0) })
        default: nil
        }
      },
      describe: { object, engine in
        let quality = object.quality
        let width = try Session.of(engine).output.width ?? 120
        let lines = [
          "\(object.name): \(QualityText.figures(quality.summary.table))",
          quality.summary.table["verdict"]?.text(0) ?? "",
          TableText.render(
            quality.tiers.table, rows: 20, width: width, shares: ["win_rate", "share", "capture"]),
        ]
        return (lines + quality.notes.map { "note: \($0)" }).joined(separator: "\n")
      })
  }
}

/// Figures of a summary in a sentence.
enum QualityText {
  static func figures(_ summary: Table) -> String {
    func figure(_ name: String, _ digits: Int) -> String {
      guard let value = summary[name]?.double(0) else { return "-" }
      var text = fixed(value, digits)
      if let low = summary[name + ".low"]?.double(0), let high = summary[name + ".high"]?.double(0)
      {
        text += " [\(fixed(low, digits)), \(fixed(high, digits))]"
      }
      return text
    }
    let n = Figures.count(Int(summary["n"]?.double(0) ?? 0))
    return "\(n) outcomes, AUC \(figure("auc", 3)), KS \(figure("ks", 3)), Brier "
      + "\(figure("brier", 4)) (always the overall rate: \(figure("brier_base", 4))), win rate "
      + "inside / outside \(figure("uplift", 2))"
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = String(Int64((value.magnitude * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
    return (value < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
