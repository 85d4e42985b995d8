// SPDX-License-Identifier: MIT
#include "framework/cli/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "reports/report.h"

// Zeros where stdout is not a terminal.
static struct winsize read_size(void)
{
    struct winsize size = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : (struct winsize){0};
}

// As shells set it, and as users do for a pipe.
static unsigned width_of_environment(void)
{
    guint64 columns = 0;
    const char *text = g_getenv("COLUMNS");
    return text != NULL && g_ascii_string_to_unsigned(text, 10, 1, 100000, &columns, NULL)
               ? (unsigned)columns
               : 0;
}

unsigned terminal_width(void)
{
    unsigned width = width_of_environment();
    return width > 0 ? width : read_size().ws_col;
}

// Primary device attributes, as ECMA-48 and DEC define them: ESC [ ? 62 ; 4 ; 22 c, where 4 is
// sixel.
static bool names_sixel(const char *reply)
{
    const char *start = strstr(reply, "\033[?");
    const char *end = start ? strchr(start, 'c') : NULL;
    if (!end)
        return false;
    start += strlen("\033[?");
    g_autofree char *list = g_strndup(start, (gsize)(end - start));
    g_auto(GStrv) attributes = g_strsplit(list, ";", -1);
    return g_strv_contains((const char *const *)attributes + (attributes[0] != NULL), "4");
}

// Reads up to the letter that ends the answer; what comes too late is ignored.
static void read_reply(int fd, char *reply, size_t size)
{
    enum { PATIENCE_MS = 200 };
    size_t length = 0;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    while (length + 1 < size && poll(&ready, 1, PATIENCE_MS) == 1 &&
           read(fd, reply + length, 1) == 1)
        if (reply[length++] == 'c')
            break;
    reply[length] = '\0';
}

// The answer must not be shown, nor wait for a newline; and a process in the background must not
// ask.
static bool ask_for_sixel(void)
{
    static const char question[] = "\033[c";
    char reply[128] = "";
    struct termios before;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    if (tcgetpgrp(fd) == getpgrp() && tcgetattr(fd, &before) == 0) {
        struct termios raw = before;
        raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
        tcsetattr(fd, TCSANOW, &raw);
        if (write(fd, question, strlen(question)) == (ssize_t)strlen(question))
            read_reply(fd, reply, sizeof reply);
        tcsetattr(fd, TCSANOW, &before);
    }
    close(fd);
    return names_sixel(reply);
}

struct terminal terminal_detect(unsigned width)
{
    struct winsize size = read_size();
    struct terminal terminal = {
        .kind = TERMINAL_TEXT,
        .columns = width > 0 ? width : REPORT_WIDTH,
        .width_pixels = size.ws_xpixel,
    };
    if (!isatty(STDOUT_FILENO) || g_strcmp0(g_getenv("TERM"), "dumb") == 0)
        return terminal;
    if (g_getenv("KITTY_WINDOW_ID") || g_strcmp0(g_getenv("TERM"), "xterm-kitty") == 0)
        terminal.kind = TERMINAL_KITTY;
    else if (ask_for_sixel())
        terminal.kind = TERMINAL_SIXEL;
    return terminal;
}
