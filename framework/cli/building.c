// SPDX-License-Identifier: MIT
#include "framework/cli/building.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/build/prune.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"
#include "framework/engine/job.h"

// What BENCHRUN_BUILT names beside the sides.
static const char BASED_ON[] = "based_on";
static const char OVERLAY[] = "overlay";

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

// `NAME=COMMIT` of the words in BENCHRUN_BUILT.
static char *find_pinned(const char *side)
{
    const char *all = g_getenv(JOB_BUILT);
    g_autofree char *key = g_strconcat(side, "=", NULL);
    g_auto(GStrv) words = g_strsplit(all != NULL ? all : "", " ", -1);
    for (char **word = words; *word != NULL; word++)
        if (g_str_has_prefix(*word, key))
            return g_strdup(*word + strlen(key));
    return NULL;
}

static void pin(char **commit, const char *side)
{
    char *pinned = *commit != NULL ? find_pinned(side) : NULL;
    if (pinned == NULL)
        return;
    g_free(*commit);
    *commit = pinned;
}

void building_pin(struct git_range *range)
{
    pin(&range->base, "base");
    pin(&range->head, "head");
}

static void remember(struct building *building, const struct build_request *request)
{
    if (building->built == NULL)
        building->built = g_string_new(NULL);
    g_string_append_printf(building->built, "%s=%s ", request->side, request->commit);
    if (request->based_on != NULL)
        g_string_append_printf(building->built, "%s=%s ", BASED_ON, request->based_on);
    if (request->overlay != NULL)
        g_string_append_printf(building->built, "%s=%s ", OVERLAY, request->overlay_from);
}

// Where the working tree is needed once more, it must be as it was.
static bool take_snapshot(struct building *building, const char *pinned, GError **error)
{
    if (building->snapshot.commit == NULL &&
        !snapshot_take(&building->repository, &building->snapshot, error))
        return false;
    if (pinned == NULL || g_strcmp0(pinned, building->snapshot.commit) == 0)
        return true;
    g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND,
                "the working tree, which is built in a further way, changed since this was "
                "submitted: submit it again, and leave it as it is until all parts are done");
    return false;
}

bool building_make(struct building *building, const struct building_part *part,
                   struct built_tree *out, GError **error)
{
    bool is_working_tree = part->commit == NULL;
    // The working tree has its own copies already.
    char **overlay = is_working_tree ? NULL : building->options->overlay;
    g_autofree char *pinned = find_pinned(part->side);
    g_autofree char *based_on = pinned != NULL ? find_pinned(BASED_ON) : NULL;
    g_autofree char *pinned_overlay = overlay != NULL ? find_pinned(OVERLAY) : NULL;
    // What is pinned was built; but not in this layout or with these flags.
    bool is_built = pinned != NULL && part->layout == 0 && part->flags == NULL;
    bool needs_snapshot = (is_working_tree && !is_built) || overlay != NULL;
    if (needs_snapshot &&
        !take_snapshot(building, overlay != NULL ? pinned_overlay : pinned, error))
        return false;
    struct build_request request = {
        .repository = &building->repository,
        .commit = pinned != NULL    ? pinned
                  : is_working_tree ? building->snapshot.commit
                                    : part->commit,
        .objects = building->snapshot.objects,
        .side = part->side,
        .name = part->name,
        .based_on = !is_working_tree ? NULL
                    : pinned != NULL ? based_on
                                     : building->snapshot.head,
        .command = part->command ? part->command : building->config->build_command,
        .suites = (const char *const *)building->config->suites,
        .overlay = (const char *const *)overlay,
        .overlay_from = building->snapshot.commit,
        .layout = part->layout,
        .flags = part->flags,
        .progress = show_progress,
        .data = building,
    };
    bool is_good = building->options->is_dry ? preview(&request, out, error)
                                             : build_tree(&request, out, error);
    if (!is_good)
        return false;
    remember(building, &request);
    return true;
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
    if (building->built != NULL)
        g_string_free(g_steal_pointer(&building->built), TRUE);
    snapshot_clear(&building->snapshot);
    git_repository_clear(&building->repository);
}
