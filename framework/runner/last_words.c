// SPDX-License-Identifier: MIT
#include "framework/runner/last_words.h"

#include <stdbool.h>
#include <string.h>

enum { TAIL_BYTES = 2048, REPORT_BYTES = 8192, LONGEST_MARK = 256 };

// How reports begin: `==7==ERROR: AddressSanitizer: ...`, `a.c:3:5: runtime error: ...`.
#define REPORT_MARK "(ERROR|WARNING): [A-Za-z]*Sanitizer:|:[0-9]+:[0-9]+: runtime error: "

void last_words_init(struct last_words *words)
{
    *words = (struct last_words){g_string_new(NULL), g_string_new(NULL)};
}

void last_words_clear(struct last_words *words)
{
    g_string_free(words->tail, TRUE);
    g_string_free(words->report, TRUE);
}

static gpointer compile_mark(gpointer nothing)
{
    (void)nothing;
    return g_regex_new(REPORT_MARK, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
}

// The first line with a mark after `from`; a mark that `from` cuts in two counts as well.
static const char *find_report(const GString *tail, size_t from)
{
    static GOnce once = G_ONCE_INIT;
    const GRegex *mark = g_once(&once, compile_mark, NULL);
    gint at = 0;
    GMatchInfo *match = NULL;
    gint start = from > LONGEST_MARK ? (gint)(from - LONGEST_MARK) : 0;
    bool is_found = g_regex_match_full(mark, tail->str, (gssize)tail->len, start, 0, &match, NULL);
    if (is_found)
        g_match_info_fetch_pos(match, 0, &at, NULL);
    g_match_info_free(match);
    while (is_found && at > 0 && tail->str[at - 1] != '\n')
        at--;
    return is_found ? tail->str + at : NULL;
}

static void append_report(struct last_words *words, const char *bytes, size_t n_bytes)
{
    size_t room = REPORT_BYTES - words->report->len;
    g_string_append_len(words->report, bytes, (gssize)MIN(room, n_bytes));
}

void last_words_add(struct last_words *words, const char *bytes, size_t n_bytes)
{
    GString *tail = words->tail;
    size_t before = tail->len;
    g_string_append_len(tail, bytes, (gssize)n_bytes);
    if (words->report->len > 0) {
        append_report(words, bytes, n_bytes);
    } else {
        const char *report = find_report(tail, before);
        if (report != NULL)
            append_report(words, report, (size_t)(tail->str + tail->len - report));
    }
    if (tail->len > 2 * TAIL_BYTES)
        g_string_erase(tail, 0, (gssize)tail->len - TAIL_BYTES);
}

char *last_words_tail(const struct last_words *words)
{
    size_t skip = words->tail->len > TAIL_BYTES ? words->tail->len - TAIL_BYTES : 0;
    char *text = g_utf8_make_valid(words->tail->str + skip, (gssize)(words->tail->len - skip));
    return g_strchomp(text);
}

char *last_words_report(const struct last_words *words)
{
    if (words->report->len == 0)
        return NULL;
    const char *dump = strstr(words->report->str, "\nShadow bytes around");
    gssize length = dump ? dump - words->report->str : (gssize)words->report->len;
    char *text = g_utf8_make_valid(words->report->str, length);
    return g_strchomp(text);
}
