// SPDX-License-Identifier: MIT
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/near.h"
#include "framework/base/text.h"
#include "framework/cli/command.h"
#include "framework/cli/named_span.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/target_pid.h"
#include "framework/result/case_pattern.h"

// What is printed is from other programs.
static void print_line(const char *format, ...) G_GNUC_PRINTF(1, 2);
static void print_line(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *printable = text_printable(text);
    puts(printable);
}

static int cancel_open_span(const struct span_program *program, const struct open_span *span)
{
    switch (span_program_cancel(program, span)) {
    case SPAN_ASKED:
        print_line("asked span %" G_GUINT64_FORMAT " '%s' of process %d to end", span->number,
                   span->label, program->identity.pid);
        return EXIT_GOOD;
    case SPAN_IS_ENDED:
        return complain(EXIT_UNMEASURED,
                        "span %" G_GUINT64_FORMAT
                        " '%s' of process %d ended before it was asked to",
                        span->number, span->label, program->identity.pid);
    default:
        return complain(EXIT_UNMEASURED, "process %d ended before its span was asked to",
                        program->identity.pid);
    }
}

static int cancel_span(const struct span_program *program, const char *word)
{
    int code = EXIT_GOOD;
    const struct open_span *span = named_span_find(program, word, &code);
    return span != NULL ? cancel_open_span(program, span) : code;
}

static int complain_of_no_case(const struct shown_run *run, const char *word)
{
    const char *const words[] = {word, NULL};
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < run->cases->len; i++)
        g_ptr_array_add(ids, ((const struct shown_case *)g_ptr_array_index(run->cases, i))->id);
    g_autofree char *hint = near_hint(words, ids);
    if (run->cases->len == 0)
        return complain(EXIT_UNMEASURED, "benchrun %d has no cases that could be skipped (yet): %s",
                        run->identity.pid, run->command);
    return complain(EXIT_NOTHING,
                    "benchrun %d has no case '%s'%s; 'benchrun ps %d' lists its cases",
                    run->identity.pid, word, hint, run->identity.pid);
}

// Cases by their ids, as with -f.
static int cancel_cases(const struct shown_run *run, const char *word,
                        enum run_case_request request)
{
    const char *const patterns[] = {word, NULL};
    guint n_found = 0, n_asked = 0;
    const char *ended = NULL;
    for (guint i = 0; i < run->cases->len; i++) {
        const struct shown_case *shown = g_ptr_array_index(run->cases, i);
        const struct bench_case named = {.id = shown->id};
        if (!case_matches(&named, patterns))
            continue;
        n_found++;
        ended = shown->id;
        if (shown->state >= RUN_CASE_DONE)
            continue;
        enum case_cancelling became = shown_run_cancel(run, i, request);
        if (became == CASE_NO_RUN)
            return complain(EXIT_UNMEASURED, "benchrun %d ended before it was asked",
                            run->identity.pid);
        n_asked += became == CASE_ASKED;
        if (became == CASE_ASKED)
            print_line("asked benchrun %d to skip '%s'%s", run->identity.pid, shown->id,
                       request == RUN_CASE_KILL        ? " at once"
                       : shown->state == RUN_CASE_RUNS ? " after its sample; --kill does not wait"
                                                       : "");
    }
    if (n_found == 0)
        return complain_of_no_case(run, word);
    if (n_asked == 0 && n_found == 1)
        return complain(EXIT_UNMEASURED, "case '%s' of benchrun %d has ended already", ended,
                        run->identity.pid);
    if (n_asked == 0)
        return complain(EXIT_UNMEASURED, "all %u cases of benchrun %d that match '%s' have ended",
                        n_found, run->identity.pid, word);
    return EXIT_GOOD;
}

static int cancel(const struct options *options)
{
    GError *error = NULL;
    pid_t pid = 0;
    char *const *words = options->suites;
    if (words == NULL || words[1] == NULL || words[2] != NULL)
        return complain(EXIT_USAGE, "name a process and one of its open spans, or a benchrun and "
                                    "one of its cases ('benchrun ps PID' lists them)");
    if (!target_pid_read(words[0], &pid))
        return EXIT_USAGE;
    g_autoptr(LiveList) list = target_pid_list(pid);
    if (list == NULL)
        return EXIT_UNMEASURED;
    if (list->runs->len == 0 && options->look.kills)
        return complain(EXIT_USAGE, "--kill ends the worker of a case: a span of a program can "
                                    "only be asked to end");
    if (list->runs->len == 0)
        return cancel_span(g_ptr_array_index(list->programs, 0), words[1]);
    if (!case_pattern_check(words[1], &error)) {
        complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return EXIT_USAGE;
    }
    return cancel_cases(g_ptr_array_index(list->runs, 0), words[1],
                        options->look.kills ? RUN_CASE_KILL : RUN_CASE_SKIP);
}

int cmd_cancel(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    signal(SIGPIPE, SIG_IGN); // a program may close its pipe while it is written to
    if (options_parse(&options, argv))
        code = cancel(&options);
    options_clear(&options);
    return code;
}
