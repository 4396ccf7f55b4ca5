#include "private.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen = NULL;

// MARK: - Locale

bool CNcurses_setCharacterLocale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }

const char *CNcurses_codeset(void) { return nl_langinfo(CODESET); }

int CNcurses_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

// MARK: - Entering and leaving

/// Ctrl-C, Ctrl-Z and Ctrl-\ must arrive as keys, and Ctrl-S must not freeze the screen; `raw()` would do more than that
/// (it also turns off the break and parity handling of the line).
static void disableSpecialCharacters(void) {
  struct termios modes;
  if (tcgetattr(STDIN_FILENO, &modes) != 0) return;
  modes.c_cc[VINTR] = _POSIX_VDISABLE;
  modes.c_cc[VSUSP] = _POSIX_VDISABLE;
  modes.c_cc[VQUIT] = _POSIX_VDISABLE;
  modes.c_iflag &= (tcflag_t) ~(IXON | IXOFF);
  tcsetattr(STDIN_FILENO, TCSANOW, &modes);
  def_prog_mode();  // Or ncurses would undo this when it comes back from endwin.
}

bool CNcurses_open(int escapeDelayMilliseconds) {
  if (screen != NULL) return false;
  // The kernel's size counts, never LINES and COLUMNS of an environment that was written before a resize.
  use_env(FALSE);
  use_tioctl(TRUE);
  screen = newterm(NULL, stdout, stdin);
  if (screen == NULL) return false;
  set_escdelay(escapeDelayMilliseconds);
  cbreak();
  noecho();
  nonl();
  typeahead(-1);  // An update is never cut short by typing.
  leaveok(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  disableSpecialCharacters();
  CNcurses_prepareInput();
  curs_set(0);
  CNcurses_writeAll(STDOUT_FILENO, CNCURSES_PASTE_ON, strlen(CNCURSES_PASTE_ON));
  return true;
}

/// Whether the terminal reports the mouse while the screen is entered.
static bool hasMouse = false;

static void sendMouse(bool on) {
  const char *text = on ? "\033[?1000h\033[?1006h" : "\033[?1000l\033[?1006l";
  CNcurses_writeAll(STDOUT_FILENO, text, strlen(text));
}

void CNcurses_setMouse(bool on) {
  if (screen == NULL || on == hasMouse) return;
  hasMouse = on;
  sendMouse(on);
}

void CNcurses_leave(void) {
  if (screen == NULL) return;
  if (hasMouse) sendMouse(false);
  CNcurses_writeAll(STDOUT_FILENO, CNCURSES_PASTE_OFF, strlen(CNCURSES_PASTE_OFF));
  endwin();
}

void CNcurses_enter(void) {
  if (screen == NULL) return;
  reset_prog_mode();
  CNcurses_fitToTerminal();
  clearok(curscr, TRUE);
  doupdate();
  CNcurses_writeAll(STDOUT_FILENO, CNCURSES_PASTE_ON, strlen(CNCURSES_PASTE_ON));
  if (hasMouse) sendMouse(true);
}

void CNcurses_close(void) {
  if (screen == NULL) return;
  CNcurses_leave();
  hasMouse = false;
  CNcurses_finishInput();
  delscreen(screen);
  screen = NULL;
}

// MARK: - Colours

int CNcurses_startColors(void) {
  if (!has_colors() || start_color() != OK) return 0;
  use_default_colors();
  return COLORS;
}

int32_t CNcurses_pair(int foreground, int background) {
  int pair = alloc_pair(foreground, background);
  return pair > 0 ? pair : 0;
}

// MARK: - Size

void CNcurses_size(int *rows, int *columns) {
  *rows = LINES;
  *columns = COLS;
}

bool CNcurses_fitToTerminal(void) {
  struct winsize size;
  if (screen == NULL || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return false;
  if (size.ws_row == 0 || size.ws_col == 0) return false;
  if (size.ws_row == LINES && size.ws_col == COLS) return false;
  // Not resizeterm, which would put a KEY_RESIZE into the input as well.
  resize_term(size.ws_row, size.ws_col);
  clearok(curscr, TRUE);
  return true;
}

// MARK: - Drawing

static attr_t cursesAttributes(uint32_t attributes) {
  attr_t result = WA_NORMAL;
  if (attributes & CNcurses_bold) result |= WA_BOLD;
  if (attributes & CNcurses_dim) result |= WA_DIM;
  if (attributes & CNcurses_reverse) result |= WA_REVERSE;
  if (attributes & CNcurses_underline) result |= WA_UNDERLINE;
  return result;
}

void CNcurses_put(int row, int column, const CNcurses_Cell *cells, size_t count) {
  enum { capacity = 256 };
  cchar_t converted[capacity];
  while (count > 0) {
    size_t taken = count < capacity ? count : capacity;
    int columns = 0;
    for (size_t i = 0; i < taken; i++) {
      wchar_t text[4] = {(wchar_t)cells[i].base, (wchar_t)cells[i].marks[0], (wchar_t)cells[i].marks[1], 0};
      int pair = cells[i].pair;
      // The pair travels in the options argument; the short one truncates above 32767, COLOR_PAIR above 255.
      setcchar(&converted[i], text, cursesAttributes(cells[i].attributes), 0, &pair);
      int width = wcwidth(text[0]);
      columns += width > 0 ? width : 1;
    }
    mvwadd_wchnstr(stdscr, row, column, converted, (int)taken);
    column += columns;
    cells += taken;
    count -= taken;
  }
}

void CNcurses_erase(void) { werase(stdscr); }

void CNcurses_forgetShown(void) { clearok(curscr, TRUE); }

void CNcurses_update(void) {
  // A crash in another thread has given the terminal back and is printing its trace: nothing may be drawn over it.
  if (!CNcurses_isEntered()) return;
  CNcurses_writeAll(STDOUT_FILENO, CNCURSES_SYNC_ON, strlen(CNCURSES_SYNC_ON));
  wnoutrefresh(stdscr);
  doupdate();
  CNcurses_writeAll(STDOUT_FILENO, CNCURSES_SYNC_OFF, strlen(CNCURSES_SYNC_OFF));
}
