#include "private.h"

#include <curses.h>
#include <sys/ioctl.h>
#include <unistd.h>

_Static_assert(CNcurses_keyDown == KEY_DOWN && CNcurses_keyUp == KEY_UP, "arrows");
_Static_assert(CNcurses_keyLeft == KEY_LEFT && CNcurses_keyRight == KEY_RIGHT, "arrows");
_Static_assert(CNcurses_keyHome == KEY_HOME && CNcurses_keyEnd == KEY_END, "home and end");
_Static_assert(CNcurses_keyBackspace == KEY_BACKSPACE && CNcurses_keyDelete == KEY_DC, "deleting");
_Static_assert(CNcurses_keyFunction0 == KEY_F0 && CNcurses_keyEnter == KEY_ENTER, "function keys, enter");
_Static_assert(CNcurses_keyShiftDown == KEY_SF && CNcurses_keyShiftUp == KEY_SR, "shifted arrows");
_Static_assert(CNcurses_keyShiftLeft == KEY_SLEFT && CNcurses_keyShiftRight == KEY_SRIGHT, "shifted arrows");
_Static_assert(CNcurses_keyPageDown == KEY_NPAGE && CNcurses_keyPageUp == KEY_PPAGE, "pages");
_Static_assert(CNcurses_keyPadHome == KEY_A1 && CNcurses_keyPadPageUp == KEY_A3, "keypad");
_Static_assert(CNcurses_keyPadEnd == KEY_C1 && CNcurses_keyPadPageDown == KEY_C3, "keypad");
_Static_assert(CNcurses_keyBackTab == KEY_BTAB, "shift and tab");
_Static_assert(CNcurses_keyPasteStart > KEY_MAX, "own codes lie above those of curses");

/// Keys are read through a pad of one cell: a pad is never refreshed by reading.
static WINDOW *pad = NULL;

/// Sequences that common terminals send although many terminfo entries leave them out, or list only the other form.
static const struct {
  const char *sequence;
  int code;
} commonSequences[] = {
    {"\033[A", KEY_UP},      {"\033[B", KEY_DOWN},    {"\033[C", KEY_RIGHT},   {"\033[D", KEY_LEFT},
    {"\033OA", KEY_UP},      {"\033OB", KEY_DOWN},    {"\033OC", KEY_RIGHT},   {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME},    {"\033[F", KEY_END},     {"\033OH", KEY_HOME},    {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME},   {"\033[4~", KEY_END},    {"\033[7~", KEY_HOME},   {"\033[8~", KEY_END},
    {"\033[3~", KEY_DC},     {"\033[5~", KEY_PPAGE},  {"\033[6~", KEY_NPAGE},  {"\033[Z", KEY_BTAB},
    {"\033[1;2A", KEY_SR},   {"\033[1;2B", KEY_SF},   {"\033[1;2C", KEY_SRIGHT}, {"\033[1;2D", KEY_SLEFT},
    {"\033OP", KEY_F(1)},    {"\033OQ", KEY_F(2)},    {"\033OR", KEY_F(3)},    {"\033OS", KEY_F(4)},
    {"\033[15~", KEY_F(5)},  {"\033[17~", KEY_F(6)},  {"\033[18~", KEY_F(7)},  {"\033[19~", KEY_F(8)},
    {"\033[20~", KEY_F(9)},  {"\033[21~", KEY_F(10)}, {"\033[23~", KEY_F(11)}, {"\033[24~", KEY_F(12)},
};

void CNcurses_prepareInput(void) {
  pad = newpad(1, 1);
  if (pad == NULL) return;
  keypad(pad, TRUE);
  for (size_t i = 0; i < sizeof(commonSequences) / sizeof(commonSequences[0]); i++) {
    // Terminfo's own meaning wins. A negative answer means "a prefix of one", which must not be cut short either.
    if (key_defined(commonSequences[i].sequence) == 0) {
      define_key(commonSequences[i].sequence, commonSequences[i].code);
    }
  }
  define_key("\033[200~", CNcurses_keyPasteStart);
  define_key("\033[201~", CNcurses_keyPasteEnd);
  define_key("\033[<", CNcurses_keyMouse);
}

int CNcurses_read(int timeoutMilliseconds, uint32_t *value) {
  if (pad == NULL) return CNcurses_readNothing;
  wtimeout(pad, timeoutMilliseconds);
  wint_t input = 0;
  int status = wget_wch(pad, &input);
  *value = (uint32_t)input;
  if (status == KEY_CODE_YES) return CNcurses_readKey;
  return status == OK ? CNcurses_readCharacter : CNcurses_readNothing;
}

void CNcurses_finishInput(void) {
  if (pad != NULL) delwin(pad);
  pad = NULL;
}

int CNcurses_bytesWaiting(void) {
  int count = 0;
  return ioctl(STDIN_FILENO, FIONREAD, &count) == 0 ? count : -1;
}
