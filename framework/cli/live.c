// SPDX-License-Identifier: MIT
#include "framework/cli/live.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { USUAL_HEIGHT = 24 };

struct live {
    struct termios before;
};

struct live *live_open(const char *option, const char *remedy, GError **error)
{
    struct termios now;
    struct live *live = g_new0(struct live, 1);
    if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &live->before) != 0) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s needs a terminal; %s",
                    option, remedy);
        g_free(live);
        return NULL;
    }
    now = live->before;
    now.c_lflag &= ~(tcflag_t)(ICANON | ECHO); // keys count at once; Ctrl-C stays a signal
    now.c_cc[VMIN] = 0;
    now.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &now);
    return live;
}

unsigned live_height(void)
{
    struct winsize size;
    bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    return is_known ? size.ws_row : USUAL_HEIGHT;
}

void live_show(const char *text)
{
    // From the upper left, each line to its end, and nothing below.
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) out = g_string_new("\x1b[H");
    unsigned n = g_strv_length(lines) - (*text != '\0' && g_str_has_suffix(text, "\n"));
    unsigned room = live_height() - 1; // the cursor has the last
    unsigned shown = n <= room ? n : room - MIN(room, 1);
    for (unsigned i = 0; i < shown; i++)
        g_string_append_printf(out, "%s\x1b[K\n", lines[i]);
    if (shown < n && room > 0)
        g_string_append_printf(out, "%u line%s more\x1b[K\n", n - shown, n - shown == 1 ? "" : "s");
    g_string_append(out, "\x1b[J");
    fwrite(out->str, 1, out->len, stdout);
    fflush(stdout);
}

bool live_is_ended(void)
{
    char key = 0;
    while (read(STDIN_FILENO, &key, 1) == 1)
        if (key == 'q' || key == 'Q')
            return true;
    return false;
}

void live_close(struct live *live)
{
    if (live == NULL)
        return;
    tcsetattr(STDIN_FILENO, TCSANOW, &live->before);
    g_free(live);
}
