// SPDX-License-Identifier: MIT
#include "framework/cli/named_span.h"

#include <string.h>

#include "framework/base/near.h"
#include "framework/cli/command.h"

static int complain_of_no_span(const struct span_program *program, const char *word, bool is_number)
{
    const char *const words[] = {word, NULL};
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    for (guint i = 0; i < program->spans->len; i++)
        g_ptr_array_add(labels, g_array_index(program->spans, struct open_span, i).label);
    g_autofree char *hint = is_number ? g_strdup("") : near_hint(words, labels);
    return complain(EXIT_UNMEASURED,
                    "process %d has no open span '%s': it has ended, or never began%s",
                    program->identity.pid, word, hint);
}

static int complain_of_many(const struct span_program *program, const char *label, guint n)
{
    enum { MOST_NAMED = 5 };
    guint named = 0;
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; i < program->spans->len && named < MOST_NAMED; i++) {
        const struct open_span *span = &g_array_index(program->spans, struct open_span, i);
        if (strcmp(span->label, label) == 0)
            g_string_append_printf(numbers, "%s%" G_GUINT64_FORMAT, named++ > 0 ? ", " : "",
                                   span->number);
    }
    return complain(EXIT_USAGE,
                    "%u open spans of process %d are called '%s': name one by its number (%s%s)", n,
                    program->identity.pid, label, numbers->str, n > named ? ", ..." : "");
}

const struct open_span *named_span_find(const struct span_program *program, const char *word,
                                        int *code)
{
    guint64 number = 0;
    guint n = 0;
    const struct open_span *found = NULL;
    bool is_number = g_ascii_string_to_unsigned(word, 10, 1, G_MAXUINT64, &number, NULL);
    for (guint i = 0; i < program->spans->len; i++) {
        const struct open_span *span = &g_array_index(program->spans, struct open_span, i);
        if (is_number ? span->number != number : strcmp(span->label, word) != 0)
            continue;
        found = span;
        n++;
    }
    if (n == 1)
        return found;
    *code =
        n == 0 ? complain_of_no_span(program, word, is_number) : complain_of_many(program, word, n);
    return NULL;
}
