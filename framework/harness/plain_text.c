// SPDX-License-Identifier: MIT
#include "framework/harness/plain_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// The bytes of a character and its number; 0 bytes if it is not UTF-8.
static size_t read_character(const char *text, uint32_t *out)
{
    const unsigned char *bytes = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = bytes[0] < 0x80 ? 1 : bytes[0] < 0xc2 ? 0 : bytes[0] < 0xe0 ? 2 : 0;
    if (bytes[0] >= 0xe0)
        n = bytes[0] < 0xf0 ? 3 : bytes[0] < 0xf5 ? 4 : 0;
    *out = n < 2 ? bytes[0] : bytes[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        *out = *out << 6 | (bytes[i] & 0x3f);
    }
    bool is_surrogate = *out >= 0xd800 && *out < 0xe000;
    return n > 0 && *out >= least[n] && *out <= 0x10ffff && !is_surrogate ? n : 0;
}

static bool is_within(uint32_t character, uint32_t first, uint32_t last)
{
    return character >= first && character <= last;
}

// Nothing that a terminal obeys, hides or turns round.
static bool is_shown(uint32_t character)
{
    return character >= 0x20 && !is_within(character, 0x7f, 0x9f) && character != 0xad &&
           character != 0x61c && !is_within(character, 0x200b, 0x200f) &&
           !is_within(character, 0x2028, 0x202e) && !is_within(character, 0x2060, 0x206f) &&
           character != 0xfeff && !is_within(character, 0xfff9, 0xfffb) && character < 0xe0000;
}

// All of a piece, or nothing.
static size_t add(char *out, size_t size, size_t length, const char *piece, size_t n)
{
    if (length + n >= size)
        return 0;
    memcpy(out + length, piece, n);
    out[length + n] = '\0';
    return n;
}

static size_t add_number(char *out, size_t size, size_t length, const char *format, unsigned number)
{
    char piece[8];
    int n = snprintf(piece, sizeof piece, strcmp(format, "x") == 0 ? "\\x%02x" : "\\u%04x", number);
    return add(out, size, length, piece, (size_t)n);
}

size_t plain_for_terminal(const char *text, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    while (*text != '\0') {
        uint32_t character = 0;
        size_t n = read_character(text, &character);
        size_t added = 0;
        if (n > 0 && is_shown(character))
            added = add(out, size, length, text, n);
        else
            added = add_number(out, size, length, "x", (unsigned char)*text);
        if (added == 0)
            break;
        length += added;
        text += n > 0 && is_shown(character) ? n : 1;
    }
    return length;
}

size_t plain_for_json(const char *text, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    while (*text != '\0') {
        uint32_t character = 0;
        size_t n = read_character(text, &character);
        size_t added = 0;
        if (n == 0)
            added = add_number(out, size, length, "u", 0xfffd);
        else if (character < 0x20 || character == '"' || character == '\\' || character == 0x7f)
            added = add_number(out, size, length, "u", character);
        else
            added = add(out, size, length, text, n);
        if (added == 0)
            break;
        length += added;
        text += n > 0 ? n : 1;
    }
    return length;
}

size_t plain_width(const char *plain)
{
    size_t width = 0;
    for (; *plain != '\0'; plain++)
        width += (*plain & 0xc0) != 0x80;
    return width;
}
