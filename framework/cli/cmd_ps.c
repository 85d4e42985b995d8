// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/live.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/ps_text.h"
#include "framework/cli/target_pid.h"
#include "framework/cli/terminal.h"

enum { REFRESH_US = 1000 * 1000, LOOK_US = 50 * 1000 };

static void say_what_is_left_out(const struct live_list *list)
{
    for (guint i = 0; i < list->damaged->len; i++)
        say("left out %s: remove it if no program has it",
            (const char *)g_ptr_array_index(list->damaged, i));
    if (list->elsewhere > 0)
        say("left out %u in other pid namespaces (containers): run benchrun in there",
            list->elsewhere);
}

static void render(GString *out, const struct live_list *list, const struct options *options,
                   pid_t pid)
{
    if (strcmp(options->look.format, "json") == 0)
        ps_json_write(out, list, pid > 0);
    else if (pid > 0)
        ps_text_write_process(out, list, terminal_width());
    else
        ps_text_write(out, list, terminal_width());
}

static struct live_list *read_list(pid_t pid)
{
    return pid > 0 ? target_pid_list(pid) : live_list_read(0);
}

static int print(const struct options *options, pid_t pid)
{
    g_autoptr(LiveList) list = read_list(pid);
    g_autoptr(GString) text = g_string_new(NULL);
    if (list == NULL)
        return EXIT_UNMEASURED;
    render(text, list, options, pid);
    if (pid == 0)
        say_what_is_left_out(list);
    if (fwrite(text->str, 1, text->len, stdout) != text->len || fflush(stdout) != 0)
        return complain(EXIT_UNMEASURED, "cannot write to stdout: %s", g_strerror(errno));
    return EXIT_GOOD;
}

static bool wait_a_second(void)
{
    gint64 ends_us = g_get_monotonic_time() + REFRESH_US;
    while (g_get_monotonic_time() < ends_us) {
        if (interruption_is_requested() || live_is_ended())
            return false;
        g_usleep(LOOK_US);
    }
    return true;
}

// Of a process until it has nothing to show any more.
static int watch(const struct options *options, pid_t pid)
{
    g_autoptr(GError) error = NULL;
    interruption_catch_signals();
    g_autoptr(LiveList) first = read_list(pid);
    struct live *live =
        first != NULL ? live_open("--watch", "without it, it is shown once", &error) : NULL;
    if (first == NULL)
        return EXIT_UNMEASURED;
    if (live == NULL)
        return complain(EXIT_USAGE, "%s", error->message);
    do {
        g_autoptr(LiveList) list = live_list_read(pid);
        g_autoptr(GString) text = g_string_new(NULL);
        if (pid > 0 && list->runs->len + list->programs->len == 0)
            break;
        render(text, list, options, pid);
        live_show(text->str);
    } while (wait_a_second());
    live_close(live);
    return EXIT_GOOD;
}

static int show(const struct options *options)
{
    pid_t pid = 0;
    if (options->suites != NULL && options->suites[1] != NULL)
        return complain(EXIT_USAGE, "name one process, or none for all: '%s' is too many",
                        options->suites[1]);
    if (options->look.watches && strcmp(options->look.format, "table") != 0)
        return complain(EXIT_USAGE, "--watch refreshes a table: leave out --format");
    if (options->suites != NULL && !target_pid_read(options->suites[0], &pid))
        return EXIT_USAGE;
    return options->look.watches ? watch(options, pid) : print(options, pid);
}

int cmd_ps(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, argv))
        code = show(&options);
    options_clear(&options);
    return code;
}
