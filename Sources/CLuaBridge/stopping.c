// Signals that stop a script: Ctrl-C, and the timer of the time limit.
//
// The hook costs as much armed as it does firing, so it is armed when the signal comes. That may
// only happen on the script's own thread: it walks the calls that Lua is changing.
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sys/time.h>
#include <unistd.h>

#include "internal.h"

static rl_state *volatile watched;
static pthread_t script_thread;
static volatile sig_atomic_t interrupts, expired;
static void (*notify_host)(int);
static void (*before_end)(void);

static void say(const char *text) {
  ssize_t ignored = write(2, text, strlen(text));
  (void)ignored;
}

static void end_process(const char *text, int code) {
  if (text) say(text);
  if (before_end) before_end();
  _exit(code);
}

static void on_signal(int signal) {
  int saved = errno;
  if (!pthread_equal(pthread_self(), script_thread)) {
    pthread_kill(script_thread, signal);
    errno = saved;
    return;
  }
  int reason = signal == SIGALRM ? RL_STOP_TIME : RL_STOP_INTERRUPT;
  // Whoever presses it twice does not want to wait for anything.
  if (reason == RL_STOP_INTERRUPT && ++interrupts > 1) end_process(NULL, 130);
  if (reason == RL_STOP_TIME && ++expired > 1)
    end_process("reticle: the time limit is reached, and what ran did not stop by itself\n", 6);
  rl_state *state = watched;
  if (state) {
    rl_stop(state, reason);
    if (notify_host) notify_host(reason);
  }
  errno = saved;
}

static struct timeval span(double seconds) {
  double whole = floor(seconds);
  struct timeval time = {(time_t)whole, (suseconds_t)ceil((seconds - whole) * 1e6)};
  if (time.tv_usec > 999999) {
    time.tv_sec++;
    time.tv_usec = 0;
  }
  return time;
}

void rl_watch(rl_state *state, double seconds, double grace, void (*notify)(int), void (*last)(void)) {
  rl_clear_stop(state);
  script_thread = pthread_self();
  notify_host = notify;
  before_end = last;
  interrupts = expired = 0;
  watched = state;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGALRM);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, NULL);
  if (seconds > 0) sigaction(SIGALRM, &action, NULL);
  // A parent may have started us with these blocked.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGALRM);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
  if (seconds > 0) {
    struct itimerval timer = {span(grace), span(seconds)};
    setitimer(ITIMER_REAL, &timer, NULL);
  }
}

void rl_unwatch(rl_state *state) {
  struct itimerval timer;
  memset(&timer, 0, sizeof timer);
  setitimer(ITIMER_REAL, &timer, NULL);
  signal(SIGINT, SIG_DFL);
  signal(SIGALRM, SIG_DFL);
  watched = NULL;
  rl_clear_stop(state);
}
