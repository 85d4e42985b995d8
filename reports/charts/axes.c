// SPDX-License-Identifier: MIT
#include "reports/charts/axes.h"

#include <string.h>

static void result_copy_free(void *data)
{
    struct result *copy = data;
    case_free(copy->bench_case);
    g_free(copy); // the rest is the original's
}

static void view_free(void *data)
{
    struct group *view = data;
    g_ptr_array_unref(view->results);
    g_ptr_array_unref(view->fits);
    g_free(view);
}

// `name:number`, or a number; false if it is neither.
static bool read_part(const char *part, char **name, int64_t *value)
{
    const char *colon = strrchr(part, ':');
    const char *digits = colon != NULL ? colon + 1 : part;
    gint64 number = 0;
    if (!g_ascii_string_to_signed(digits, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return false;
    *name = colon != NULL ? g_strndup(part, (gsize)(colon - part)) : NULL;
    *value = number;
    return true;
}

// The other parts of a variant, and in front of them the argument; to free.
static char *other_parts(const struct bench_case *bench_case, char *const *parts, guint axis)
{
    GString *variant = g_string_new(NULL);
    if (bench_case->has_arg)
        g_string_append_printf(variant, "%s%s%" G_GINT64_FORMAT,
                               bench_case->arg_name ? bench_case->arg_name : "",
                               bench_case->arg_name ? ":" : "", bench_case->arg);
    for (guint i = 0; parts[i] != NULL; i++)
        if (i != axis)
            g_string_append_printf(variant, "%s%s", variant->len > 0 ? "/" : "", parts[i]);
    return g_string_free(variant, variant->len == 0);
}

// NULL: the parameter is not a number.
static struct result *copy_over(const struct result *result, guint axis)
{
    const struct bench_case *bench_case = result->bench_case;
    g_auto(GStrv) parts = g_strsplit(bench_case->variant ? bench_case->variant : "", "/", -1);
    g_autofree char *name = NULL;
    int64_t value = 0;
    if (g_strv_length(parts) <= axis || !read_part(parts[axis], &name, &value))
        return NULL;
    struct result *copy = g_memdup2(result, sizeof *result);
    copy->bench_case = case_copy(bench_case);
    g_free(copy->bench_case->variant);
    copy->bench_case->variant = other_parts(bench_case, parts, axis);
    copy->bench_case->has_arg = true;
    copy->bench_case->arg = value;
    g_free(copy->bench_case->arg_name);
    copy->bench_case->arg_name = g_steal_pointer(&name);
    return copy;
}

static struct group *view_over(const struct group *group, guint axis)
{
    struct group *view = g_memdup2(group, sizeof *group);
    view->results = g_ptr_array_new_with_free_func(result_copy_free);
    view->fits = g_ptr_array_new();
    for (guint i = 0; i < group->results->len; i++) {
        struct result *copy = copy_over(g_ptr_array_index(group->results, i), axis);
        if (copy == NULL) {
            view_free(view);
            return NULL;
        }
        g_ptr_array_add(view->results, copy);
    }
    return view;
}

GPtrArray *axes_of(const struct group *group)
{
    enum { MOST_AXES = 3 };
    GPtrArray *views = g_ptr_array_new_with_free_func(view_free);
    for (guint axis = 0; axis < MOST_AXES; axis++) {
        struct group *view = view_over(group, axis);
        if (view != NULL)
            g_ptr_array_add(views, view);
    }
    return views;
}
