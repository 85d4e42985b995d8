// SPDX-License-Identifier: MIT
#include "framework/harness/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/protocol.h"

static pid_t owner; // the worker itself, not a child that its body forked
static int in_fd = STDIN_FILENO;
static int out_fd = STDOUT_FILENO;

static char out_buffer[PROTOCOL_MAX_REPLY_BYTES];
static size_t out_length;

static char in_buffer[PROTOCOL_MAX_REQUEST_BYTES];
static size_t in_start, in_end;

// High numbers, so that a body which closes or reuses the low ones does no harm.
static int move_away(int fd)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 200);
    return moved >= 0 ? moved : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

void wire_open(void)
{
    in_fd = move_away(STDIN_FILENO);
    out_fd = move_away(STDOUT_FILENO);
    owner = getpid();
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (in_fd < 0 || out_fd < 0 || nothing < 0) {
        perror("benchrun worker: cannot set up its pipe");
        _exit(2);
    }
    dup2(nothing, STDIN_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    setvbuf(stdout, NULL, _IOLBF, 0);
    close(nothing);
}

static int next_byte(void)
{
    if (in_start == in_end) {
        ssize_t n;
        do
            n = read(in_fd, in_buffer, sizeof in_buffer);
        while (n < 0 && errno == EINTR);
        if (n <= 0)
            return -1;
        in_start = 0;
        in_end = (size_t)n;
    }
    return (unsigned char)in_buffer[in_start++];
}

enum wire_status wire_read_line(char *line, size_t size)
{
    size_t length = 0;
    for (int byte; (byte = next_byte()) != '\n'; length++) {
        if (byte < 0)
            return WIRE_END;
        if (length < size)
            line[length] = (char)byte;
    }
    if (length >= size)
        return WIRE_TOO_LONG;
    line[length] = '\0';
    return memchr(line, '\0', length) == NULL ? WIRE_LINE : WIRE_NOT_TEXT;
}

void wire_flush(void)
{
    if (getpid() != owner)
        _exit(0); // the parent answers
    for (size_t sent = 0; sent < out_length;) {
        ssize_t n = write(out_fd, out_buffer + sent, out_length - sent);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(0);
        sent += (size_t)n;
    }
    out_length = 0;
}

static void append(const char *bytes, size_t n_bytes)
{
    if (n_bytes > sizeof out_buffer - out_length)
        wire_flush();
    memcpy(out_buffer + out_length, bytes, n_bytes);
    out_length += n_bytes;
}

void wire_print(const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    append(text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

void wire_text(const char *key, const char *value)
{
    enum { MOST_BYTES = 4096 };
    wire_print(" %s=", key);
    for (size_t i = 0; i < MOST_BYTES && value[i] != '\0'; i++) {
        unsigned char byte = (unsigned char)value[i];
        if (byte > ' ' && byte != '%' && byte < 0x7f)
            append(&value[i], 1);
        else
            wire_print("%%%02X", byte);
    }
}

void wire_number(const char *key, double value)
{
    if (isfinite(value))
        wire_print(" %s=%.17g", key, value);
}

void wire_data(const void *bytes, size_t n_bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { BYTES_PER_LINE = 3 * 4096 };
    const uint8_t *in = bytes;
    for (size_t i = 0; i < n_bytes; i += 3) {
        if (i % BYTES_PER_LINE == 0)
            wire_print(i == 0 ? "data " : "\ndata ");
        size_t left = n_bytes - i;
        uint32_t three = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) |
                         (left > 2 ? (uint32_t)in[i + 2] : 0);
        char four[4] = {digits[three >> 18], digits[three >> 12 & 63],
                        left > 1 ? digits[three >> 6 & 63] : '=',
                        left > 2 ? digits[three & 63] : '='};
        append(four, sizeof four);
    }
    if (n_bytes > 0)
        wire_print("\n");
}
