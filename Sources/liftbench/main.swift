import Basics
import Columns
import LiftFuzzing
import LuaHost
import LuaLift
import Glibc

func now() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) * 1e3 + Double(t.tv_nsec) * 1e-6 }
var random = FuzzRandom(seed: 7)
let n = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 2_000_000
@MainActor func unit() -> Double { Double(random.next() >> 11) * 0x1p-53 }
@MainActor func coded(_ entries: [String], missing: Double) -> Column {
  let dictionary = TextDictionary(entries)
  let codes = Buffer<UInt16>(count: n)
  let validity = Bitmap(count: n, filled: true)
  for row in 0..<n {
    if unit() < missing { codes.base[row] = UInt16(dictionary.count); validity[row] = false } else { codes.base[row] = UInt16(random.below(dictionary.count)) }
  }
  return Column(type: .text, storage: .coded(codes, dictionary), validity: missing > 0 ? validity : nil)
}
@MainActor func ints(_ missing: Double, _ f: () -> Int64) -> Column {
  let b = Buffer<Int64>(count: n); let v = Bitmap(count: n, filled: true)
  for row in 0..<n { if unit() < missing { b.base[row] = 0; v[row] = false } else { b.base[row] = f() } }
  return Column(type: .integer, storage: .integer(b), validity: missing > 0 ? v : nil)
}
@MainActor func doubles(_ missing: Double, _ f: () -> Double) -> Column {
  let b = Buffer<Double>(count: n); let v = Bitmap(count: n, filled: true)
  for row in 0..<n { if unit() < missing { b.base[row] = 0; v[row] = false } else { b.base[row] = f() } }
  return Column(type: .number, storage: .number(b), validity: missing > 0 ? v : nil)
}
let inds = ["Software","Industrial Manufacturing","Technology Manufacturing","Retail","Construction","Education","Hospital & Health Care","Financial Services","Insurance","Logistics and Supply Chain","Automotive","Telecommunications","Biotechnology","Real Estate","Marketing & Advertising","Utilities","Food & Beverages","Government Administration","Nonprofit, Charity","Hospitality"]
let ctry = ["United States","Canada","United Kingdom","Germany","France","Netherlands","Brazil","India","Australia","Japan","Spain","Sweden","Mexico","Poland","Singapore"]
let techs = ["salesforce","hubspot","aws","azure","gcp","snowflake","marketo","zendesk","shopify","sap","oracle","workday","slack","jira","tableau","segment","stripe","okta","datadog","netsuite"]
var stacks: [String] = []
for _ in 0..<4096 { stacks.append((0..<random.below(7)).map { _ in techs[random.below(20)] }.joined(separator: ";")) }
let table = try Table(name: "accounts", [
  ("industry", coded(inds, missing: 0.03)), ("employees", ints(0.08) { Int64(random.below(5000)) }),
  ("annual_revenue", doubles(0.12) { unit() * 2e9 }), ("country", coded(ctry, missing: 0.02)),
  ("tech_stack", coded(stacks, missing: 0.02)), ("stage", coded(["seed","growth","mature","declining"], missing: 0)),
  ("intent_score", ints(0) { Int64(random.below(101)) }), ("web_visits_90d", ints(0) { Int64(random.below(10)) }),
  ("founded", ints(0) { Int64(1900 + random.below(124)) }),
])
let source = """
local good={["Technology Manufacturing"]=true,["Industrial Manufacturing"]=true,Software=true}
local find=string.find
return function(a)
  local s=0
  if good[a.industry] then s=s+20 end
  if a.employees>=100 and a.employees<=1000 then s=s+15 end
  if a.annual_revenue>=1e8 and a.annual_revenue<=1e9 then s=s+15 end
  if a.country=="United States" then s=s+10 end
  if a.country=="Canada" or a.country=="United Kingdom" then s=s+5 end
  if find(a.tech_stack,"salesforce",1,true) then s=s+8 end
  if find(a.tech_stack,"aws",1,true) then s=s+6 end
  if find(a.tech_stack,"sap",1,true) then s=s-10 end
  if a.stage=="growth" then s=s+7 end
  if a.intent_score>=70 then s=s+10 end
  if a.web_visits_90d>=5 then s=s+5 end
  if a.founded>=1990 then s=s+4 end
  if a.industry=="Government Administration" then s=s-15 end
  return s
end
"""
let engine = try liftEngine()
@MainActor func function(_ s: String) throws -> LuaFunction {
  guard case .function(let f)? = try engine.call(try engine.compile(s, chunk: "=bench")).first else { fatalError() }
  return f
}
let fit = try function(source)
// bandwidth
let big = Buffer<UInt64>(count: 16_000_000, zeroed: true)
for i in 0..<big.count { big.base[i] = UInt64(i) }
func bandwidth() throws -> Double {
  var best = 1e9
  for _ in 0..<5 {
    let t = now()
    let ranges = Parallel.ranges(big.count, size: 1 << 20)
    let sums = Buffer<UInt64>(count: ranges.count)
    Parallel.forEach(ranges.count) { p in
      var s: (UInt64, UInt64, UInt64, UInt64) = (0,0,0,0)
      let b = big.base
      var i = ranges[p].lowerBound
      while i + 16 <= ranges[p].upperBound { s.0 ^= b[i] ^ b[i+1] ^ b[i+2] ^ b[i+3]; s.1 ^= b[i+4] ^ b[i+5] ^ b[i+6] ^ b[i+7]; s.2 ^= b[i+8] ^ b[i+9] ^ b[i+10] ^ b[i+11]; s.3 ^= b[i+12] ^ b[i+13] ^ b[i+14] ^ b[i+15]; i += 16 }
      sums.base[p] = s.0 ^ s.1 ^ s.2 ^ s.3
    }
    best = min(best, now() - t)
  }
  return Double(big.count * 8) / best / 1e6
}
print("read bandwidth GB/s", try bandwidth())
func cpu() -> Double { var t = timespec(); clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return Double(t.tv_sec) * 1e3 + Double(t.tv_nsec) * 1e-6 }
func measure(_ name: String, _ times: Int = 9, _ body: () throws -> Void) rethrows {
  var all: [Double] = []
  var work: [Double] = []
  for _ in 0..<times { let (t, c) = (now(), cpu()); try body(); all.append(now() - t); work.append(cpu() - c) }
  all.sort()
  work.sort()
  print(name, "min", all[0], "median", all[all.count / 2], "cpu min", work[0])
}
let row = RowFunction(fit, isExpression: false, text: "fit")
var t = now()
_ = try row.column(on: table)
print("first cold", now() - t)
try measure("lift + evaluate (column)") { _ = try row.column(on: table) }
try measure("lift only") { var p = try RowProgram(table, in: engine); try p.add(fit, isExpression: false) }
do {
  var p = try RowProgram(table, in: engine); try p.add(fit, isExpression: false)
  let r = p.results[0]
  print("size", p.pool.size)
  t = now()
  let plan = ExpressionPlan(p.pool, [.integers(r.value.integers!)])
  print("plan", now() - t, "instructions", plan.instructionCount)
  try measure("evaluate", 40) { _ = try plan.run() }
  print("bytes", n * (5 * 8 + 4 * 2 + 8))
}
for (name, text) in [("where", "return function(a) return a.industry == 'Software' and a.employees >= 100 and a.annual_revenue <= 1e9 and has(a.tech_stack, 'sap') end"),
  ("tier", "return function(a) local f = a.intent_score if f >= 60 then return 'A' elseif f >= 40 then return 'B' elseif f >= 20 then return 'C' else return 'D' end end"),
  ("concat", "return function(a) return a.founded .. '-Q' .. a.web_visits_90d end"), ("branchy", "return function(a) if a.industry == 'Government Administration' then return 0 end local s = 0 if a.employees and a.employees >= 100 then s = s + 15.5 end if has(a.tech_stack, 'sap') or has(a.tech_stack, 'aws') then s = s + 10 end if a.annual_revenue > 1e8 then s = s * 2 end return s end"),
  ("arith", "return function(a) return a.annual_revenue / a.employees end"),
  ("ratio", "return function(a) return (a.employees or 1) // 7 % 3 + a.founded * 2 end")] {
  let f = try function(text)
  let r = RowFunction(f, isExpression: false, text: name)
  try measure(name + " column", 5) { _ = try r.column(on: table) }
  try measure(name + " test", 5) { _ = try r.evaluate(on: table) }
}
if CommandLine.arguments.count > 3 {
  for _ in 0..<3000 { var p = try RowProgram(table, in: engine); try p.add(fit, isExpression: false) }
}
if CommandLine.arguments.count == 3 {
  try measure("interpreted", 3) { _ = try row.column(on: table, mode: .interpreted) }
}
