// SPDX-License-Identifier: MIT
#include "reports/words/groups.h"

#include <string.h>

#include "framework/base/text.h"

static void group_free(struct group *group)
{
    g_ptr_array_unref(group->results);
    g_ptr_array_unref(group->fits);
    g_free(group);
}

static struct group *group_new(const struct bench_case *bench_case)
{
    struct group *group = g_new(struct group, 1);
    *group = (struct group){
        .suite = bench_case->suite,
        .name = bench_case->group,
        .results = g_ptr_array_new(),
        .fits = g_ptr_array_new(),
    };
    return group;
}

static void add_fits(const struct run *run, GHashTable *by_case)
{
    for (guint i = 0; i < run->fits->len; i++) {
        struct fit *fit = g_ptr_array_index(run->fits, i);
        const struct bench_case key = {.suite = fit->suite, .group = fit->group};
        struct group *group = g_hash_table_lookup(by_case, &key);
        if (group != NULL)
            g_ptr_array_add(group->fits, fit);
    }
}

GPtrArray *groups_of(const struct run *run)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    g_autoptr(GHashTable) by_case = g_hash_table_new(case_hash_group, case_equal_group);
    bool has_suites = false;
    for (guint i = 0; i < run->results->len; i++) {
        struct result *result = g_ptr_array_index(run->results, i);
        struct group *group = g_hash_table_lookup(by_case, result->bench_case);
        if (!group) {
            group = group_new(result->bench_case);
            g_ptr_array_add(groups, group);
            g_hash_table_insert(by_case, result->bench_case, group);
        }
        g_ptr_array_add(group->results, result);
        const struct group *first = g_ptr_array_index(groups, 0);
        has_suites = has_suites || strcmp(first->suite, group->suite) != 0;
    }
    for (guint i = 0; i < groups->len; i++)
        ((struct group *)g_ptr_array_index(groups, i))->names_suite = has_suites;
    add_fits(run, by_case);
    return groups;
}

char *group_title(const struct group *group)
{
    g_autofree char *name = text_printable(group->name);
    g_autofree char *suite = text_printable(group->suite);
    return group->names_suite ? g_strdup_printf("%s (%s)", name, suite) : g_steal_pointer(&name);
}

char *alternative_label(const char *name, const char *variant, unsigned threads)
{
    g_autofree char *whole = variant ? g_strconcat(name, "/", variant, NULL) : g_strdup(name);
    g_autofree char *label = text_printable(whole);
    return threads > 1 ? g_strdup_printf("%s/threads:%u", label, threads) : g_steal_pointer(&label);
}

char *case_alternative(const struct bench_case *bench_case)
{
    return alternative_label(bench_case->name, bench_case->variant, bench_case->threads);
}

char *case_argument(const struct bench_case *bench_case, bool is_named)
{
    if (!bench_case->has_arg)
        return g_strdup("");
    g_autofree char *name = text_printable(is_named ? bench_case->arg_name : NULL);
    return g_strdup_printf("%s%s%" G_GINT64_FORMAT, name, *name ? ":" : "", bench_case->arg);
}

bool group_has_arguments(const struct group *group)
{
    bool has_any = false;
    for (guint i = 0; i < group->results->len; i++)
        has_any |=
            ((const struct result *)g_ptr_array_index(group->results, i))->bench_case->has_arg;
    return has_any;
}

char *group_argument_name(const struct group *group)
{
    const char *name = NULL;
    for (guint i = 0; i < group->results->len; i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        const char *own = result->bench_case->arg_name;
        if (!result->bench_case->has_arg)
            continue;
        if (own == NULL || (name != NULL && strcmp(name, own) != 0))
            return NULL;
        name = own;
    }
    return name != NULL ? text_printable(name) : NULL;
}

char *case_label(const struct bench_case *bench_case)
{
    const char *id = bench_case->id;
    size_t length = strlen(bench_case->group);
    if (strncmp(id, bench_case->group, length) == 0 && id[length] == '/')
        id += length + 1;
    return text_printable(id);
}

bool case_is_reference(const struct run *run, const struct bench_case *bench_case)
{
    return bench_case->is_baseline || run_has_baseline(run, bench_case->id);
}
