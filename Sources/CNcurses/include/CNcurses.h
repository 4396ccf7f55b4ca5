/// The seam to ncursesw and to the terminal's signals: what Swift 6 cannot import or must not do itself.
///
/// Nothing of curses.h leaks out of this header, because it defines hundreds of macros and lower-case functions (`move`,
/// `clear`, `filter`) and shared mutable globals that the Swift 6 mode refuses.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: - Screen (screen.c); call everything below from one thread only, ncurses is not thread-safe.

/// Attributes of a cell. Own bits, because `A_BOLD` and its kin are macros with casts that Swift cannot import.
enum {
  CNcurses_bold = 1,
  CNcurses_dim = 2,
  CNcurses_reverse = 4,
  CNcurses_underline = 8,
};

/// One character to draw: a spacing character, up to two combining marks, attributes and a colour pair.
/// A flat struct, because `cchar_t` is opaque and needs `setcchar`.
typedef struct CNcurses_Cell {
  uint32_t base;
  uint32_t marks[2];
  uint32_t attributes;
  int32_t pair;
} CNcurses_Cell;

/// Sets LC_CTYPE only (LC_NUMERIC would change how numbers are read and written). Empty name: from the environment.
bool CNcurses_setCharacterLocale(const char *name);
/// The locale's codeset, such as "UTF-8".
const char *CNcurses_codeset(void);
/// Columns of a code point in the current locale: 0, 1, 2, or -1 where it cannot be shown.
int CNcurses_columns(uint32_t scalar);

/// What terminfo says about a terminal, read without touching it.
typedef struct CNcurses_Description {
  bool known;          ///< There is an entry that is specific enough.
  bool addressable;    ///< The cursor can be moved to any place.
  int32_t colors;      ///< Colours, 0 where there are none.
} CNcurses_Description;

/// Looks a terminal up with `setupterm`, which, unlike `initscr`, never ends the process.
CNcurses_Description CNcurses_describe(const char *term);

/// Enters the screen with `newterm` (`initscr` would end the process on an error); false where that fails.
/// Also sets cbreak, noecho, keypad and nonl, disables the characters that send signals, and turns bracketed paste on.
bool CNcurses_open(int escapeDelayMilliseconds);
/// Leaves the screen for good and frees it.
void CNcurses_close(void);
/// Leaves the screen for a while: the shell's screen and modes come back.
void CNcurses_leave(void);
/// Comes back after `CNcurses_leave`, or after somebody else changed the terminal's modes; the next update redraws all.
void CNcurses_enter(void);
/// Has the terminal report clicks and the wheel, in the form that has no greatest column (SGR, 1006), or stop it. The terminal's
/// own marking of text works with Shift held, or while it is off.
void CNcurses_setMouse(bool on);

/// Starts colours with the terminal's own as default; the number of colours, 0 where there are none.
/// `alloc_pair` crashes where this was not called or returned 0 (ncurses 6.4).
int CNcurses_startColors(void);
/// A pair for two colours (-1: the terminal's own); 0, the default pair, where none is left.
int32_t CNcurses_pair(int foreground, int background);

/// Rows and columns of the screen; a function, because `LINES` and `COLS` are mutable globals.
void CNcurses_size(int *rows, int *columns);
/// Asks the kernel for the size and fits the screen to it; true where it changed.
bool CNcurses_fitToTerminal(void);

/// Draws `count` characters from a place to the right. Never scrolls, so the last cell of the screen can be written.
void CNcurses_put(int row, int column, const CNcurses_Cell *cells, size_t count);
/// Makes the whole screen blank in memory.
void CNcurses_erase(void);
/// Makes the next update send every cell, whatever ncurses thinks is shown.
void CNcurses_forgetShown(void);
/// Sends what changed as one synchronised update (DEC private mode 2026; terminals without it ignore it).
void CNcurses_update(void);

// MARK: - Input (input.c)

/// Key codes; the curses values, repeated here because curses.h stays inside (input.c asserts that they agree).
enum {
  CNcurses_keyDown = 0402,
  CNcurses_keyUp = 0403,
  CNcurses_keyLeft = 0404,
  CNcurses_keyRight = 0405,
  CNcurses_keyHome = 0406,
  CNcurses_keyBackspace = 0407,
  CNcurses_keyFunction0 = 0410,
  CNcurses_keyDelete = 0512,
  CNcurses_keyShiftDown = 0520,
  CNcurses_keyShiftUp = 0521,
  CNcurses_keyPageDown = 0522,
  CNcurses_keyPageUp = 0523,
  CNcurses_keyEnter = 0527,
  CNcurses_keyPadHome = 0534,
  CNcurses_keyPadPageUp = 0535,
  CNcurses_keyPadEnd = 0537,
  CNcurses_keyPadPageDown = 0540,
  CNcurses_keyBackTab = 0541,
  CNcurses_keyEnd = 0550,
  CNcurses_keyShiftLeft = 0611,
  CNcurses_keyShiftRight = 0622,
  CNcurses_keyPasteStart = 0x7001,  ///< Own code, by `define_key`.
  CNcurses_keyPasteEnd = 0x7002,    ///< Own code, by `define_key`.
  CNcurses_keyMouse = 0x7003,       ///< Own code, by `define_key`: a report of the mouse follows, as characters.
};

/// What `CNcurses_read` found.
enum {
  CNcurses_readNothing = 0,
  CNcurses_readCharacter = 1,
  CNcurses_readKey = 2,
};

/// Teaches ncurses the keys that terminfo entries leave out; called by `CNcurses_open`.
void CNcurses_prepareInput(void);
/// The next character or key, waiting at most so long; 0 does not wait. Reads through a pad, because `wget_wch` on a
/// window would refresh it behind our back.
int CNcurses_read(int timeoutMilliseconds, uint32_t *value);
/// Frees what `CNcurses_prepareInput` made.
void CNcurses_finishInput(void);
/// Bytes waiting on standard input, -1 on an error; a function, because `ioctl` is variadic.
int CNcurses_bytesWaiting(void);

// MARK: - Rescue (rescue.c)

/// Remembers the terminal's modes and its way back, for `CNcurses_rescue`; before the screen is entered.
void CNcurses_prepareRescue(void);
/// Says whether the screen is entered; the rescue acts only then, and once.
void CNcurses_setEntered(bool entered);
/// Gives the terminal back using only `write` and `tcsetattr`, so that a signal handler may call it (`endwin` may not be).
void CNcurses_rescue(void);
/// Puts the terminal's modes back as they were before `CNcurses_open`.
void CNcurses_restoreModes(void);

/// Standard error goes to a file (NULL: nowhere) until `CNcurses_restoreErrors`, so that messages do not tear the screen.
void CNcurses_redirectErrors(const char *path);
/// Standard error as it was.
void CNcurses_restoreErrors(void);

// MARK: - Signals (signals.c)

/// Makes a pipe whose ends neither block nor survive `exec`; 0 or errno. `pipe2` is behind a GNU macro in Swift's Glibc.
int CNcurses_makePipe(int *readEnd, int *writeEnd);

/// Which signals arrived since they were last taken.
typedef struct CNcurses_Signals {
  int32_t ending;    ///< SIGTERM, SIGHUP or SIGINT, else 0.
  bool resized;      ///< SIGWINCH.
  bool suspended;    ///< SIGTSTP, from outside.
  bool continued;    ///< SIGCONT.
} CNcurses_Signals;

/// Installs the handlers; each writes one byte to `wakeDescriptor`. Call it before `CNcurses_open`, because ncurses
/// leaves signals alone that have a handler.
void CNcurses_installSignals(int wakeDescriptor);
/// Puts the old handlers back.
void CNcurses_restoreSignals(void);
/// Takes what arrived.
CNcurses_Signals CNcurses_takeSignals(void);
/// Stops the whole foreground process group like ^Z in a shell does, and returns when continued.
void CNcurses_stopProcessGroup(void);
