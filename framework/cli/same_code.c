// SPDX-License-Identifier: MIT
#include "framework/cli/same_code.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/sharding.h"

static const char library_path[] = "LD_LIBRARY_PATH=";

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The variables of a side but the one whose effect is looked at, in one order.
static GPtrArray *list_variables(char **env)
{
    GPtrArray *variables = g_ptr_array_new();
    for (; env != NULL && *env != NULL; env++)
        if (!g_str_has_prefix(*env, library_path))
            g_ptr_array_add(variables, *env);
    g_ptr_array_sort(variables, by_text);
    return variables;
}

static bool are_same_variables(char **base, char **head)
{
    g_autoptr(GPtrArray) x = list_variables(base);
    g_autoptr(GPtrArray) y = list_variables(head);
    bool is_same = x->len == y->len;
    for (guint i = 0; i < x->len && is_same; i++)
        is_same = strcmp(g_ptr_array_index(x, i), g_ptr_array_index(y, i)) == 0;
    return is_same;
}

static bool are_same_words(char **base, char **head)
{
    static char *none[] = {NULL};
    return g_strv_equal((const char *const *)(base ? base : none),
                        (const char *const *)(head ? head : none));
}

void same_code_init(struct same_code *same_code, const struct options *options,
                    const struct sides *sides)
{
    *same_code = (struct same_code){
        .options = options,
        .sides = sides,
        .index = code_index_new(),
        .starts_alike = are_same_words(options->args[SIDE_BASE], options->args[SIDE_HEAD]) &&
                        are_same_variables(options->env[SIDE_BASE], options->env[SIDE_HEAD]),
    };
}

void same_code_clear(struct same_code *same_code)
{
    g_clear_pointer(&same_code->index, code_index_free);
}

// The last setting of a variable is the one that counts.
static const char *find_library_path(char **env)
{
    const char *found = g_getenv("LD_LIBRARY_PATH");
    for (; env != NULL && *env != NULL; env++)
        if (g_str_has_prefix(*env, library_path))
            found = *env + strlen(library_path);
    return found;
}

enum code_sameness same_code_find(const struct same_code *same_code, const struct pair *pair,
                                  enum code_scope scope, char **why)
{
    struct code_program programs[SIDES];
    if (pair->cases[SIDE_HEAD]->command != NULL) { // its worker is not what is measured
        if (why != NULL)
            *why = g_strdup("they are commands");
        return CODE_UNKNOWN;
    }
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        programs[side] = (struct code_program){
            .path = pair->cases[side]->suite,
            .library_path = find_library_path(same_code->options->env[side]),
            .folder = sides_folder(same_code->sides, side),
        };
    enum code_sameness sameness =
        code_compare(same_code->index, programs, pair->cases[SIDE_HEAD], scope, why);
    if (!code_is_same(sameness) || same_code->starts_alike)
        return sameness;
    if (why != NULL)
        *why = g_strdup("the sides are started in two ways");
    return CODE_UNKNOWN;
}

// What decides how a case is measured, besides its code.
static bool is_asked_alike(const struct pair *pair)
{
    const struct bench_case *base = pair->cases[SIDE_BASE];
    const struct bench_case *head = pair->cases[SIDE_HEAD];
    return base->arg == head->arg && base->iterations == head->iterations &&
           base->threads == head->threads && base->uses_all_cpus == head->uses_all_cpus;
}

// The results of a plan that is not measured, unless it is another part's.
static bool leave_out(struct recording *recording, struct plan *plan, GError **error)
{
    bool is_good = true;
    bool is_own = sharding_has(recording, plan);
    for (guint i = 0; i < plan->arms->len && is_good && is_own; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (arm->result->status == STATUS_OK)
            result_refuse(arm->result, STATUS_SKIPPED, RESULT_SAME_CODE);
        is_good = recording_take(recording, g_steal_pointer(&arm->result), error);
    }
    plan_free(plan);
    return is_good;
}

static void warn_of_unknown(struct run *run, guint n, const char *id, const char *why)
{
    if (n > 0)
        g_ptr_array_add(run->warnings,
                        g_strdup_printf("it is unknown whether %u case%s run%s the same code, so "
                                        "%s measured: %s (%s)",
                                        n, n == 1 ? "" : "s", n == 1 ? "s" : "",
                                        n == 1 ? "it is" : "they are", why, id));
}

bool same_code_sort(const struct same_code *same_code, struct recording *recording,
                    const struct sides *sides, GPtrArray *plans, GError **error)
{
    bool only_changed = recording->options.only_changed;
    bool is_good = true;
    g_autoptr(GPtrArray) changed = g_ptr_array_new();
    g_autoptr(GPtrArray) same = g_ptr_array_new();
    g_autofree char *first_why = NULL;
    const char *first_unknown = NULL;
    guint n_unknown = 0;
    for (guint i = 0; i < plans->len; i++) {
        const struct pair *pair = g_ptr_array_index(sides->common, i);
        g_autofree char *why = NULL;
        enum code_sameness sameness = same_code_find(same_code, pair, CODE_OF_CASE, &why);
        bool is_same = code_is_same(sameness) && is_asked_alike(pair);
        g_ptr_array_add(is_same ? same : changed, g_ptr_array_index(plans, i));
        n_unknown += sameness == CODE_UNKNOWN;
        if (sameness != CODE_UNKNOWN || first_unknown != NULL)
            continue;
        first_unknown = pair->cases[SIDE_HEAD]->id;
        first_why = g_steal_pointer(&why);
    }
    g_ptr_array_set_free_func(plans, NULL);
    g_ptr_array_set_size(plans, 0);
    g_ptr_array_set_free_func(plans, (GDestroyNotify)plan_free);
    g_ptr_array_extend(plans, changed, NULL, NULL);
    for (guint i = 0; i < same->len; i++) {
        if (!only_changed)
            g_ptr_array_add(plans, g_ptr_array_index(same, i));
        else
            is_good =
                leave_out(recording, g_ptr_array_index(same, i), is_good ? error : NULL) && is_good;
    }
    if (only_changed && !interruption_is_requested())
        warn_of_unknown(recording->run, n_unknown, first_unknown, first_why);
    return is_good;
}
