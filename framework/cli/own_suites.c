// SPDX-License-Identifier: MIT
#include "framework/cli/own_suites.h"

#include "framework/build/tree_suites.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"

static int discover(const char *const *words, const struct options *options,
                    struct discovery *discovery)
{
    return options->is_dry ? dry_run_suites(options, SIDE_NONE, words)
                           : discovery_find(discovery, options, words);
}

static int discover_all(const GPtrArray *suites, const struct options *options,
                        struct discovery *discovery)
{
    g_autofree const char **words = g_new0(const char *, suites->len + 1);
    for (guint i = 0; i < suites->len; i++)
        words[i] = g_ptr_array_index(suites, i);
    return discover(words, options, discovery);
}

static void warn_of_missing(struct discovery *discovery, const struct config *config,
                            const GPtrArray *missing)
{
    for (guint i = 0; i < missing->len; i++)
        g_ptr_array_add(discovery->warnings,
                        g_strdup_printf("no program matches '%s' (suites in '%s')",
                                        (const char *)g_ptr_array_index(missing, i), config->path));
}

static int discover_built(struct own_suites *own, const struct config *config,
                          const struct options *options, struct discovery *discovery)
{
    GError *error = NULL;
    struct building_part part = {.side = "the"};
    if (!building_open(&own->building, options, config, &error) ||
        !building_make(&own->building, &part, &own->tree, &error))
        return building_complain(error);
    if (options->is_dry)
        return dry_run_suites_of(options, SIDE_NONE, &own->tree,
                                 (const char *const *)config->suites);
    int code = discover_all(own->tree.suites, options, discovery);
    if (code == EXIT_GOOD)
        warn_of_missing(discovery, config, own->tree.missing);
    return code;
}

static int discover_in_place(const struct config *config, const struct options *options,
                             struct discovery *discovery)
{
    g_autofree char *folder = g_path_get_dirname(config->path);
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) suites =
        tree_suites_find(folder, folder, (const char *const *)config->suites, missing);
    if (suites->len == 0)
        return complain(EXIT_NOTHING,
                        "no program in '%s' matches '%s' (suites in '%s'): build the suites first, "
                        "or set command = there",
                        folder, config->suites[0], config->path);
    int code = discover_all(suites, options, discovery);
    if (code == EXIT_GOOD)
        warn_of_missing(discovery, config, missing);
    return code;
}

int own_suites_discover(struct own_suites *own, const struct config *config,
                        const struct options *options, struct discovery *discovery)
{
    *own = (struct own_suites){0};
    if (options->suites != NULL)
        return discover((const char *const *)options->suites, options, discovery);
    if (config->suites == NULL || *config->suites == NULL)
        return complain(EXIT_USAGE, "name a suite (a program, or a folder of them), or set "
                                    "suites = under [build] in " CONFIG_FILE);
    return config->build_command != NULL ? discover_built(own, config, options, discovery)
                                         : discover_in_place(config, options, discovery);
}

void own_suites_clear(struct own_suites *own)
{
    built_tree_clear(&own->tree);
    building_close(&own->building);
}
