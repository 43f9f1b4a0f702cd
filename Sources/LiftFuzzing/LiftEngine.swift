import Basics
import Columns
import LuaHost

/// An engine with the functions that the bridge has in C.
public func liftEngine() throws -> LuaEngine {
  var registry = Registry()
  func builtin(_ name: String) -> HostFunction {
    HostFunction(
      name.split(separator: ".").last.map(String.init) ?? name, "a builtin", example: "",
      body: .builtin(name))
  }
  registry.add([builtin("has")])
  registry.add(
    ModuleDescription("text", "texts"),
    [builtin("text.contains"), builtin("text.starts_with"), builtin("text.ends_with")])
  registry.add([
    HostFunction(
      "date", "a date", [Parameter("text", .text, "as 2025-01-31")], example: "",
      body: .swift { arguments in
        let parts = (arguments.text("text") ?? "").split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { throw Problem(.script, "date: not a date") }
        let days = Calendar.days(year: parts[0], month: parts[1], day: parts[2])
        return [.moment(Moment(days: Int32(days)))]
      }),
    HostFunction(
      "days_ago", "a day before the run's date", [Parameter("n", .integer, "days")], example: "",
      body: .swift { arguments in
        guard case .integer(let days) = arguments["n"] else { return [.nil] }
        return [.moment(Moment(days: Int32(clamping: 20_000 - days)))]
      }),
  ])
  return try LuaEngine(registry)
}
