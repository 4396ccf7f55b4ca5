/// What the files of this target share.
#pragma once

#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1

#include "CNcurses.h"

#include <stddef.h>

/// Writes all bytes, again after EINTR; safe in signal handlers.
void CNcurses_writeAll(int descriptor, const char *bytes, size_t count);

/// Whether the screen is ours; false as soon as a rescue has begun, even in another thread.
bool CNcurses_isEntered(void);

/// Composes the bytes that give the terminal back, from terminfo and from what it does not know; before the screen is
/// entered, since handlers may not ask terminfo. The number of bytes.
size_t CNcurses_composeReset(char *bytes, size_t capacity);

/// Modes that ncurses does not know of and that a screen turns on.
#define CNCURSES_PASTE_ON "\033[?2004h"
#define CNCURSES_PASTE_OFF "\033[?2004l"
#define CNCURSES_SYNC_ON "\033[?2026h"
#define CNCURSES_SYNC_OFF "\033[?2026l"
