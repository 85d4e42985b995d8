// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/base/text_file.h"
#include "framework/cli/command.h"
#include "framework/cli/comparing.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/exec_suite.h"
#include "framework/cli/running.h"

struct executing {
    struct exec_suite suites[SIDES]; // of a comparison one for each side, else the first alone
    struct scratch scratch;
    int shown[2];
};

static int report_error(GError *error)
{
    int code = interruption_caused(error)        ? EXIT_INTERRUPTED
               : error->domain == G_OPTION_ERROR ? EXIT_USAGE
                                                 : EXIT_UNMEASURED;
    complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

static int check_input(const char *path)
{
    struct stat about;
    if (path == NULL)
        return EXIT_GOOD;
    if (stat(path, &about) != 0 || access(path, R_OK) != 0)
        return complain(EXIT_USAGE, "--input: cannot read '%s': %s", path, g_strerror(errno));
    if (S_ISDIR(about.st_mode) || S_ISFIFO(about.st_mode))
        return complain(EXIT_USAGE,
                        "--input: '%s' is a %s, but each run reads it from the start: "
                        "name a file",
                        path, S_ISDIR(about.st_mode) ? "folder" : "pipe");
    return EXIT_GOOD;
}

// Where the commands write: nowhere, where benchrun does, or to a file.
static int prepare_output(struct executing *executing, struct options *options)
{
    const char *where = options->exec.output;
    g_autoptr(GError) error = NULL;
    options->exec.shown = executing->shown;
    if (options->is_dry)
        return EXIT_GOOD; // a file would be emptied
    if (strcmp(where, "inherit") == 0) {
        executing->shown[0] = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        executing->shown[1] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    } else if (strcmp(where, "null") != 0) {
        executing->shown[0] = text_file_open(where, O_TRUNC, &error);
    }
    return error == NULL ? EXIT_GOOD : complain(EXIT_USAGE, "--output: %s", error->message);
}

static int check_commands(const struct options *options)
{
    guint n = options->suites != NULL ? g_strv_length(options->suites) : 0;
    if (n == 0)
        return complain(EXIT_USAGE, "name a command, as one word in quotes: benchrun exec 'ls -l' "
                                    "'ls -lR'");
    if (options->exec.is_comparison && n != 2)
        return complain(EXIT_USAGE,
                        "--compare needs two commands, each in quotes, not %u: "
                        "benchrun exec --compare './old x' './new x'",
                        n);
    return EXIT_GOOD;
}

static int build(struct executing *executing, const struct options *options)
{
    static const char *const programs[SIDES] = {"base", "head"};
    GError *error = NULL;
    bool is_pair = options->exec.is_comparison;
    guint n = is_pair ? SIDES : 1;
    bool is_good = true;
    for (guint i = 0; i < n && is_good; i++) {
        const struct exec_choice choice = {
            .commands = options->suites,
            .first = i,
            .n = is_pair ? 1 : g_strv_length(options->suites),
            .name = is_pair ? "command" : NULL,
        };
        is_good = exec_suite_make(&executing->suites[i], &options->exec, &choice, &error);
    }
    is_good = is_good && scratch_open(&executing->scratch, &error);
    for (guint i = 0; i < n && is_good; i++)
        is_good = exec_suite_write(&executing->suites[i], options, executing->scratch.folder,
                                   is_pair ? programs[i] : "exec", &error);
    return is_good ? EXIT_GOOD : report_error(error);
}

static void print_words(const char *what, char *const *words, const char *input)
{
    if (words == NULL)
        return;
    g_autofree char *line = escape_shell((const char *const *)words);
    g_autofree char *quoted = escape_shell((const char *const[]){input, NULL});
    g_autofree char *whole = g_strconcat(line, *quoted != '\0' ? " <" : "", quoted, NULL);
    if (what != NULL)
        dry_run_note("%s", what);
    dry_run_print(whole);
}

static int preview(const struct executing *executing, const struct exec_options *options)
{
    for (size_t i = 0; i < G_N_ELEMENTS(executing->suites); i++) {
        const GPtrArray *cases = executing->suites[i].cases;
        for (guint k = 0; cases != NULL && k < cases->len; k++) {
            const struct exec_case *one = g_ptr_array_index(cases, k);
            print_words("once, before the runs", one->setup, NULL);
            print_words("before each run", one->prepare, NULL);
            print_words("timed", one->words, options->input);
            print_words("once, after the runs", one->cleanup, NULL);
        }
    }
    return EXIT_DRY;
}

static const struct exec_case *find_case(const struct executing *executing,
                                         const struct result *result)
{
    enum side side = result->side == SIDE_NONE ? SIDE_BASE : result->side;
    return g_ptr_array_index(executing->suites[side].cases, result->bench_case->index);
}

// In files the suite has the name of the command, not that of a link which is gone.
static bool set_up(void *data, const struct plan *plan, GError **error)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        struct bench_case *bench_case = arm->result->bench_case;
        g_free(bench_case->suite);
        bench_case->suite = g_strdup("exec");
    }
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (!exec_run(find_case(data, arm->result)->setup, "--setup", error))
            return false;
    }
    return true;
}

static bool clean_up(void *data, const struct plan *plan, GError **error)
{
    bool is_good = true;
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        char **words = find_case(data, arm->result)->cleanup;
        is_good = exec_run(words, "--cleanup", is_good ? error : NULL) && is_good;
    }
    return is_good;
}

// Nothing is kept but what `-o` names; and nothing is known of the programs that run.
static void adjust(struct recording *recording, struct executing *executing)
{
    struct options *options = &recording->options;
    g_free(options->folder);
    options->folder = g_strdup(executing->scratch.folder);
    options->keeps_nothing = true;
    options->witnessing = WITNESS_NEVER;
    if (options->exec.is_comparison)
        options->precision = 0; // the decision ends it
    recording->guard = (struct plan_guard){set_up, clean_up, executing};
}

static int describe(struct recording *recording, const struct discovery *discovery, char **argv)
{
    recording_describe(recording, discovery);
    g_clear_pointer(&recording->run->suite_compiler, g_free);
    return recording_prepare(recording, argv);
}

static int measure(struct recording *recording, struct executing *executing, char **argv)
{
    struct discovery discovery = {0};
    const char *const words[] = {executing->suites[0].program, NULL};
    int code = discovery_find(&discovery, &recording->options, words);
    if (code == EXIT_GOOD) {
        exec_suite_describe(&executing->suites[0], discovery.cases);
        code = describe(recording, &discovery, argv);
    }
    if (code == EXIT_GOOD)
        code = running_record(recording, &discovery, NULL, NULL);
    discovery_clear(&discovery);
    return code;
}

static int compare(struct recording *recording, struct executing *executing, char **argv)
{
    struct sides sides = {0};
    char *const *commands = recording->options.suites;
    int code = sides_find_programs(&sides, recording, executing->suites[SIDE_BASE].program,
                                   executing->suites[SIDE_HEAD].program);
    if (code == EXIT_GOOD) {
        sides_name(recording->run, commands[SIDE_BASE], commands[SIDE_HEAD]);
        for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
            exec_suite_describe(&executing->suites[side], sides.found[side].cases);
        code = describe(recording, &sides.found[SIDE_HEAD], argv);
    }
    if (code == EXIT_GOOD)
        code = comparing_record(recording, &sides);
    sides_clear(&sides);
    return code;
}

static void end(struct executing *executing)
{
    for (guint i = 0; i < SIDES; i++)
        exec_suite_clear(&executing->suites[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(executing->shown); i++)
        if (executing->shown[i] >= 0)
            close(executing->shown[i]);
    if (executing->scratch.folder != NULL)
        scratch_close(&executing->scratch);
}

int cmd_exec(char **argv)
{
    struct recording recording;
    struct executing executing = {.shown = {-1, -1}};
    int code = recording_begin(&recording, argv);
    struct options *options = &recording.options;
    if (code == EXIT_GOOD)
        code = check_commands(options);
    if (code == EXIT_GOOD)
        code = check_input(options->exec.input);
    if (code == EXIT_GOOD)
        code = prepare_output(&executing, options);
    if (code == EXIT_GOOD)
        code = build(&executing, options);
    if (code == EXIT_GOOD && options->is_dry)
        code = preview(&executing, &options->exec);
    if (code == EXIT_GOOD) {
        adjust(&recording, &executing);
        code = options->exec.is_comparison ? compare(&recording, &executing, argv)
                                           : measure(&recording, &executing, argv);
    }
    recording_clear(&recording);
    end(&executing);
    return code;
}
