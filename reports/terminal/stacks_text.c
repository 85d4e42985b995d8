// SPDX-License-Identifier: MIT
// The stacks of threads, innermost function first, as debuggers print them.
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/live/whereabouts.h"
#include "reports/formats.h"
#include "reports/words/profile_words.h"
#include "reports/words/units.h"

enum { NAME_COLUMNS = 40 }; // longer names move the place that follows

// A line of a stack, printable.
struct line {
    char *name, *place;
};

static void line_clear(void *data)
{
    struct line *line = data;
    g_free(line->name);
    g_free(line->place);
}

// As the user would name it from here: `src/parse.c:31`; the module where there is no source.
static char *place_of(const struct profile_function *function, unsigned line, const char *folder)
{
    const char *path = function->file;
    if (path == NULL)
        return text_printable(function->module);
    if (folder != NULL && g_str_has_prefix(path, folder) && path[strlen(folder)] == '/')
        path += strlen(folder) + 1;
    g_autofree char *whole = line > 0 ? g_strdup_printf("%s:%u", path, line) : g_strdup(path);
    return text_printable(whole);
}

static GArray *list_lines(const struct profile *profile, guint node, const char *folder)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    g_array_set_clear_func(lines, line_clear);
    for (; node != 0; node = g_array_index(profile->nodes, struct profile_node, node).parent) {
        const struct profile_frame *frame = profile_frame_of(profile, node);
        const struct profile_function *function = profile_function_of(profile, node);
        g_autofree char *name = profile_name(function);
        struct line line = {
            .name = g_strconcat(name, frame->is_inlined ? " (inlined)" : "", NULL),
            .place = place_of(function, frame->line, folder),
        };
        g_array_append_val(lines, line);
    }
    return lines;
}

static void write_stack(GString *out, const struct profile *profile, guint node, const char *folder)
{
    g_autoptr(GArray) lines = list_lines(profile, node, folder);
    size_t widest = 0;
    for (guint i = 0; i < lines->len; i++) {
        size_t columns = text_columns(g_array_index(lines, struct line, i).name);
        widest = columns <= NAME_COLUMNS ? MAX(widest, columns) : widest;
    }
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index(lines, struct line, i);
        size_t columns = text_columns(line->name);
        int blanks = *line->place == '\0' ? 0 : columns < widest ? (int)(widest - columns) + 2 : 2;
        g_string_append_printf(out, "  %s%*s%s\n", line->name, blanks, "", line->place);
    }
}

static const char *state_words(char state)
{
    static const struct {
        char state;
        const char *words;
    } rows[] = {
        {'R', "runs"},
        {'S', "waits"},
        {'D', "waits uninterruptibly"},
        {'T', "is stopped"},
        {'t', "is stopped by a debugger"},
        {'Z', "has ended"},
        {'X', "has ended"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].state == state)
            return rows[i].words;
    return "is in a state that is not known";
}

static void write_heading(GString *out, const struct thread *thread, bool use_colour)
{
    g_autofree char *name = text_printable(thread->name);
    g_autofree char *function = text_printable(thread->kernel_function);
    g_string_append_printf(out, "\n%sthread %d (%s)%s %s", use_colour ? "\033[1m" : "", thread->tid,
                           name, use_colour ? "\033[0m" : "", state_words(thread->state));
    if (thread->system_call != NULL)
        g_string_append_printf(out, " in %s%s%s%s", thread->system_call,
                               *function != '\0' ? " (" : "", function,
                               *function != '\0' ? ")" : "");
    else if (*function != '\0')
        g_string_append_printf(out, " in the kernel's %s", function);
    g_string_append_c(out, '\n');
}

bool stacks_text_write(GString *out, const struct stacks_report *report,
                       G_GNUC_UNUSED GError **error)
{
    const struct whereabouts *whereabouts = report->whereabouts;
    const struct threads *threads = whereabouts->threads;
    gsize start = out->len;
    g_autofree char *command = text_printable(whereabouts->command);
    g_autofree char *stop = units_time((double)threads->longest_stop_ns);
    g_string_append_printf(out, "process %d (%s), %u thread%s, stopped for at most %s\n",
                           threads->pid, command, threads->all->len,
                           threads->all->len == 1 ? "" : "s", stop);
    for (guint i = 0; i < threads->all->len; i++) {
        const struct thread *thread = threads->all->pdata[i];
        write_heading(out, thread, report->use_colour);
        if (thread->is_taken)
            write_stack(out, whereabouts->profile, whereabouts->paths[i].node, report->folder);
        else
            g_string_append(out, thread->state == 'Z' ? "  (no stack any more)\n"
                                                      : "  (no stack: it did not stop in time)\n");
    }
    escape_log_lines(out, start);
    return true;
}
