// SPDX-License-Identifier: MIT
#include "framework/cli/asked_passes.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/option_row.h"
#include "framework/cli/pass_builds.h"
#include "framework/runner/passes/passes.h"
#include "framework/runner/passes/recount.h"

// The words of a list. A comma between slashes belongs to a word: cpu/event=0xc2,umask=1/.
static char **split_words(const char *list)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autoptr(GString) word = g_string_new(NULL);
    bool is_inside = false;
    for (const char *c = list; *c != '\0'; c++) {
        is_inside = is_inside != (*c == '/');
        if (*c == ',' && !is_inside) {
            g_strv_builder_add(words, word->str);
            g_string_truncate(word, 0);
        } else {
            g_string_append_c(word, *c);
        }
    }
    g_strv_builder_add(words, word->str);
    return g_strv_builder_end(words);
}

// Splits `counters=cycles,branches` into the name and its words, which go on to the end of the
// list; the word ends with its name then. NULL: it has none.
static char **take_pass_words(char **word)
{
    size_t length = strcspn(*word, "=/");
    if ((*word)[length] != '=')
        return NULL;
    (*word)[length] = '\0';
    g_autoptr(GStrvBuilder) own = g_strv_builder_new();
    g_strv_builder_add(own, *word + length + 1);
    g_strv_builder_addv(own, (const char **)word + 1);
    for (char **other = word + 1; *other != NULL; other++)
        g_clear_pointer(other, g_free);
    return g_strv_builder_end(own);
}

static bool check_pass_word(char **word, GError **error)
{
    g_auto(GStrv) own = take_pass_words(word);
    const struct pass *pass = pass_find(*word);
    g_autofree char *known = pass_names();
    GError *cause = NULL;
    if (pass == NULL)
        return option_refuse(error, "--pass: unknown pass '%s'; known: %s", *word, known);
    if (own == NULL)
        return true;
    if (pass->check_words == NULL)
        return option_refuse(error, "--pass: the pass '%s' takes no words after '='", pass->name);
    if (pass->check_words(own, &cause))
        return true;
    option_refuse(error, "--pass %s: %s", pass->name, cause->message);
    g_error_free(cause);
    return false;
}

bool asked_passes_check(const char *value, GError **error)
{
    g_auto(GStrv) words = split_words(value);
    for (char **word = words; *word != NULL; word++)
        if (!check_pass_word(word, error))
            return false;
    return true;
}

// Whether a pass is asked for; `own` gets the words after its name, or NULL; freed by the caller.
static bool find_asked(const struct options *options, const struct pass *pass, char ***own)
{
    *own = NULL;
    if (options->counts_instructions && strcmp(pass->name, "instructions") == 0)
        return true;
    for (char **list = options->passes; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) words = split_words(*list);
        for (char **word = words; *word != NULL; word++) {
            g_auto(GStrv) found = take_pass_words(word);
            if (strcmp(*word, pass->name) != 0)
                continue;
            *own = g_steal_pointer(&found);
            return true;
        }
    }
    return false;
}

static bool is_asked(const struct options *options, const struct pass *pass)
{
    g_auto(GStrv) own = NULL;
    return find_asked(options, pass, &own);
}

static void tree_free(void *data)
{
    built_tree_clear(data);
    g_free(data);
}

static int build(struct asked_passes *asked, const struct config *config, const struct pass *pass)
{
    GError *error = NULL;
    const char *command =
        config->variants ? g_hash_table_lookup(config->variants, pass->build) : NULL;
    if (command == NULL)
        return complain(EXIT_USAGE,
                        "--pass %s needs another build: add '%s = COMMAND' to [build] of "
                        "benchrun.ini",
                        pass->name, pass->build);
    if (asked->building.said == NULL &&
        !building_open(&asked->building, asked->options, config, &error))
        return building_complain(error);
    struct building_part part = {.side = pass->build, .command = command};
    struct built_tree *tree = g_new0(struct built_tree, 1);
    g_hash_table_insert(asked->trees, (gpointer)pass->build, tree);
    return building_make(&asked->building, &part, tree, &error) ? EXIT_GOOD
                                                                : building_complain(error);
}

int asked_passes_prepare(struct asked_passes *asked, const struct options *options,
                         const struct config *config)
{
    int code = EXIT_GOOD;
    asked->options = options;
    asked->trees = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, tree_free);
    for (const struct pass *pass = passes; pass->name != NULL && code == EXIT_GOOD; pass++)
        if (pass->build != NULL && is_asked(options, pass) &&
            !g_hash_table_contains(asked->trees, pass->build))
            code = build(asked, config, pass);
    return code;
}

// The suite of that name in the build that a pass needs; NULL and an error where it has none.
static const char *find_program(const struct asked_passes *asked, const struct pass *pass,
                                const struct arm *arm, GError **error)
{
    const struct built_tree *tree = g_hash_table_lookup(asked->trees, pass->build);
    if (arm->result->side != SIDE_NONE) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "--pass %s needs the build '%s', which only 'benchrun run' makes", pass->name,
                    pass->build);
        return NULL;
    }
    const char *program = pass_build_suite(tree, arm->launch.program);
    g_autofree char *name = g_path_get_basename(arm->launch.program);
    if (program == NULL)
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "the build '%s' made no suite '%s', which the pass '%s' needs", pass->build,
                    name, pass->name);
    return program;
}

// What differs between two builds may do so by luck.
static void take_again(const struct pass *pass, const struct plan *plan,
                       const struct pass_request *request)
{
    g_autoptr(GError) error = NULL;
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    const struct arm *last = g_ptr_array_index(plan->arms, plan->arms->len - 1);
    if (first->result->side == SIDE_BASE && first->result->status == STATUS_OK &&
        last->result->status == STATUS_OK && !pass->is_steady && !interruption_is_requested() &&
        !recount(pass, plan, request->restarts, &error) && !interruption_is_requested())
        result_warn(last->result, "the pass '%s' could not count again: %s", pass->name,
                    error->message);
}

static void take(const struct asked_passes *asked, const struct pass *pass, const struct plan *plan,
                 const struct pass_request *request)
{
    for (guint i = 0; i < plan->arms->len && !interruption_is_requested(); i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        g_autoptr(GError) error = NULL;
        if (arm->result->status != STATUS_OK)
            continue;
        const char *program = pass->build ? find_program(asked, pass, arm, &error) : NULL;
        if (error != NULL || !pass_take(pass, arm, program, &error))
            result_warn(arm->result, "%s", error->message);
    }
    take_again(pass, plan, request);
}

static bool is_measured(const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++)
        if (((const struct arm *)g_ptr_array_index(plan->arms, i))->result->status == STATUS_OK)
            return true;
    return false;
}

static void measure(const struct pass *pass, const struct plan *plan,
                    const struct pass_request *request)
{
    g_autoptr(GError) error = NULL;
    const struct arm *last = g_ptr_array_index(plan->arms, plan->arms->len - 1);
    if (is_measured(plan) && !pass->measure(pass, plan, request, &error) &&
        !interruption_is_requested())
        result_warn(last->result, "%s", error->message);
}

void asked_passes_take(const struct asked_passes *asked, const struct plan *plan,
                       const struct settings *settings, GPtrArray *warnings)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++) {
        g_auto(GStrv) words = NULL;
        if (!find_asked(asked->options, pass, &words) && !pass->is_automatic)
            continue;
        const struct pass_request request = {words, settings->least_restarts, warnings};
        if (pass->measure != NULL)
            measure(pass, plan, &request);
        else if (pass->count != NULL)
            take(asked, pass, plan, &request);
    }
}

void asked_passes_clear(struct asked_passes *asked)
{
    g_clear_pointer(&asked->trees, g_hash_table_unref);
    building_close(&asked->building);
}
