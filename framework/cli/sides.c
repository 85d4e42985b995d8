// SPDX-License-Identifier: MIT
#include "framework/cli/sides.h"

#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/build/prune.h"
#include "framework/cli/command.h"

static const struct bench_case *find_case(const GPtrArray *cases, const char *id)
{
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        if (strcmp(bench_case->id, id) == 0)
            return bench_case;
    }
    return NULL;
}

// Cases are matched by id; those of one side alone are listed, never dropped silently.
static int match(struct sides *sides, struct run *run)
{
    const GPtrArray *base = sides->found[SIDE_BASE].cases;
    const GPtrArray *head = sides->found[SIDE_HEAD].cases;
    sides->common = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(run->only_base, 0);
    g_ptr_array_set_size(run->only_head, 0);
    for (guint i = 0; i < base->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(base, i);
        if (find_case(head, bench_case->id) == NULL)
            g_ptr_array_add(run->only_base, g_strdup(bench_case->id));
    }
    for (guint i = 0; i < head->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(head, i);
        const struct bench_case *other = find_case(base, bench_case->id);
        if (other == NULL) {
            g_ptr_array_add(run->only_head, g_strdup(bench_case->id));
            continue;
        }
        struct pair *pair = g_new(struct pair, 1);
        *pair = (struct pair){{other, bench_case}};
        g_ptr_array_add(sides->common, pair);
    }
    if (sides->common->len == 0)
        return complain(EXIT_NOTHING, "base and head have no case in common");
    return EXIT_GOOD;
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

static int report_error(GError *error)
{
    int code = complain(code_of(error), "%s", error->message);
    g_error_free(error);
    return code;
}

static void name_sides(struct run *run, const char *base, const char *head)
{
    g_free(run->base_name);
    g_free(run->head_name);
    run->base_name = g_strdup(base);
    run->head_name = g_strdup(head);
}

static int find_programs(struct sides *sides, struct conduct *conduct)
{
    const struct options *options = &conduct->options;
    char *const *words = options->suites;
    guint n_words = words ? g_strv_length((char **)words) : 0;
    bool is_one = options->is_aa || options->env[SIDE_BASE] || options->env[SIDE_HEAD] ||
                  options->args[SIDE_BASE] || options->args[SIDE_HEAD];
    if (n_words != 2 && !(n_words == 1 && is_one))
        return complain(EXIT_USAGE, "name BASE and HEAD: two programs or two folders of them (one "
                                    "is enough with --aa, --env-* or --args-*), or --git RANGE");
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        unsigned at = options->is_aa ? 0 : MIN(side, n_words - 1);
        const char *const word[] = {words[at], NULL};
        int code = discovery_find(&sides->found[side], options, word);
        if (code != EXIT_GOOD)
            return code;
    }
    name_sides(conduct->run, words[0], words[options->is_aa ? 0 : n_words - 1]);
    return EXIT_GOOD;
}

static void tell_building(const char *line, void *data)
{
    const struct options *options = data;
    if (!options->is_quiet)
        fprintf(stderr, "benchrun: %s\n", line);
}

// Base takes the suites of head where an overlay says so.
static bool build_side(struct sides *sides, struct conduct *conduct, enum side side,
                       unsigned layout, GError **error)
{
    struct options *options = &conduct->options;
    bool is_snapshot = side == SIDE_HEAD ? sides->range.head == NULL : sides->range.base == NULL;
    const char *commit = side == SIDE_HEAD ? sides->range.head : sides->range.base;
    const char *head = sides->range.head ? sides->range.head : sides->snapshot.commit;
    struct build_request request = {
        .repository = &sides->repository,
        .commit = is_snapshot ? sides->snapshot.commit : commit,
        .objects = sides->snapshot.objects,
        .side = side_word(side),
        .name = side == SIDE_HEAD ? sides->range.head_name : sides->range.base_name,
        .command = options->build[side] ? options->build[side] : conduct->config.build_command,
        .suites = (const char *const *)conduct->config.suites,
        .overlay = side == SIDE_BASE ? (const char *const *)options->overlay : NULL,
        .overlay_from = head,
        .layout = layout,
        .progress = tell_building,
        .data = options,
    };
    struct built_tree *tree = g_new0(struct built_tree, 1);
    g_ptr_array_add(sides->trees[side], tree);
    return build_tree(&request, tree, error);
}

static void tree_free(void *tree)
{
    built_tree_clear(tree);
    g_free(tree);
}

static bool check_layouts(const struct conduct *conduct, GError **error)
{
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        const char *own = conduct->options.build[side];
        const char *command = own ? own : conduct->config.build_command;
        if (conduct->options.layouts == 0 ||
            (command != NULL && build_command_mentions(command, "layout")))
            continue;
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND,
                    "--layouts needs {layout} in the command that builds %s; docs/git.md has a "
                    "recipe",
                    side_word(side));
        return false;
    }
    return true;
}

static bool build_sides(struct sides *sides, struct conduct *conduct, GError **error)
{
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        sides->trees[side] = g_ptr_array_new_with_free_func(tree_free);
        for (unsigned layout = 0; layout < MAX(conduct->options.layouts, 1); layout++)
            if (!build_side(sides, conduct, side, layout, error))
                return false;
    }
    return true;
}

static const struct built_tree *first_tree(const struct sides *sides, enum side side)
{
    return g_ptr_array_index(sides->trees[side], 0);
}

// Without a range both sides are the working tree, built by two commands.
static bool find_revisions(struct sides *sides, const struct options *options, GError **error)
{
    if (!git_repository_find(".", &sides->repository, error))
        return false;
    if (options->git != NULL &&
        !git_range_parse(&sides->repository, options->git, &sides->range, error))
        return false;
    return sides->range.head != NULL || snapshot_take(&sides->repository, &sides->snapshot, error);
}

static void warn_of_missing(struct run *run, const struct built_tree *tree, const char *side)
{
    for (guint i = 0; i < tree->missing->len; i++)
        g_ptr_array_add(
            run->warnings,
            g_strdup_printf("the build of %s left nothing that fits '%s' (benchrun.ini)", side,
                            (const char *)g_ptr_array_index(tree->missing, i)));
}

static char *describe_side(const struct sides *sides, enum side side)
{
    const struct built_tree *tree = first_tree(sides, side);
    bool same_source =
        g_strcmp0(first_tree(sides, SIDE_BASE)->commit, first_tree(sides, SIDE_HEAD)->commit) == 0;
    return same_source ? g_strdup_printf("%s, built by '%s'", tree->description, tree->command)
                       : g_strdup(tree->description);
}

static int find_builds(struct sides *sides, struct conduct *conduct)
{
    GError *error = NULL;
    struct prune_limits limits = prune_limits_default();
    prune_cache(&limits);
    if (!find_revisions(sides, &conduct->options, &error))
        return report_error(error);
    if (!check_layouts(conduct, &error) || !build_sides(sides, conduct, &error))
        return report_error(error);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        GPtrArray *suites = first_tree(sides, side)->suites;
        g_autofree const char **words = g_new0(const char *, suites->len + 1);
        for (guint i = 0; i < suites->len; i++)
            words[i] = g_ptr_array_index(suites, i);
        int code = discovery_find(&sides->found[side], &conduct->options, words);
        if (code != EXIT_GOOD)
            return code;
        warn_of_missing(conduct->run, first_tree(sides, side), side_word(side));
    }
    g_autofree char *base = describe_side(sides, SIDE_BASE);
    g_autofree char *head = describe_side(sides, SIDE_HEAD);
    name_sides(conduct->run, base, head);
    return EXIT_GOOD;
}

int sides_find(struct sides *sides, struct conduct *conduct)
{
    const struct options *options = &conduct->options;
    bool are_built = options->git != NULL || options->build[SIDE_BASE] || options->build[SIDE_HEAD];
    if (are_built && options->suites != NULL)
        return complain(EXIT_USAGE, "--git and --build-* bring their own suites: name no other");
    int code = are_built ? find_builds(sides, conduct) : find_programs(sides, conduct);
    return code == EXIT_GOOD ? match(sides, conduct->run) : code;
}

void sides_clear(struct sides *sides)
{
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        discovery_clear(&sides->found[side]);
        g_clear_pointer(&sides->trees[side], g_ptr_array_unref);
    }
    g_clear_pointer(&sides->common, g_ptr_array_unref);
    snapshot_clear(&sides->snapshot);
    git_range_clear(&sides->range);
    git_repository_clear(&sides->repository);
}

// All trees of a side hold the same suites in the same order.
GPtrArray *sides_layouts(const struct sides *sides, enum side side, const char *suite)
{
    const GPtrArray *trees = sides->trees[side];
    guint at = 0;
    if (trees == NULL || trees->len < 2)
        return NULL;
    const GPtrArray *suites = first_tree(sides, side)->suites;
    while (at < suites->len && strcmp(g_ptr_array_index(suites, at), suite) != 0)
        at++;
    GPtrArray *programs = g_ptr_array_new();
    for (guint i = 0; i < trees->len; i++) {
        const struct built_tree *tree = g_ptr_array_index(trees, i);
        if (at < tree->suites->len)
            g_ptr_array_add(programs, g_ptr_array_index(tree->suites, at));
    }
    return programs;
}
