#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Handlers only set flags and write a byte to a pipe, so that it does not matter which thread a signal reaches.
static atomic_int ending = 0;
static atomic_bool resized = false;
static atomic_bool suspended = false;
static atomic_bool continued = false;
static atomic_int wake = -1;

/// Signals whose default is to end the process here and now, with what the person should see left on the screen.
static const int crashes[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT, SIGSYS, SIGXCPU, SIGXFSZ};
enum { crashCount = sizeof(crashes) / sizeof(crashes[0]) };
static struct sigaction oldCrash[crashCount];
/// Whether somebody asked for Swift's backtraces. Otherwise its handler, which asks at the terminal what to do and so keeps
/// the process alive, is passed over.
static bool wantsTrace = false;

/// Signals that the program answers itself.
static const int events[] = {SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT};
enum { eventCount = sizeof(events) / sizeof(events[0]) };
static struct sigaction oldEvent[eventCount];

/// Whether the terminal has said that it goes away, which it does more than once.
static atomic_bool hungUp = false;

static struct sigaction oldPipe;
static bool installed = false;

static void wakeReader(void) {
  int descriptor = atomic_load(&wake);
  // A full pipe is fine: the reader is about to wake anyway.
  if (descriptor >= 0) CNcurses_writeAll(descriptor, "s", 1);
}

/// In the background every change of the terminal's modes stops the process, the one on the way out too, so that it could
/// never end: from the order to end on, these stops are ignored.
static void leaveFromBackground(void) {
  if (tcgetpgrp(STDIN_FILENO) == getpgrp()) return;
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGTTOU, &ignore, NULL);
}

static void handleEvent(int number) {
  int savedError = errno;
  switch (number) {
  case SIGWINCH: atomic_store(&resized, true); break;
  case SIGTSTP: atomic_store(&suspended, true); break;
  case SIGCONT: atomic_store(&continued, true); break;
  default:
    if (number == SIGHUP) atomic_store(&hungUp, true);
    atomic_store(&ending, number);
    leaveFromBackground();
    break;
  }
  wakeReader();
  errno = savedError;
}

/// One sentence in place of a trace; without printf, which handlers may not call.
static void sayEnd(int number) {
  const char *name = sigabbrev_np(number);
  const char *words[] = {
      program_invocation_short_name, " was ended by SIG", name != NULL ? name : "?",
      "; what was stored is kept, and SWIFT_BACKTRACE=enable=yes in the environment shows where it was.\n"};
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
    CNcurses_writeAll(STDERR_FILENO, words[i], strlen(words[i]));
  }
}

/// Ends the process by the signal's default, so that whoever waits for it sees the signal.
static void endBy(int number) {
  struct sigaction end = {.sa_handler = SIG_DFL};
  sigset_t unblock;
  sigaction(number, &end, NULL);
  // A signal is blocked while its handler runs.
  sigemptyset(&unblock);
  sigaddset(&unblock, number);
  pthread_sigmask(SIG_UNBLOCK, &unblock, NULL);
  raise(number);
  kill(getpid(), number);
  // The first process of a container has no defaults.
  _exit(128 + number);
}

static void handleCrash(int number, siginfo_t *info, void *context) {
  (void)context;
  int savedError = errno;
  CNcurses_rescue();
  if (!wantsTrace) {
    sayEnd(number);
    endBy(number);
  }
  for (int i = 0; i < crashCount; i++) {
    if (crashes[i] == number) sigaction(number, &oldCrash[i], NULL);
  }
  // A faulting instruction runs again when we return and meets the old handler (Swift's backtrace). A signal that
  // somebody sent would be lost, and a trap instruction has already been passed: both are raised again.
  bool faults = number == SIGILL || number == SIGSEGV || number == SIGBUS || number == SIGFPE;
  if (!faults || info->si_code <= 0) raise(number);
  errno = savedError;
}

/// A stack overflow leaves no stack for the handler; the Swift runtime provides one only where its backtraces are on.
static void provideAlternateStack(void) {
  stack_t present;
  if (sigaltstack(NULL, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
  static char memory[64 * 1024];
  stack_t own = {.ss_sp = memory, .ss_flags = 0, .ss_size = sizeof(memory)};
  sigaltstack(&own, NULL);
}

int CNcurses_makePipe(int *readEnd, int *writeEnd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno;
  *readEnd = ends[0];
  *writeEnd = ends[1];
  return 0;
}

void CNcurses_installSignals(int wakeDescriptor) {
  atomic_store(&wake, wakeDescriptor);
  if (installed) return;
  installed = true;
  atomic_store(&ending, 0);
  atomic_store(&hungUp, false);
  atomic_store(&resized, false);
  atomic_store(&suspended, false);
  atomic_store(&continued, false);
  // Read here, because a handler may not ask the environment.
  wantsTrace = getenv("SWIFT_BACKTRACE") != NULL;
  provideAlternateStack();

  struct sigaction event = {.sa_handler = handleEvent, .sa_flags = SA_RESTART};
  sigfillset(&event.sa_mask);
  for (int i = 0; i < eventCount; i++) {
    sigaction(events[i], NULL, &oldEvent[i]);
    // What the parent ignores stays ignored (nohup), except the size and the way back from a stop.
    bool wanted = events[i] == SIGWINCH || events[i] == SIGCONT || oldEvent[i].sa_handler != SIG_IGN;
    if (wanted) sigaction(events[i], &event, NULL);
  }

  struct sigaction crash = {.sa_sigaction = handleCrash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&crash.sa_mask);
  // tcsetattr from the background would stop the process in the middle of its rescue.
  sigaddset(&crash.sa_mask, SIGTTOU);
  for (int i = 0; i < crashCount; i++) sigaction(crashes[i], &crash, &oldCrash[i]);

  // A lost pipe or socket is an error to report, not a reason to die.
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGPIPE, &ignore, &oldPipe);
}

void CNcurses_restoreSignals(void) {
  if (!installed) return;
  installed = false;
  // Whoever saves after the terminal is gone must not be ended by its second word.
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  for (int i = 0; i < eventCount; i++) {
    sigaction(events[i], events[i] == SIGHUP && atomic_load(&hungUp) ? &ignore : &oldEvent[i], NULL);
  }
  for (int i = 0; i < crashCount; i++) sigaction(crashes[i], &oldCrash[i], NULL);
  sigaction(SIGPIPE, &oldPipe, NULL);
  atomic_store(&wake, -1);
}

CNcurses_Signals CNcurses_takeSignals(void) {
  CNcurses_Signals taken = {
      .ending = atomic_exchange(&ending, 0),
      .resized = atomic_exchange(&resized, false),
      .suspended = atomic_exchange(&suspended, false),
      .continued = atomic_exchange(&continued, false),
  };
  return taken;
}

void CNcurses_stopProcessGroup(void) {
  struct sigaction handler, ignore = {.sa_handler = SIG_IGN}, stop = {.sa_handler = SIG_DFL};
  sigset_t unblock, before;
  // The others of the group first, ourselves last and in this thread: a signal to the process could reach another thread
  // and stop us only after this function has returned.
  sigaction(SIGTSTP, &ignore, &handler);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &stop, NULL);
  sigemptyset(&unblock);
  sigaddset(&unblock, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &unblock, &before);
  raise(SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(SIGTSTP, &handler, NULL);
  // Coming back is expected here and needs no second answer.
  atomic_store(&continued, false);
  atomic_store(&suspended, false);
}
