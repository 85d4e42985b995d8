// SPDX-License-Identifier: MIT
#include "framework/cli/sides.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/build/compilers.h"
#include "framework/build/revision.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"

static gconstpointer id_of_case(gconstpointer bench_case)
{
    return ((const struct bench_case *)bench_case)->id;
}

static const struct lookup_key case_by_id = {id_of_case, hash_text, g_str_equal};

static gconstpointer id_of_pair(gconstpointer pair)
{
    return ((const struct pair *)pair)->cases[SIDE_HEAD]->id;
}

const struct lookup_key pair_by_id = {id_of_pair, hash_text, g_str_equal};

// A base that was built without the newest suites lacks their cases.
static const char *overlay_hint(const struct options *options)
{
    bool is_built = options->git != NULL && options->overlay == NULL;
    return is_built ? "; --overlay FOLDER builds base with the working tree's copy of the suites"
                    : "";
}

// Cases are matched by id; those of one side alone are listed, never dropped silently.
static int match(struct sides *sides, const struct options *options, struct run *run)
{
    const GPtrArray *base = sides->found[SIDE_BASE].cases;
    const GPtrArray *head = sides->found[SIDE_HEAD].cases;
    struct lookup in_base = {.key = &case_by_id};
    struct lookup in_head = {.key = &case_by_id};
    sides->common = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(run->only_base, 0);
    g_ptr_array_set_size(run->only_head, 0);
    for (guint i = 0; i < base->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(base, i);
        if (lookup_find(&in_head, head, bench_case->id) == NULL)
            g_ptr_array_add(run->only_base, g_strdup(bench_case->id));
    }
    for (guint i = 0; i < head->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(head, i);
        const struct bench_case *other = lookup_find(&in_base, base, bench_case->id);
        if (other == NULL) {
            g_ptr_array_add(run->only_head, g_strdup(bench_case->id));
            continue;
        }
        struct pair *pair = g_new(struct pair, 1);
        *pair = (struct pair){{other, bench_case}};
        g_ptr_array_add(sides->common, pair);
    }
    lookup_clear(&in_base);
    lookup_clear(&in_head);
    if (sides->common->len == 0)
        return complain(EXIT_NOTHING, "base and head have no case in common%s",
                        overlay_hint(options));
    if (run->only_head->len > 0 && *overlay_hint(options) != '\0' && !options->is_quiet)
        say("base lacks %u of head's cases%s", run->only_head->len, overlay_hint(options));
    return EXIT_GOOD;
}

void sides_name(struct run *run, const char *base, const char *head)
{
    g_free(run->base_name);
    g_free(run->head_name);
    run->base_name = g_strdup(base);
    run->head_name = g_strdup(head);
}

int sides_find_programs(struct sides *sides, struct recording *recording, const char *base,
                        const char *head)
{
    const char *const words[SIDES][2] = {{base, NULL}, {head, NULL}};
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        const struct options *options = &recording->options;
        int code = options->is_dry ? dry_run_suites(options, side, words[side])
                                   : discovery_find(&sides->found[side], options, words[side]);
        if (code != EXIT_GOOD && !(code == EXIT_DRY && side == SIDE_BASE))
            return code;
    }
    sides_name(recording->run, base, head);
    return match(sides, &recording->options, recording->run);
}

static int find_named(struct sides *sides, struct recording *recording)
{
    const struct options *options = &recording->options;
    char *const *words = options->suites;
    guint n_words = words ? g_strv_length((char **)words) : 0;
    bool is_one = options->is_aa || options->env[SIDE_BASE] || options->env[SIDE_HEAD] ||
                  options->args[SIDE_BASE] || options->args[SIDE_HEAD];
    if (n_words != 2 && !(n_words == 1 && is_one))
        return complain(EXIT_USAGE,
                        "name BASE and HEAD: two programs or two folders of them (one "
                        "is enough with --aa, --env-* or --args-*), or use --git RANGE");
    const char *head = words[options->is_aa ? 0 : n_words - 1];
    return sides_find_programs(sides, recording, words[0], head);
}

static bool build_side(struct sides *sides, const struct options *options, enum side side,
                       unsigned layout, GError **error)
{
    struct building_part part = {
        .side = side_word(side),
        .commit = side == SIDE_HEAD ? sides->range.head : sides->range.base,
        .name = side == SIDE_HEAD ? sides->range.head_name : sides->range.base_name,
        .command = options->build[side],
        .layout = layout,
    };
    struct built_tree *tree = g_new0(struct built_tree, 1);
    g_ptr_array_add(sides->trees[side], tree);
    return building_make(&sides->building, &part, tree, error);
}

static void tree_free(void *tree)
{
    built_tree_clear(tree);
    g_free(tree);
}

// The command of a side makes its layouts itself, from numbers that begin with 0. Others are drawn:
// the sides are exchangeable only if each has its own. Both get all phases of a cache line.
static unsigned layout_number(const struct recording *recording, enum side side, unsigned layout)
{
    const char *own = recording->options.build[side];
    const char *command = own ? own : recording->config.build_command;
    bool is_own = command != NULL && build_command_mentions(command, "layout");
    unsigned block = SIDES * (layout / COMPILERS_PHASES) + side;
    return is_own ? layout : 1 + COMPILERS_PHASES * block + layout % COMPILERS_PHASES;
}

// Those that are missing of n.
static bool build_layouts(struct sides *sides, const struct recording *recording, unsigned n,
                          GError **error)
{
    unsigned first = sides->trees[SIDE_BASE]->len - sides->first_layout;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        for (unsigned i = first; i < n; i++)
            if (!build_side(sides, &recording->options, side, layout_number(recording, side, i),
                            error))
                return false;
    return true;
}

static bool build_sides(struct sides *sides, const struct recording *recording, GError **error)
{
    unsigned n = (unsigned)recording->options.layouts;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        sides->trees[side] = g_ptr_array_new_with_free_func(tree_free);
    if (n > 0)
        return build_layouts(sides, recording, n, error);
    sides->first_layout = 1;
    return build_side(sides, &recording->options, SIDE_BASE, 0, error) &&
           build_side(sides, &recording->options, SIDE_HEAD, 0, error);
}

bool sides_are_built(const struct sides *sides)
{
    return sides->trees[SIDE_HEAD] != NULL;
}

int sides_build_layouts(struct sides *sides, const struct recording *recording, unsigned n)
{
    GError *error = NULL;
    return build_layouts(sides, recording, n, &error) ? EXIT_GOOD : building_complain(error);
}

static const struct built_tree *first_tree(const struct sides *sides, enum side side)
{
    return g_ptr_array_index(sides->trees[side], 0);
}

// Without a range both sides are the working tree, built by two commands.
static bool find_revisions(struct sides *sides, const struct recording *recording, GError **error)
{
    const char *range = recording->options.git;
    struct building *building = &sides->building;
    if (!building_open(building, &recording->options, &recording->config, error) ||
        (range != NULL && !git_range_parse(&building->repository, range, &sides->range, error)))
        return false;
    building_pin(&sides->range);
    return true;
}

static void warn_of_missing(struct run *run, const struct built_tree *tree, const char *side)
{
    for (guint i = 0; i < tree->missing->len; i++)
        g_ptr_array_add(
            run->warnings,
            g_strdup_printf("the build of %s made no program that matches '%s' (benchrun.ini)",
                            side, (const char *)g_ptr_array_index(tree->missing, i)));
}

static char *describe_side(const struct sides *sides, enum side side)
{
    const struct built_tree *tree = first_tree(sides, side);
    bool same_source =
        g_strcmp0(first_tree(sides, SIDE_BASE)->commit, first_tree(sides, SIDE_HEAD)->commit) == 0;
    return same_source ? g_strdup_printf("%s, built by '%s'", tree->description, tree->command)
                       : g_strdup(tree->description);
}

static bool is_unchanged(const struct sides *sides, const struct options *options)
{
    const struct built_tree *base = first_tree(sides, SIDE_BASE);
    const struct built_tree *head = first_tree(sides, SIDE_HEAD);
    bool run_alike = g_strcmp0(base->command, head->command) == 0;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        run_alike = run_alike && options->env[side] == NULL && options->args[side] == NULL;
    return run_alike && strcmp(base->commit, head->commit) == 0;
}

// Of the working tree, what it is based on is known; but two builds of it would be two values at
// one commit, so that it has a revision only beside a commit.
static void find_commits(const struct sides *sides, struct run *run)
{
    const char *folder = sides->building.repository.folder;
    if (sides->range.base == NULL)
        return;
    revision_of_commit(folder, sides->range.base, &run->base_revision);
    if (sides->range.head != NULL)
        revision_of_commit(folder, sides->range.head, &run->revision);
}

static int find_cases(struct sides *sides, struct recording *recording, enum side side)
{
    const struct built_tree *tree = first_tree(sides, side);
    g_autofree const char **words = g_new0(const char *, tree->suites->len + 1);
    for (guint i = 0; i < tree->suites->len; i++)
        words[i] = g_ptr_array_index(tree->suites, i);
    int code = discovery_find(&sides->found[side], &recording->options, words);
    if (code == EXIT_GOOD)
        warn_of_missing(recording->run, tree, side_word(side));
    return code;
}

static int preview(const struct sides *sides, const struct recording *recording)
{
    int code = EXIT_DRY;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD && code == EXIT_DRY; side++)
        code = dry_run_suites_of(&recording->options, side, first_tree(sides, side),
                                 (const char *const *)recording->config.suites);
    return code;
}

static int find_builds(struct sides *sides, struct recording *recording)
{
    GError *error = NULL;
    if (!find_revisions(sides, recording, &error) || !build_sides(sides, recording, &error))
        return building_complain(error);
    if (recording->options.is_dry)
        return preview(sides, recording);
    // Head first: what it lacks, too, is a wrong name.
    int code = find_cases(sides, recording, SIDE_HEAD);
    if (code != EXIT_GOOD)
        return code;
    code = find_cases(sides, recording, SIDE_BASE);
    if (code == EXIT_NOTHING)
        complain(code, "base has no such case%s", overlay_hint(&recording->options));
    if (code != EXIT_GOOD)
        return code;
    g_autofree char *base = describe_side(sides, SIDE_BASE);
    g_autofree char *head = describe_side(sides, SIDE_HEAD);
    sides_name(recording->run, base, head);
    find_commits(sides, recording->run);
    if (is_unchanged(sides, &recording->options))
        g_ptr_array_add(recording->run->warnings,
                        g_strdup_printf("base and head are the same commit, %.12s, built in the "
                                        "same way, so there is no change to find: --git "
                                        "HEAD~1..HEAD compares the last commit",
                                        first_tree(sides, SIDE_HEAD)->commit));
    return match(sides, &recording->options, recording->run);
}

int sides_find(struct sides *sides, struct recording *recording)
{
    const struct options *options = &recording->options;
    bool are_built = options->git != NULL || options->build[SIDE_BASE] || options->build[SIDE_HEAD];
    if (are_built && options->suites != NULL)
        return complain(EXIT_USAGE, "--git and --build-* find their own suites: do not name any");
    if (!are_built && options->layouts_word != NULL)
        g_ptr_array_add(recording->run->warnings,
                        g_strdup("--layouts needs --git or --build-*: programs that are named are "
                                 "compared as they are"));
    return are_built ? find_builds(sides, recording) : find_named(sides, recording);
}

void sides_clear(struct sides *sides)
{
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        discovery_clear(&sides->found[side]);
        g_clear_pointer(&sides->trees[side], g_ptr_array_unref);
    }
    g_clear_pointer(&sides->common, g_ptr_array_unref);
    git_range_clear(&sides->range);
    building_close(&sides->building);
}

// All trees of a side hold the same suites in the same order.
GPtrArray *sides_layouts(const struct sides *sides, enum side side, const char *suite)
{
    const GPtrArray *trees = sides->trees[side];
    guint at = 0;
    if (trees == NULL || trees->len < 2) // the plain one
        return NULL;
    const GPtrArray *suites = first_tree(sides, side)->suites;
    while (at < suites->len && strcmp(g_ptr_array_index(suites, at), suite) != 0)
        at++;
    GPtrArray *programs = g_ptr_array_new();
    for (guint i = sides->first_layout; i < trees->len; i++) {
        const struct built_tree *tree = g_ptr_array_index(trees, i);
        if (at < tree->suites->len)
            g_ptr_array_add(programs, g_ptr_array_index(tree->suites, at));
    }
    return programs;
}

const char *sides_folder(const struct sides *sides, enum side side)
{
    return sides->trees[side] != NULL ? first_tree(sides, side)->slot.folder : NULL;
}

struct launch sides_launch(const struct recording *recording, enum side side,
                           const struct bench_case *bench_case)
{
    struct launch launch = recording_launch(recording, bench_case);
    // So that addresses affect both sides alike; each run of a command has others.
    launch.same_layout = bench_case->command == NULL;
    launch.env = (const char *const *)recording->options.env[side];
    launch.args = (const char *const *)recording->options.args[side];
    return launch;
}

struct plan *sides_plan(const struct sides *sides, const struct recording *recording,
                        const struct pair *pair, struct fresh_copies *const copies[SIDES],
                        uint64_t seed)
{
    struct plan *plan = plan_new(seed);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        struct launch launch = sides_launch(recording, side, pair->cases[side]);
        struct arm *arm = plan_add(plan, pair->cases[side], &launch);
        pinning_check_threads(&recording->pinning, arm);
        arm->layouts = sides_layouts(sides, side, pair->cases[side]->suite);
        arm->result->side = side;
        plan_copy(arm, copies[side]);
    }
    return plan;
}

// What is judged in no case cannot fail.
static bool is_judged(const struct run *run, const char *word)
{
    static const char *const events[] = {"regression", "placement", "unclear",
                                         "missing",    "never",     NULL};
    bool is_judged = g_strv_contains(events, word) || run->comparisons->len == 0;
    for (guint i = 0; i < run->comparisons->len && !is_judged; i++)
        is_judged = comparison_find_metric(g_ptr_array_index(run->comparisons, i), word) != NULL;
    return is_judged;
}

void sides_take_options(struct run *run, const struct options *options)
{
    run->alpha = options->alpha;
    char **word = options->fail_on_words;
    g_ptr_array_set_size(run->fail_on, 0);
    if (word == NULL)
        g_ptr_array_add(run->fail_on, g_strdup("regression"));
    for (; word != NULL && *word != NULL; word++)
        g_ptr_array_add(run->fail_on, g_strdup(*word));
}

int sides_judge(const struct recording *recording)
{
    const struct run *run = recording->run;
    int code = MAX(recording_judge(run->base), recording_judge(run->results));
    if (run->part.number > 0) // the whole decides
        return code;
    bool fails = run->only_base->len > 0 &&
                 g_ptr_array_find_with_equal_func(run->fail_on, "missing", g_str_equal, NULL);
    for (guint i = 0; i < run->comparisons->len && !fails; i++)
        fails = comparison_failure(g_ptr_array_index(run->comparisons, i), run->fail_on) != NULL;
    for (guint i = 0; i < run->fail_on->len && !fails; i++) {
        const char *word = g_ptr_array_index(run->fail_on, i);
        if (!is_judged(run, word))
            code =
                MAX(code, complain(EXIT_UNMEASURED,
                                   "--fail-on %s: it was judged in no case; ask for the pass that "
                                   "adds it, and see the warnings",
                                   word));
    }
    return fails ? EXIT_CHECK_FAILED : code;
}
