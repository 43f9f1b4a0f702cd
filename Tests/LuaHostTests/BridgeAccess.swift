import CLuaBridge
import Foundation

@testable import LuaHost

/// Makes the n-th allocation of script code fail, and all after it.
func rlFailAllocation(_ engine: LuaEngine, _ n: Int) { rl_fail_allocation(engine.state, n) }

extension LuaEngine {
  var stackHeight: Int32 { rl_stack_height(state) }
  var depth: Int32 { rl_depth(state) }
}

nonisolated(unsafe) private var stopping: OpaquePointer?

/// Stops the engine from a signal on this thread, as Ctrl-C does.
func stopLater(_ engine: LuaEngine, milliseconds: Int) {
  stopping = engine.state
  signal(SIGUSR1) { _ in if let stopping { rl_stop(stopping, Int32(RL_STOP_INTERRUPT)) } }
  // Dispatch's threads, which tests run on, block signals.
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGUSR1)
  pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  let thread = pthread_self()
  DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
    pthread_kill(thread, SIGUSR1)
  }
}
