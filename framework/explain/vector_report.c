// SPDX-License-Identifier: MIT
#include "framework/explain/vector_report.h"

#include <stdbool.h>
#include <string.h>

// A loop begins a few lines above what runs most in it.
enum { LINES_ABOVE = 4 };

struct remark {
    unsigned line;
    bool is_done;
    const char *text;
};

// `FILE:LINE:COLUMN: missed: TEXT`, of that file; false: the line is something else.
static bool read_remark(const char *line, const char *file, struct remark *remark)
{
    static const char done[] = "optimized: ", missed[] = "missed: ";
    const char *colon = strchr(line, ':');
    if (colon == NULL)
        return false;
    g_autofree char *path = g_strndup(line, (gsize)(colon - line));
    g_autofree char *name = g_path_get_basename(path);
    char *end = NULL;
    remark->line = (unsigned)g_ascii_strtoull(colon + 1, &end, 10);
    const char *text = *end == ':' ? strstr(end, ": ") : NULL;
    if (strcmp(name, file) != 0 || text == NULL)
        return false;
    text += strlen(": ");
    remark->is_done = g_str_has_prefix(text, done);
    remark->text = remark->is_done ? text + strlen(done) : text + strlen(missed);
    return remark->is_done || g_str_has_prefix(text, missed);
}

// The nearest loop counts; of what is said of it, that it was done, or else the first reason.
static bool is_better(const struct remark *remark, const struct remark *best)
{
    static const char reason[] = "not vectorized: ";
    if (best->text == NULL || remark->line != best->line)
        return best->text == NULL || remark->line > best->line;
    if (best->is_done || remark->is_done)
        return !best->is_done;
    return g_str_has_prefix(remark->text, reason) && !g_str_has_prefix(best->text, reason);
}

char *vector_report_find(const char *log, const char *file, unsigned line)
{
    struct remark best = {0};
    g_autofree char *name = g_path_get_basename(file);
    g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
    for (char **text = lines; *text != NULL; text++) {
        struct remark remark;
        bool is_near = read_remark(*text, name, &remark) && remark.line <= line &&
                       remark.line + LINES_ABOVE >= line;
        if (is_near && is_better(&remark, &best))
            best = remark;
    }
    return g_strdup(best.text);
}
