import Basics
import Columns
import LiftFuzzing
import LuaHost
import Testing

@testable import LuaLift

/// Functions that must be lifted, and give the same as Lua does.
private let liftable: [String] = [
  "return function(a) return a.employees >= 100 end",
  "return function(a) return a.employees >= 100 and a.employees <= 1000 end",
  "return function(a) return not (a.employees > 5) end",
  "return function(a) local s = 0 if a.industry == 'Software' then s = s + 20 end if a.visits > 3 then s = s + 5 end return s end",
  "local good = { Software = true, Retail = 3 } return function(a) return good[a.industry] end",
  "local w = { Software = 2.5 } return function(a) return (w[a.industry] or 0) + a.visits end",
  "return function(a) return a.revenue > 1e8 and 'big' or a.revenue and 'small' or nil end",
  "return function(a) return a.industry:lower() end",
  "return function(a) return #a.industry + a.visits end",
  "return function(a) return a.employees + a.revenue end",
  "return function(a) return a.employees // a.visits, a.visits end",
  "return function(a) return a.visits % 3 == 1 end",
  "return function(a) return -a.employees end",
  "return function(a) return a.rate ^ 2 end",
  "return function(a) return a.visits / 0 end",
  "return function(a) return a.employees // (a.visits - 3) end",
  "return function(a) return a.country .. '-' .. a.visits end",
  "return function(a) return a.name == 'Company 5, Inc.' or a.name:find('7', 1, true) end",
  "return function(a) return a.name:upper():sub(1, 7) .. a.country end",
  "return function(a) return has(a.tech, 'sap') end",
  "return function(a) return text.contains(a.name, '9') and text.starts_with(a.country, 'U') end",
  "return function(a) return a.created.year end",
  "return function(a) return a.created and a.created.quarter * 10 + a.created.weekday end",
  "return function(a) return a.seen.hour, a.seen end",
  "return function(a) return a.seen.minute end",
  "return function(a) return a.created > days_ago(5000) end",
  "return function(a) return days_ago(10) - a.created end",
  "return function(a) return a.created + 30 end",
  "return function(a) return a.seen - a.created end",
  "return function(a) return a.customer end",
  "return function(a) return a.customer == a.active end",
  "return function(a) if a.customer then return a.name else return a.employees end end",
  "return function(a) if a.visits > 5 then return 1 elseif a.visits > 3 then return 2.5 elseif a.active then return 'x' end end",
  "local function band(x) if x < 100 then return 'S' elseif x < 1000 then return 'M' end return 'L' end return function(a) return band(a.employees) end",
  "local function twice(x) return x * 2, x end return function(a) local p, q = twice(a.visits) return p - q end",
  "return function(a) return math.max(a.visits, 3, a.rate) end",
  "return function(a) return math.floor(a.rate) + math.abs(a.visits - 4) end",
  "return function(a) return tostring(a.visits) .. tostring(a.customer) end",
  "return function(a) return string.find(a.tech, 'sap', 1, true) end",
  "return function(a) return a.tech:match('^(%a+);') end",
  "return function(a) local n = 0 for i = 1, 4 do if a.visits > i then n = n + i end end return n end",
  "local wanted = { 'sap', 'aws' } return function(a) local n = 0 for _, t in ipairs(wanted) do if has(a.tech, t) then n = n + 1 end end return n end",
  "return function(a) return a.industry == nil end",
  "return function(a) return a.industry ~= 'Software' end",
  "return function(a) return a.employees == 100.0 end",
  "return function(a) return a.revenue == 0 end",
  "return function(a) return a.rate - 0 end",
  "return function(a) return a.industry < 'S' end",
  "return function(a) return a.name < 'Company 5' end",
  "return function(a) return a.industry and #a.industry > 3 and a.visits or false end",
  "return function(a) local x = a.industry x = x or 'none' return x end",
  "return function(a) local t = a.visits >= 6 and 'A' or a.visits >= 4 and 'B' or 'C' if t == 'A' then return 3 elseif t == 'B' then return 2 end return 1 end",
  "local points = { A = 10, B = 5 } return function(a) local t = a.visits >= 6 and 'A' or a.visits >= 4 and 'B' or 'C' return points[t] end",
  "return function(a) return type(a.employees) end",
  "return function(a) return a.visits | 8 ~ 3 end",
  "return function(a) return a.visits << 62 end",
  "return function(a) return ~a.visits & 0xff end",
  "return function(a) return math.type(a.visits / 1) end",
  "return function(a) return (a.visits + 2^53) == 2^53 end",
  "return function(a) return a.employees < a.revenue end",
  "return function(a) return a.employees <= a.rate end",
  "return function(a) return (function() end)  end",
  "return function(a) return nil end",
  "return function(a) return 1 end",
  "return function() return 'x' end",
]

@Suite("Lifting")
struct LiftingTests {
  @Test("what is lifted gives what Lua gives", arguments: liftable.dropLast(4).map { $0 } + liftable.suffix(3))
  func same(_ source: String) throws {
    let engine = try liftEngine()
    let table = try mixedTable()
    guard case .function(let function)? = try engine.call(
      try engine.compile(source, chunk: "=test")
    ).first else {
      Issue.record("no function")
      return
    }
    let right = try interpreted(function, on: table, in: engine)
    let other = try lifted(function, on: table, in: engine)
    if let difference = difference(right, other, rowCount: table.rowCount) {
      Issue.record("\(source)\n\(difference)")
    }
  }
}
