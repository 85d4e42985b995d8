// SPDX-License-Identifier: MIT
#include "framework/result/case.h"

#include <string.h>

#include "framework/base/hash.h"

void case_name(struct bench_case *bench_case)
{
    if (bench_case->id != NULL)
        return;
    GString *id = g_string_new(NULL);
    g_string_printf(id, "%s/%s", bench_case->group, bench_case->name);
    if (bench_case->has_arg) {
        g_string_append_c(id, '/');
        if (bench_case->arg_name != NULL)
            g_string_append_printf(id, "%s:", bench_case->arg_name);
        g_string_append_printf(id, "%" G_GINT64_FORMAT, bench_case->arg);
    }
    if (bench_case->variant != NULL)
        g_string_append_printf(id, "/%s", bench_case->variant);
    if (bench_case->threads > 1 || bench_case->has_threads)
        g_string_append_printf(id, "/threads:%u", bench_case->threads);
    bench_case->id = g_string_free(id, FALSE);
}

struct bench_case *case_copy(const struct bench_case *bench_case)
{
    struct bench_case *copy = g_new(struct bench_case, 1);
    *copy = *bench_case;
    copy->id = g_strdup(bench_case->id);
    copy->suite = g_strdup(bench_case->suite);
    copy->group = g_strdup(bench_case->group);
    copy->name = g_strdup(bench_case->name);
    copy->symbol = g_strdup(bench_case->symbol);
    copy->arg_name = g_strdup(bench_case->arg_name);
    copy->variant = g_strdup(bench_case->variant);
    copy->tags = g_strdup(bench_case->tags);
    copy->file = g_strdup(bench_case->file);
    copy->command = g_strdup(bench_case->command);
    copy->parameters = g_strdupv(bench_case->parameters);
    return copy;
}

void case_free(struct bench_case *bench_case)
{
    if (bench_case == NULL)
        return;
    g_free(bench_case->id);
    g_free(bench_case->suite);
    g_free(bench_case->group);
    g_free(bench_case->name);
    g_free(bench_case->symbol);
    g_free(bench_case->arg_name);
    g_free(bench_case->variant);
    g_free(bench_case->tags);
    g_free(bench_case->file);
    g_free(bench_case->command);
    g_strfreev(bench_case->parameters);
    g_free(bench_case);
}

bool case_has_tag(const struct bench_case *bench_case, const char *const *tags)
{
    if (tags == NULL || *tags == NULL)
        return true;
    if (bench_case->tags == NULL)
        return false;
    g_auto(GStrv) own = g_strsplit_set(bench_case->tags, ", ", -1);
    for (; *tags != NULL; tags++)
        if (**tags != '\0' && g_strv_contains((const char *const *)own, *tags))
            return true;
    return false;
}

bool case_is_alternative(const struct bench_case *a, const struct bench_case *b)
{
    if (a->is_input != b->is_input || (a->is_input && strcmp(a->id, b->id) != 0))
        return false;
    return strcmp(a->suite, b->suite) == 0 && strcmp(a->group, b->group) == 0 &&
           a->has_arg == b->has_arg && a->arg == b->arg && a->threads == b->threads &&
           g_strcmp0(a->variant, b->variant) == 0;
}

guint case_hash_group(gconstpointer bench_case)
{
    const struct bench_case *key = bench_case;
    return hash_text_and(key->group, hash_text(key->suite));
}

gboolean case_equal_group(gconstpointer a, gconstpointer b)
{
    const struct bench_case *one = a, *other = b;
    return strcmp(one->group, other->group) == 0 && strcmp(one->suite, other->suite) == 0;
}

guint case_hash_alternative(gconstpointer bench_case)
{
    const struct bench_case *key = bench_case;
    guint hash = case_hash_group(key) ^ hash_bytes(&key->arg, sizeof key->arg) ^ key->threads;
    if (key->is_input)
        hash = hash_text_and(key->id, hash);
    return key->variant != NULL ? hash_text_and(key->variant, hash) : hash;
}

gboolean case_equal_alternative(gconstpointer a, gconstpointer b)
{
    return case_is_alternative(a, b);
}
