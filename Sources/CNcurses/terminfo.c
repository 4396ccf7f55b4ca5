#include "private.h"

#include <string.h>
#include <unistd.h>

// term.h defines hundreds of macros, `lines` and `columns` among them; so what needs it has a file of its own.
#include <curses.h>
#include <term.h>

/// A string capability, NULL where the terminal has none.
static const char *capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}

CNcurses_Description CNcurses_describe(const char *term) {
  CNcurses_Description description = {false, false, 0};
  TERMINAL *current = cur_term;  // A screen may be open; it must keep its entry.
  int status = 0;
  if (setupterm(term, STDOUT_FILENO, &status) != OK) {
    // Status 1 with ERR is an entry too generic to draw with; it is known all the same.
    description.known = status == 1;
    return description;
  }
  description.known = true;
  description.addressable = capability("cup") != NULL;
  int colors = tigetnum("colors");
  description.colors = colors > 0 ? colors : 0;
  // For an entry that is already in use setupterm gives the same one back; that one must stay.
  if (cur_term != current) del_curterm(set_curterm(current));
  return description;
}

/// Bytes collected for the rescue.
typedef struct Buffer {
  char *bytes;
  size_t count;
  size_t capacity;
} Buffer;

/// Appends text without the padding marks of terminfo ("$<2>"), which only `tputs` understands.
static void append(Buffer *buffer, const char *text) {
  if (text == NULL) return;
  while (*text != '\0' && buffer->count < buffer->capacity) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end != NULL) {
      text = end + 1;
    } else {
      buffer->bytes[buffer->count++] = *text++;
    }
  }
}

size_t CNcurses_composeReset(char *bytes, size_t capacity) {
  Buffer buffer = {bytes, 0, capacity};
  // Synchronised output, mouse reports in all forms, bracketed paste: modes that terminfo has no string for.
  append(&buffer, CNCURSES_SYNC_OFF "\033[?1000l\033[?1002l\033[?1003l\033[?1006l" CNCURSES_PASTE_OFF);
  TERMINAL *current = cur_term;
  int status = 0;
  if (setupterm(NULL, STDOUT_FILENO, &status) != OK) return buffer.count;
  append(&buffer, capability("sgr0"));
  append(&buffer, capability("rmkx"));
  append(&buffer, capability("cnorm"));
  const char *leave = capability("rmcup");
  append(&buffer, leave);
  // Without another screen to go back to, the prompt and the crash message go below what was drawn.
  append(&buffer, leave != NULL ? "\r" : "\033[999;1H\r\n");
  if (cur_term != current) del_curterm(set_curterm(current));
  return buffer.count;
}
