// SPDX-License-Identifier: MIT
#include "framework/base/escape.h"

#include <string.h>

#include "framework/base/text.h"

// A copy with `mark` in place of the first colon of each line that is a command, from `lines` on,
// the first line included where `is_start`.
static char *mark_commands(const char *text, const char *mark, bool is_start)
{
    GString *out = g_string_new(NULL);
    for (bool is_first = true; *text; is_first = false) {
        const char *end = strchrnul(text, '\n');
        g_autofree char *line = g_strndup(text, (gsize)(end - text));
        if ((!is_first || is_start) && text_is_command(line)) {
            const char *colon = strchr(line, ':');
            g_string_append_len(out, line, colon - line);
            g_string_append_printf(out, "%s%s", mark, colon + 1);
        } else {
            g_string_append(out, line);
        }
        if (*end == '\n')
            g_string_append_c(out, '\n');
        text = *end == '\n' ? end + 1 : end;
    }
    return g_string_free(out, FALSE);
}

static const char log_mark[] = "\\:";
static const char markup_mark[] = "&#58;";

char *escape_log(const char *text)
{
    g_autofree char *lines = text_printable_lines(text);
    return mark_commands(lines, log_mark, true);
}

void escape_log_lines(GString *out, gsize start)
{
    g_autofree char *marked = mark_commands(out->str + start, log_mark, true);
    g_string_truncate(out, start);
    g_string_append(out, marked);
}

char *escape_markup(const char *text)
{
    g_autofree char *printable = text_printable(text);
    return g_markup_escape_text(printable, -1);
}

char *escape_markup_lines(const char *text)
{
    g_autofree char *lines = text_printable_lines(text);
    g_autofree char *escaped = g_markup_escape_text(lines, -1);
    return mark_commands(escaped, markup_mark, false);
}

// Markup that GLib escaped has references (`&#x1b;`) to control characters, which XML forbids, and
// lets others through: both are written as text_printable() writes them, and so are commands.
static char *settle_markup(const char *markup)
{
    GString *out = g_string_new(NULL);
    gunichar before = 0;
    while (*markup) {
        char *end = NULL;
        gunichar character = g_utf8_get_char(markup);
        bool is_reference = g_str_has_prefix(markup, "&#x");
        if (is_reference)
            character = (gunichar)g_ascii_strtoull(markup + strlen("&#x"), &end, 16);
        const char *next = is_reference && *end == ';' ? end + 1 : g_utf8_next_char(markup);
        if (text_is_second_sign(markup, before))
            g_string_append_c(out, '\\');
        if (character == '\n' || text_is_plain(character)) {
            g_string_append_len(out, markup, next - markup);
        } else {
            char bytes[7] = {0};
            g_unichar_to_utf8(character, bytes);
            g_autofree char *printable = text_printable(bytes);
            g_string_append(out, printable);
        }
        before = g_unichar_iszerowidth(character) ? before : character;
        markup = next;
    }
    return g_string_free(out, FALSE);
}

char *escape_markup_printf(const char *format, va_list arguments)
{
    g_autofree char *escaped = g_markup_vprintf_escaped(format, arguments);
    g_autofree char *valid = g_utf8_make_valid(escaped, -1);
    g_autofree char *settled = settle_markup(valid);
    return mark_commands(settled, markup_mark, false);
}

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

// Whether the character at `c` has a meaning at its place; `before` is the one in front of it.
static bool is_markup(const char *c, char before)
{
    switch (*c) {
    case '_': // not within a word
        return !is_word(before) || !is_word(c[1]);
    case ':': // of an address; of a command for a CI service
        return c[1] == '/' || *text_visible(c + 1) == ':';
    case '.': // of an address
        return g_ascii_tolower(before) == 'w';
    case ']': // of a link
        return c[1] == '(' || c[1] == '[';
    default:
        return strchr("`*<>&\\|~!#$", *c) != NULL;
    }
}

// Whether the character at `c` would begin a list, a rule or a heading, if the text begins a line.
static bool is_block(const char *c, const char *start)
{
    if (c == start)
        return *c && strchr("-+=", *c) && (c[1] == ' ' || c[1] == *c || c[1] == '\0');
    bool is_numbered = start + strspn(start, "0123456789") == c;
    return is_numbered && (*c == '.' || *c == ')') && (c[1] == ' ' || c[1] == '\0');
}

// GitHub mentions nobody in <code>, so `@` is kept there.
char *escape_markdown(const char *text)
{
    GString *out = g_string_new(NULL);
    g_autofree char *printable = g_strchug(text_printable(text));
    for (const char *c = printable; *c; c++) {
        if (*c == '@')
            g_string_append(out, "<code>@</code>");
        else if (is_markup(c, c > printable ? c[-1] : ' ') || is_block(c, printable))
            g_string_append_printf(out, "&#%d;", *c);
        else
            g_string_append_c(out, *c);
    }
    return g_string_free(out, FALSE);
}

static void append_json_escape(GString *out, gunichar c)
{
    if (c > 0xffff)
        g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                               0xdc00 + ((c - 0x10000) & 0x3ff));
    else
        g_string_append_printf(out, "\\u%04x", c);
}

// Outside of texts there are no number signs, and nothing but plain characters and line breaks.
char *escape_json(const char *json)
{
    GString *out = g_string_sized_new(strlen(json));
    const char *done = json;
    for (const char *c = json; *c; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        bool stays = character == '\n' || (character != '#' && text_is_plain(character));
        if (stays || (character == '#' && *text_visible(c + 1) != '#'))
            continue;
        g_string_append_len(out, done, c - done);
        append_json_escape(out, character);
        done = g_utf8_next_char(c);
    }
    g_string_append(out, done);
    return g_string_free(out, FALSE);
}

char *escape_gnuplot_svg(const char *text)
{
    g_autoptr(GString) out = g_string_new(text);
    g_string_replace(out, "&#", "&#x26;#", 0);
    return g_strdup(out->str);
}

static bool is_plain_word(const char *word)
{
    const char *c = word;
    while (g_ascii_isalnum(*c) || (*c != '\0' && strchr("_-./:=,+@%", *c) != NULL) ||
           (unsigned char)*c >= 0x80)
        c++;
    return *word != '\0' && *c == '\0';
}

char *escape_shell(const char *const *words)
{
    GString *line = g_string_new(NULL);
    for (const char *const *word = words; *word != NULL; word++) {
        g_autofree char *quoted = is_plain_word(*word) ? g_strdup(*word) : g_shell_quote(*word);
        g_string_append_printf(line, "%s%s", word > words ? " " : "", quoted);
    }
    return g_string_free(line, FALSE);
}
