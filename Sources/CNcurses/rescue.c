#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

/// The one switch between "the screen is ours" and "the shell's": whoever takes it down restores, nobody else does, so
/// that a message printed after a restore is not wiped by a second one.
static atomic_bool entered = false;

/// Everything a handler needs is ready before the screen is entered, because a handler may neither allocate nor ask
/// terminfo.
static char resetBytes[512];
static size_t resetLength = 0;
static struct termios shellModes;
static bool haveShellModes = false;

/// The shell's standard error while descriptor 2 leads elsewhere, -1 otherwise.
static atomic_int savedErrors = -1;

void CNcurses_writeAll(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      return;
    }
    bytes += written;
    count -= (size_t)written;
  }
}

// MARK: - The way back

void CNcurses_prepareRescue(void) {
  haveShellModes = tcgetattr(STDIN_FILENO, &shellModes) == 0;
  resetLength = CNcurses_composeReset(resetBytes, sizeof(resetBytes));
}

void CNcurses_restoreModes(void) {
  if (haveShellModes) tcsetattr(STDIN_FILENO, TCSANOW, &shellModes);
}

static void rescueAtExit(void) { CNcurses_rescue(); }

void CNcurses_setEntered(bool value) {
  static bool registered = false;
  if (value && !registered) {
    registered = true;
    atexit(rescueAtExit);
  }
  atomic_store(&entered, value);
}

bool CNcurses_isEntered(void) { return atomic_load(&entered); }

void CNcurses_rescue(void) {
  if (!atomic_exchange(&entered, false)) return;
  CNcurses_writeAll(STDOUT_FILENO, resetBytes, resetLength);
  CNcurses_restoreModes();
  // The trace of the crash belongs on the terminal, where the person looks.
  CNcurses_restoreErrors();
}

// MARK: - Standard error

void CNcurses_redirectErrors(const char *path) {
  if (atomic_load(&savedErrors) >= 0) return;
  int target = -1;
  if (path != NULL) target = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (target < 0) {
    // Without a log only a terminal needs protection; a file or a pipe that the person chose stays as it is.
    if (!isatty(STDERR_FILENO)) return;
    target = open("/dev/null", O_WRONLY | O_CLOEXEC);
  }
  if (target < 0) return;
  int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
  if (saved >= 0) {
    dup2(target, STDERR_FILENO);
    atomic_store(&savedErrors, saved);
  }
  close(target);
}

void CNcurses_restoreErrors(void) {
  int saved = atomic_exchange(&savedErrors, -1);
  if (saved < 0) return;
  dup2(saved, STDERR_FILENO);
  close(saved);
}
