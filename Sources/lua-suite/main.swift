// Runs one file of Lua's own test suite on the host's state:  lua-suite FILE [every N | after N]
//
// `every N`: each N-th allocation fails once, and Lua tries again after a collection. `after N`: from
// the N-th on they all fail, which must end in an error, never in a crash.
import Basics
import CLuaBridge

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

func finish(_ code: Int32, _ message: String) -> Never {
  StandardError.write(message + "\n")
  exit(code)
}

func message(_ state: OpaquePointer) -> String {
  var length = 0
  let bytes = UnsafeRawBufferPointer(start: rl_error_message(state, &length), count: length)
  return String(decoding: bytes, as: UTF8.self)
}

let arguments = CommandLine.arguments.dropFirst()
guard let file = arguments.first, arguments.count == 1 || arguments.count == 3 else {
  finish(64, "usage: lua-suite FILE [every N | after N]")
}
let host = rl_host(context: nil, call: { _, _, _, _ in Int32(RL_FAILED) }, release: { _, _ in })
guard let state = rl_open(host), rl_open_everything(state) == Int32(RL_OK) else {
  finish(70, "cannot open the libraries")
}

func run(_ text: String, named name: String) -> Bool {
  var text = text
  let function = text.withUTF8 { bytes in
    bytes.withMemoryRebound(to: CChar.self) { rl_compile(state, $0.baseAddress, $0.count, name) }
  }
  return function != 0 && rl_call(state, function) == Int32(RL_OK)
}

// As the suite's own all.lua does, with what depends on one machine left out.
guard
  run("_U = true _port = true _soft = true _nomsg = true arg = { [0] = 'lua5.4' }", named: "=setup")
else { finish(70, message(state)) }
do {
  // The suite has bytes that are no UTF-8: compiled by Lua itself.
  if arguments.count == 3, let n = Int(arguments[arguments.startIndex + 2]), n > 0 {
    if arguments[arguments.startIndex + 1] == "every" { rl_fail_every(state, n) }
    if arguments[arguments.startIndex + 1] == "after" { rl_fail_allocation(state, n) }
  }
  let quoted = file.utf8.map { "\\x" + (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined()
  guard run("dofile(\"\(quoted)\")", named: "=run") else { finish(1, message(state)) }
}
print("ok")
rl_close(state)
