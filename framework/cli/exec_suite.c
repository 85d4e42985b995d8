// SPDX-License-Identifier: MIT
#include "framework/cli/exec_suite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/escape.h"
#include "framework/base/subprocess.h"
#include "framework/base/text_file.h"
#include "framework/base/unique.h"
#include "framework/cli/exec_words.h"
#include "framework/cli/option_row.h"
#include "framework/runner/last_words.h"
#include "framework/runner/own_files.h"

// What makes the cases of a suite.
struct making {
    const struct exec_options *options;
    const struct exec_choice *choice;
    const GPtrArray *parameters;
    GHashTable *names; // of the cases, by the number of their command and what it looks like
    GHashTable *taken;
    GPtrArray *cases;
};

// What one command has of its own, as texts; NULL: nothing.
struct texts {
    const char *command, *setup, *prepare, *cleanup;
};

static void exec_case_free(struct exec_case *one)
{
    g_free(one->name);
    g_free(one->command);
    g_strfreev(one->words);
    g_strfreev(one->setup);
    g_strfreev(one->prepare);
    g_strfreev(one->cleanup);
    g_strfreev(one->parameters);
    g_ptr_array_unref(one->arguments);
    g_free(one);
}

// The text of a command, of an option that is given once for all, or once for each.
static bool choose(char *const *texts, guint index, guint n_commands, const char *option,
                   const char **out, GError **error)
{
    guint n = texts != NULL ? g_strv_length((char **)texts) : 0;
    *out = n == 0 ? NULL : texts[n == 1 ? 0 : MIN(index, n - 1)];
    if (n < 2 || n == n_commands)
        return true;
    return option_refuse(error,
                         "%s is given %u times for %u command%s: give it once, or once for each",
                         option, n, n_commands, n_commands == 1 ? "" : "s");
}

static bool find_texts(const struct exec_options *options, char *const *commands, guint index,
                       struct texts *out, GError **error)
{
    guint n = g_strv_length((char **)commands);
    out->command = commands[index];
    return choose(options->setup, index, n, "--setup", &out->setup, error) &&
           choose(options->prepare, index, n, "--prepare", &out->prepare, error) &&
           choose(options->cleanup, index, n, "--cleanup", &out->cleanup, error);
}

static bool mention(const struct texts *texts, const struct parameter *parameter)
{
    const char *const all[] = {texts->command, texts->setup, texts->prepare, texts->cleanup};
    bool is_any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        is_any = is_any || (all[i] != NULL && exec_mentions(all[i], parameter));
    return is_any;
}

// A command is not run again for each text that it does not have.
static bool is_needless(const struct making *making, const struct texts *texts, size_t combination)
{
    const GPtrArray *parameters = making->parameters;
    for (guint i = 0; i < parameters->len; i++) {
        const struct parameter *parameter = g_ptr_array_index(parameters, i);
        const char *first = g_ptr_array_index(parameter->values, 0);
        if (!parameter->are_numbers && !mention(texts, parameter) &&
            strcmp(exec_value(parameters, i, combination), first) != 0)
            return true;
    }
    return false;
}

static bool make_words(const struct making *making, const char *text, size_t combination,
                       char ***out, GError **error)
{
    if (text == NULL)
        return true;
    g_autofree char *full = exec_fill(text, making->parameters, combination, true);
    *out = exec_words(full, making->options->shell, error);
    return *out != NULL;
}

// What it sets up first, or before each run, may be the program.
static bool check_programs(const struct exec_case *one, GError **error)
{
    return (one->setup == NULL || exec_check_program(one->setup[0], error)) &&
           (one->prepare == NULL || one->setup != NULL ||
            exec_check_program(one->prepare[0], error)) &&
           (one->prepare != NULL || one->setup != NULL || exec_check_program(one->words[0], error));
}

static void add_parameters(const struct making *making, struct exec_case *one, size_t combination)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (guint i = 0; i < making->parameters->len; i++) {
        const struct parameter *parameter = g_ptr_array_index(making->parameters, i);
        const char *value = exec_value(making->parameters, i, combination);
        g_autofree char *word = g_strdup_printf("%s=%s", parameter->name, value);
        g_strv_builder_add(words, word);
        if (parameter->are_numbers)
            g_ptr_array_add(one->arguments, g_strdup(word));
    }
    one->parameters = making->parameters->len > 0 ? g_strv_builder_end(words) : NULL;
}

// Of the sides of a comparison, which have to have one name: the texts that the parameters have.
static char *shared_label(const struct making *making, size_t combination)
{
    GString *label = g_string_new(NULL);
    for (guint i = 0; i < making->parameters->len; i++) {
        const struct parameter *parameter = g_ptr_array_index(making->parameters, i);
        if (!parameter->are_numbers)
            g_string_append_printf(label, "%s%s=%s", label->len > 0 ? " " : "", parameter->name,
                                   exec_value(making->parameters, i, combination));
    }
    if (label->len == 0)
        g_string_append(label, making->choice->name);
    return g_string_free(label, FALSE);
}

static char *make_name(const struct making *making, guint index, const char *command,
                       size_t combination)
{
    g_autofree char *label = making->choice->name != NULL
                                 ? shared_label(making, combination)
                                 : exec_fill(command, making->parameters, combination, false);
    g_autofree char *key = g_strdup_printf("%u %s", index, label);
    const char *known = g_hash_table_lookup(making->names, key);
    if (known != NULL)
        return g_strdup(known);
    char *name = unique_take_command(making->taken, label);
    g_hash_table_insert(making->names, g_steal_pointer(&key), g_strdup(name));
    return name;
}

static bool add_case(struct making *making, guint index, const struct texts *texts,
                     size_t combination, GError **error)
{
    struct exec_case *one = g_new0(struct exec_case, 1);
    one->arguments = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(making->cases, one);
    one->command = exec_fill(texts->command, making->parameters, combination, true);
    one->name = make_name(making, index, texts->command, combination);
    add_parameters(making, one, combination);
    return make_words(making, texts->command, combination, &one->words, error) &&
           make_words(making, texts->setup, combination, &one->setup, error) &&
           make_words(making, texts->prepare, combination, &one->prepare, error) &&
           make_words(making, texts->cleanup, combination, &one->cleanup, error) &&
           check_programs(one, error);
}

static bool add_command(struct making *making, guint index, GError **error)
{
    struct texts texts;
    size_t n = exec_combinations(making->parameters);
    if (!find_texts(making->options, making->choice->commands, index, &texts, error))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (is_needless(making, &texts, i))
            continue;
        if (making->cases->len == EXEC_MOST_CASES)
            return option_refuse(error,
                                 "commands and parameters make more than %d cases: give fewer",
                                 EXEC_MOST_CASES);
        if (!add_case(making, index, &texts, i, error))
            return false;
    }
    return true;
}

// A name without a parameter is a typing error, and so is a parameter that is nowhere.
static bool check_use(const struct making *making, GError **error)
{
    char *const *commands = making->choice->commands;
    for (guint c = 0; commands[c] != NULL; c++)
        if (!exec_check_names(commands[c], making->parameters, error))
            return false;
    for (guint i = 0; i < making->parameters->len; i++) {
        const struct parameter *parameter = g_ptr_array_index(making->parameters, i);
        bool is_used = false;
        for (guint c = 0; commands[c] != NULL; c++) {
            struct texts texts;
            if (!find_texts(making->options, commands, c, &texts, error))
                return false;
            is_used = is_used || mention(&texts, parameter);
        }
        if (is_used)
            continue;
        return option_refuse(error,
                             "no command has {%s}: write it where the parameter's value belongs",
                             parameter->name);
    }
    return true;
}

// The first; one alone is compared with nothing.
static void mark_baseline(GPtrArray *cases)
{
    const char *first = ((const struct exec_case *)g_ptr_array_index(cases, 0))->name;
    const char *last = ((const struct exec_case *)g_ptr_array_index(cases, cases->len - 1))->name;
    for (guint i = 0; i < cases->len && strcmp(first, last) != 0; i++) {
        struct exec_case *one = g_ptr_array_index(cases, i);
        one->is_baseline = strcmp(one->name, first) == 0;
    }
}

bool exec_suite_make(struct exec_suite *suite, const struct exec_options *options,
                     const struct exec_choice *choice, GError **error)
{
    g_autoptr(GPtrArray) parameters = exec_parameters(options, error);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) taken = unique_new();
    suite->cases = g_ptr_array_new_with_free_func((GDestroyNotify)exec_case_free);
    struct making making = {options, choice, parameters, names, taken, suite->cases};
    if (parameters == NULL || !check_use(&making, error))
        return false;
    for (guint i = 0; i < choice->n; i++)
        if (!add_command(&making, choice->first + i, error))
            return false;
    mark_baseline(suite->cases);
    return true;
}

static void put(GString *out, const char *key, const char *value)
{
    g_string_append_printf(out, "%s=%s", key, value);
    g_string_append_c(out, '\0');
}

static void put_words(GString *out, const char *key, char *const *words)
{
    for (; words != NULL && *words != NULL; words++)
        put(out, key, *words);
}

// A process that does nothing, started as the commands are.
static void put_empty(GString *out, const char *worker, char *const *shell)
{
    g_autofree char *quoted = g_shell_quote(worker);
    g_autofree char *line = g_strconcat(quoted, " --nothing", NULL);
    put_words(out, "empty", shell);
    put(out, "empty", shell != NULL ? "-c" : worker);
    put(out, "empty", shell != NULL ? line : "--nothing");
}

// framework/harness/commands.c reads it.
static GString *describe(const struct exec_suite *suite, const struct options *options,
                         const char *worker)
{
    const struct exec_options *exec = &options->exec;
    GString *out = g_string_new(NULL);
    put(out, "input", exec->input != NULL ? exec->input : "/dev/null");
    if (exec->shown[0] >= 0)
        put(out, "shows_output", "");
    if (exec->shown[1] >= 0)
        put(out, "shows_errors", "");
    put_empty(out, worker, exec->shell);
    if (exec->ignores_failure)
        put(out, "ignore", "");
    if (options->cpu >= 0)
        put(out, "pinned", "");
    for (guint i = 0; i < suite->cases->len; i++) {
        const struct exec_case *one = g_ptr_array_index(suite->cases, i);
        put(out, "case", one->name);
        if (one->is_baseline)
            put(out, "baseline", "");
        for (guint a = 0; a < one->arguments->len; a++)
            put(out, "arg", g_ptr_array_index(one->arguments, a));
        put_words(out, "word", one->words);
        put_words(out, "prepare", one->prepare);
    }
    return out;
}

bool exec_suite_write(struct exec_suite *suite, const struct options *options, const char *folder,
                      const char *name, GError **error)
{
    g_autofree char *worker = own_file_find("benchrun-commands", "benchrun");
    suite->program = g_build_filename(folder, name, NULL);
    if (worker == NULL) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                            "benchrun's worker 'benchrun-commands' is not installed: install "
                            "benchrun again");
        return false;
    }
    if (symlink(worker, suite->program) != 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                    "cannot create '%s': %s", suite->program, g_strerror(errno));
        return false;
    }
    g_autofree char *path = g_strconcat(suite->program, ".commands", NULL);
    GString *text = describe(suite, options, worker);
    bool is_good = text_file_write(path, text->str, text->len, false, error);
    g_string_free(text, TRUE);
    return is_good;
}

void exec_suite_describe(const struct exec_suite *suite, const GPtrArray *bench_cases)
{
    for (guint i = 0; i < bench_cases->len; i++) {
        struct bench_case *bench_case = g_ptr_array_index(bench_cases, i);
        const struct exec_case *one = g_ptr_array_index(suite->cases, bench_case->index);
        bench_case->command = g_strdup(one->command);
        bench_case->parameters = g_strdupv(one->parameters);
        g_clear_pointer(&bench_case->symbol, g_free); // it has no place in a source
        g_clear_pointer(&bench_case->file, g_free);
        bench_case->line = 0;
    }
}

static char *describe_end(int wait_status)
{
    if (WIFSIGNALED(wait_status))
        return g_strdup_printf("ended by signal %d (%s)", WTERMSIG(wait_status),
                               strsignal(WTERMSIG(wait_status)));
    return g_strdup_printf("exited with code %d", WEXITSTATUS(wait_status));
}

bool exec_run(char *const *words, const char *option, GError **error)
{
    struct subprocess_output output;
    const struct subprocess_call call = {
        .argv = (const char *const *)words,
        .despite_interruption = strcmp(option, "--cleanup") == 0,
    };
    if (words == NULL)
        return true;
    if (!subprocess_run(&call, &output, error)) {
        g_prefix_error(error, "%s: cannot start ", option);
        return false;
    }
    bool is_good = output.wait_status == 0;
    if (!is_good) {
        struct last_words tail;
        last_words_init(&tail);
        last_words_add(&tail, output.output, output.length);
        last_words_add(&tail, output.complaints, strlen(output.complaints));
        g_autofree char *line = escape_shell((const char *const *)words);
        g_autofree char *end = describe_end(output.wait_status);
        g_autofree char *said = last_words_tail(&tail);
        g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "%s: '%s' %s%s%s", option, line,
                    end, *said != '\0' ? "; its last output:\n" : "", said);
        last_words_clear(&tail);
    }
    subprocess_output_clear(&output);
    return is_good;
}

void exec_suite_clear(struct exec_suite *suite)
{
    g_clear_pointer(&suite->cases, g_ptr_array_unref);
    g_clear_pointer(&suite->program, g_free);
}
