import Columns
import LuaHost
import LuaLift
import Reports

/// Wall time and rows of each host function and row function of a run.
public final class RunProfile: CustomStringConvertible {
  private struct Entry {
    var calls = 0
    var seconds = 0.0
    var rows = 0
  }

  private var calls: [String: Entry] = [:]
  private var rowFunctions: [String: Entry] = [:]
  /// Calls from the script itself, in order; those inside them are part of their time.
  private var sequence: [(name: String, start: Double, seconds: Double)] = []
  private var depth = 0
  private let start = WallClock.seconds

  func attach(to engine: LuaEngine) {
    engine.aroundCall = { [self] name, call in
      let began = WallClock.seconds
      depth += 1
      defer {
        let seconds = WallClock.seconds - began
        depth -= 1
        calls[name, default: Entry()].calls += 1
        calls[name, default: Entry()].seconds += seconds
        if depth == 0 && sequence.count < Self.sequenceLimit {
          sequence.append((name, began - start, seconds))
        }
      }
      return try call()
    }
    RowObserver { [self] functions, table, seconds in
      let name =
        functions.count == 1
        ? functions[0].text : "\(functions.count) together: \(functions[0].text), …"
      let key = "\(DisplayWidth.cut(DisplayWidth.printable(name), to: 60)) over \(table.name)"
      rowFunctions[key, default: Entry()].calls += 1
      rowFunctions[key, default: Entry()].seconds += seconds
      rowFunctions[key, default: Entry()].rows += table.rowCount
    }.attach(to: engine)
  }

  /// A script that calls in a loop over rows is not written down call by call.
  private static let sequenceLimit = 10_000

  /// The same for programs: JSON with `seconds` in all, the script's own `calls` in order (`name`,
  /// `start` and `seconds`, at most 10,000) and `row_functions` (`name`, `calls`, `rows`, `seconds`).
  public var json: String {
    let own = sequence.map {
      #"{"name": \#(Self.quoted($0.name)), "start": \#($0.start), "seconds": \#($0.seconds)}"#
    }
    let functions = rowFunctions.sorted { $0.key < $1.key }.map { name, entry in
      #"{"name": \#(Self.quoted(name)), "calls": \#(entry.calls), "rows": \#(entry.rows), "#
        + #""seconds": \#(entry.seconds)}"#
    }
    return """
      {"seconds": \(WallClock.seconds - start),
       "calls": [\(own.joined(separator: ",\n  "))],
       "row_functions": [\(functions.joined(separator: ",\n  "))]}

      """
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  public var description: String {
    var lines = [
      "profile: \(milliseconds(WallClock.seconds - start)) in all; a call's time holds that of the calls in it"
    ]
    lines += section("host call", calls, rows: false)
    lines += section("row function", rowFunctions, rows: true)
    return lines.joined(separator: "\n")
  }

  private func section(_ title: String, _ entries: [String: Entry], rows: Bool) -> [String] {
    let sorted = entries.sorted { ($1.value.seconds, $0.key) < ($0.value.seconds, $1.key) }.prefix(
      30)
    guard !sorted.isEmpty else { return [] }
    var columns: [(name: String, column: Column)] = [
      (title, Column(texts: sorted.map { $0.key })),
      ("calls", Column(integers: sorted.map { Int64($0.value.calls) })),
      ("ms", Column(numbers: sorted.map { ($0.value.seconds * 100_000).rounded() / 100 })),
    ]
    if rows { columns.append(("rows", Column(integers: sorted.map { Int64($0.value.rows) }))) }
    guard let table = try? Table(columns) else { return [] }
    return [TableText.render(table, rows: .max, width: 120, cellLimit: 90)]
  }

  private func milliseconds(_ seconds: Double) -> String {
    Figures.fixed(seconds * 1000, 1) + " ms"
  }
}
