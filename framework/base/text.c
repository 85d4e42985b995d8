// SPDX-License-Identifier: MIT
#include "framework/base/text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const char ellipsis[] = "…";

// GLib treats separators of lines and paragraphs as printable.
bool text_is_plain(gunichar c)
{
    if (c < 0x80) // nearly all
        return c >= ' ' && c != 0x7f;
    GUnicodeType type = g_unichar_type(c);
    return g_unichar_isprint(c) && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR && type != G_UNICODE_PRIVATE_USE;
}

static void append_escape(GString *out, gunichar c)
{
    if (c == '\n')
        g_string_append(out, "\\n");
    else if (c == '\t')
        g_string_append(out, "\\t");
    else if (c == '\r')
        g_string_append(out, "\\r");
    else if (c < 0x80)
        g_string_append_printf(out, "\\x%02x", c);
    else
        g_string_append_printf(out, "\\u%04x", c);
}

const char *text_visible(const char *text)
{
    while (*text && g_unichar_iszerowidth(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

static const char *skip_blanks(const char *line)
{
    for (gunichar c = 0; (c = g_utf8_get_char(line)) != 0; line = g_utf8_next_char(line))
        if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c))
            break;
    return line;
}

static bool is_double_colon(const char *text)
{
    return text[0] == ':' && *text_visible(text + 1) == ':';
}

// GitHub takes a line for a command if it begins with two colons after any blanks. Compared as
// .NET compares, what takes up no room does not count.
bool text_is_command(const char *line)
{
    return is_double_colon(skip_blanks(line));
}

bool text_is_second_sign(const char *text, gunichar before)
{
    if (before != '#' || *text != '#')
        return false;
    do
        text = text_visible(text + 1);
    while (g_ascii_isalpha(*text));
    return *text == '[';
}

char *text_printable(const char *text)
{
    GString *out = g_string_new(NULL);
    gunichar before = 0;
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    for (const char *c = valid; *c; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        if (text_is_second_sign(c, before))
            g_string_append_c(out, '\\');
        if (text_is_plain(character))
            g_string_append_unichar(out, character);
        else
            append_escape(out, character);
        before = g_unichar_iszerowidth(character) ? before : character;
    }
    return g_string_free(out, FALSE);
}

char *text_printable_lines(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_auto(GStrv) lines = g_strsplit(g_strstrip(valid), "\n", -1);
    for (char **line = lines; *line; line++) {
        char *printable = text_printable(g_strchomp(*line));
        g_free(*line);
        *line = printable;
    }
    return g_strjoinv("\n", lines);
}

static size_t character_columns(const char *text)
{
    gunichar c = g_utf8_get_char(text);
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

static size_t columns_up_to(const char *text, const char *end)
{
    size_t columns = 0;
    for (; text < end; text = g_utf8_next_char(text))
        columns += character_columns(text);
    return columns;
}

size_t text_columns(const char *text)
{
    return columns_up_to(text, text + strlen(text));
}

char *text_keep_tail(const char *text, size_t columns)
{
    size_t rest = text_columns(text);
    if (rest <= columns)
        return g_strdup(text);
    // A mark that combines with an omitted character is omitted too.
    while (*text && (rest + 1 > columns || character_columns(text) == 0)) {
        rest -= character_columns(text);
        text = g_utf8_next_char(text);
    }
    return g_strconcat(ellipsis, text, NULL);
}

char *text_keep_ends(const char *text, size_t columns)
{
    if (text_columns(text) <= columns)
        return g_strdup(text);
    size_t start_columns = columns / 3;
    g_autofree char *tail = text_keep_tail(text, columns - start_columns);
    g_autofree char *start = g_strndup(text, (gsize)(text_end(text, start_columns) - text));
    return g_strconcat(start, tail, NULL);
}

const char *text_end(const char *text, size_t columns)
{
    size_t used = 0;
    for (; *text; text = g_utf8_next_char(text)) {
        used += character_columns(text);
        if (used > columns)
            break;
    }
    return text;
}

char *text_keep_bytes(const char *text, size_t bytes)
{
    static const char mark[] = "…";
    size_t length = strlen(text);
    if (length <= bytes)
        return g_strdup(text);
    const char *end = g_utf8_find_prev_char(text, text + bytes - strlen(mark) + 1);
    return g_strdup_printf("%.*s%s", end != NULL ? (int)(end - text) : 0, text, mark);
}

char *text_keep_head(const char *text, size_t columns)
{
    if (text_columns(text) <= columns)
        return g_strdup(text);
    const char *end = text_end(text, columns - 1);
    return g_strdup_printf("%.*s%s", (int)(end - text), text, ellipsis);
}

struct wrapping {
    GString *out;
    size_t indent, width;
    size_t column;            // where the line ends
    bool is_empty;            // it has no word yet
    const char *after_blanks; // of the word: looked for once
};

static void break_line(struct wrapping *wrapping)
{
    GString *out = wrapping->out;
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_printf(out, "\n%*s", (int)wrapping->indent, "");
    wrapping->column = wrapping->indent;
    wrapping->is_empty = true;
}

// Takes the meaning from what would begin a line as a command; returns the columns used for it.
static size_t mark_command(struct wrapping *wrapping, const char *word)
{
    if (word > wrapping->after_blanks)
        wrapping->after_blanks = skip_blanks(word);
    if (!wrapping->is_empty || !is_double_colon(wrapping->after_blanks))
        return 0;
    g_string_append_c(wrapping->out, '\\');
    wrapping->column++;
    return 1;
}

static void add_word(struct wrapping *wrapping, const char *word)
{
    size_t columns = text_columns(word);
    wrapping->after_blanks = skip_blanks(word);
    if (!wrapping->is_empty && wrapping->column + 1 + columns > wrapping->width)
        break_line(wrapping);
    size_t mark = mark_command(wrapping, word);
    // A word longer than a line is broken where the line ends.
    while (wrapping->is_empty && wrapping->column + columns > wrapping->width) {
        size_t room = wrapping->width > wrapping->column ? wrapping->width - wrapping->column : 0;
        const char *end = text_end(word, room);
        if (end == word && wrapping->column <= wrapping->indent + mark)
            break;
        g_string_append_len(wrapping->out, word, end - word);
        columns -= columns_up_to(word, end); // not counted again, since a word may have many lines
        word = end;
        break_line(wrapping);
        mark = mark_command(wrapping, word);
    }
    if (!wrapping->is_empty) {
        g_string_append_c(wrapping->out, ' ');
        wrapping->column++;
    }
    g_string_append(wrapping->out, word);
    wrapping->column += columns;
    wrapping->is_empty = false;
}

void text_wrap(GString *out, const char *text, size_t indent, size_t width)
{
    // From its end, as the line is short and the text may be long.
    const char *newline = memrchr(out->str, '\n', out->len);
    struct wrapping wrapping = {
        .out = out,
        .indent = indent,
        .width = width,
        .column = text_columns(newline ? newline + 1 : out->str),
        .is_empty = true,
    };
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_auto(GStrv) lines = g_strsplit(g_strstrip(valid), "\n", -1);
    for (char **line = lines; *line; line++) {
        if (line != lines)
            break_line(&wrapping);
        g_autofree char *printable = text_printable(*line);
        g_auto(GStrv) words = g_strsplit(printable, " ", -1);
        for (char **word = words; *word; word++)
            if (**word)
                add_word(&wrapping, *word);
    }
    g_string_append_c(out, '\n');
}

void text_append_number(GString *out, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    if (!isfinite(value))
        return;
    g_ascii_formatd(buffer, sizeof buffer, "%.15g", value);
    if (g_ascii_strtod(buffer, NULL) != value)
        g_ascii_dtostr(buffer, sizeof buffer, value);
    g_string_append(out, buffer);
}
