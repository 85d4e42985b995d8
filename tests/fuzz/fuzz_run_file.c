// SPDX-License-Identifier: MIT
#include "tests/fuzz/fuzz.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "framework/result/file/run_file.h"
#include "framework/runner/outputs.h"
#include "framework/runner/reply.h"

static void insist(bool condition)
{
    if (!condition)
        abort();
}

// A line holds no NUL and no newline; the copy has just its size, for the sanitizer to see.
static char *make_line(const uint8_t *data, size_t size)
{
    char *line = g_strndup((const char *)data, size);
    return g_strdelimit(line, "\n", ' ');
}

void fuzz_reply(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"message", "iterations", "elapsed_ns", "value", "name", ""};
    g_autofree char *line = make_line(data, size);
    reply_is(line, "ok");
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        guint64 integer = 0;
        g_autofree char *text = reply_text(line, keys[i]);
        insist(text == NULL || g_utf8_validate(text, -1, NULL));
        insist(isfinite(reply_number(line, keys[i], 0)));
        if (reply_integer(line, keys[i], &integer))
            insist(text != NULL);
    }
}

void fuzz_outputs(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(Outputs) outputs = outputs_new();
    g_autoptr(Outputs) nothing = outputs_new();
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *own = g_strdup(*line);
        outputs_take_line(own, outputs);
    }
    g_autofree char *cut = outputs_cut(outputs);
    g_autofree char *with_itself =
        cut == NULL ? outputs_difference(outputs, outputs, "itself") : NULL;
    insist(with_itself == NULL);
    g_autofree char *with_nothing = outputs_difference(nothing, outputs, "nothing");
    insist((with_nothing == NULL) == (outputs->items->len == 0));
}

void fuzz_run_file(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_memdup2(data, size);
    g_autoptr(Run) run = run_parse(own ? own : "", size, &error);
    insist((run == NULL) == (error != NULL));
    if (run == NULL)
        return;
    g_autofree char *text = run_format(run);
    g_autoptr(Run) again = run_parse(text, strlen(text), &error);
    insist(again != NULL);
}
