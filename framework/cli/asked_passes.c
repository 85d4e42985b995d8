// SPDX-License-Identifier: MIT
#include "framework/cli/asked_passes.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/option_row.h"
#include "framework/cli/pass_builds.h"
#include "framework/runner/passes/passes.h"

bool asked_passes_check(const char *value, GError **error)
{
    g_auto(GStrv) names = g_strsplit(value, ",", -1);
    g_autofree char *known = pass_names();
    for (char **name = names; *name != NULL; name++)
        if (pass_find(*name) == NULL)
            return option_refuse(error, "--pass: unknown pass '%s'; known: %s", *name, known);
    return true;
}

static bool is_asked(const struct options *options, const struct pass *pass)
{
    if (options->counts_instructions && strcmp(pass->name, "instructions") == 0)
        return true;
    for (char **list = options->passes; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) names = g_strsplit(*list, ",", -1);
        if (g_strv_contains((const char *const *)names, pass->name))
            return true;
    }
    return false;
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

static void take(const struct asked_passes *asked, const struct pass *pass, const struct plan *plan)
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
}

void asked_passes_take(const struct asked_passes *asked, const struct plan *plan)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        if (pass->count != NULL && is_asked(asked->options, pass))
            take(asked, pass, plan);
}

void asked_passes_clear(struct asked_passes *asked)
{
    g_clear_pointer(&asked->trees, g_hash_table_unref);
    building_close(&asked->building);
}
