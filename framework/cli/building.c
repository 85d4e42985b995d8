// SPDX-License-Identifier: MIT
#include "framework/cli/building.h"

#include "framework/base/interruption.h"
#include "framework/build/prune.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"

GHashTable *building_said_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

bool building_open(struct building *building, const struct options *options,
                   const struct config *config, GError **error)
{
    struct prune_limits limits = prune_limits_default();
    *building = (struct building){
        .options = options,
        .config = config,
        .said = building->said != NULL ? building->said : building_said_new(),
    };
    if (!options->is_dry)
        prune_cache(&limits);
    return git_repository_find(".", &building->repository, error);
}

static void show_progress(const char *line, void *data)
{
    const struct building *building = data;
    if (g_hash_table_add(building->said, g_strdup(line)) && !building->options->is_quiet)
        say("%s", line);
}

static bool preview(const struct build_request *request, struct built_tree *out, GError **error)
{
    g_autofree char *line = NULL;
    if (!build_tree_preview(request, out, &line, error))
        return false;
    dry_run_tree(request->side, out, line);
    return true;
}

bool building_make(struct building *building, const struct building_part *part,
                   struct built_tree *out, GError **error)
{
    bool is_working_tree = part->commit == NULL;
    // The working tree has its own copies already.
    char **overlay = is_working_tree ? NULL : building->options->overlay;
    bool needs_snapshot = is_working_tree || overlay != NULL;
    if (needs_snapshot && building->snapshot.commit == NULL &&
        !snapshot_take(&building->repository, &building->snapshot, error))
        return false;
    struct build_request request = {
        .repository = &building->repository,
        .commit = is_working_tree ? building->snapshot.commit : part->commit,
        .objects = building->snapshot.objects,
        .side = part->side,
        .name = part->name,
        .based_on = is_working_tree ? building->snapshot.head : NULL,
        .command = part->command ? part->command : building->config->build_command,
        .suites = (const char *const *)building->config->suites,
        .overlay = (const char *const *)overlay,
        .overlay_from = building->snapshot.commit,
        .layout = part->layout,
        .flags = part->flags,
        .progress = show_progress,
        .data = building,
    };
    return building->options->is_dry ? preview(&request, out, error)
                                     : build_tree(&request, out, error);
}

static int code_of(const GError *error)
{
    if (interruption_caused(error))
        return EXIT_INTERRUPTED;
    if (g_error_matches(error, BUILD_ERROR, BUILD_ERROR_NOTHING))
        return EXIT_NOTHING;
    bool is_usage = g_error_matches(error, BUILD_ERROR, BUILD_ERROR_COMMAND) ||
                    (error->domain == GIT_ERROR && error->code != GIT_ERROR_FAILED);
    return is_usage ? EXIT_USAGE : EXIT_UNMEASURED;
}

int building_complain(GError *error)
{
    int code = complain(code_of(error), "%s", error->message);
    g_error_free(error);
    return code;
}

void building_close(struct building *building)
{
    g_clear_pointer(&building->said, g_hash_table_unref);
    snapshot_clear(&building->snapshot);
    git_repository_clear(&building->repository);
}
