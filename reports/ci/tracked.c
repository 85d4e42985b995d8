// SPDX-License-Identifier: MIT
#include "reports/ci/tracked.h"

#include <string.h>

#include "framework/base/hash.h"

// An end of paths: its first part, and what follows that.
struct end {
    const struct end *rest; // NULL: it is the last part of a path
    char *part;
    const char *whole; // the path that is this and no more
    const char *path;  // one that this ends; of them there are
    guint n_paths;
};

struct tracked {
    char **paths;
    GHashTable *ends; // struct end *, by part and rest
};

static guint end_hash(gconstpointer data)
{
    const struct end *end = data;
    return hash_text_and(end->part, g_direct_hash(end->rest));
}

static gboolean end_equal(gconstpointer a, gconstpointer b)
{
    const struct end *one = a, *other = b;
    return one->rest == other->rest && strcmp(one->part, other->part) == 0;
}

static void end_free(void *data)
{
    struct end *end = data;
    g_free(end->part);
    g_free(end);
}

static struct end *find(const struct tracked *tracked, const struct end *rest, char *part)
{
    const struct end key = {.rest = rest, .part = part};
    return g_hash_table_lookup(tracked->ends, &key);
}

static struct end *take(const struct tracked *tracked, const struct end *rest, char *part)
{
    struct end *end = find(tracked, rest, part);
    if (end != NULL)
        return end;
    end = g_new0(struct end, 1);
    end->rest = rest;
    end->part = g_strdup(part);
    g_hash_table_add(tracked->ends, end);
    return end;
}

static void add(const struct tracked *tracked, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    struct end *end = NULL;
    for (guint i = g_strv_length(parts); i-- > 0;) {
        end = take(tracked, end, parts[i]);
        if (i == 0) {
            end->whole = path;
        } else {
            end->path = path;
            end->n_paths++;
        }
    }
}

struct tracked *tracked_new(char **paths)
{
    struct tracked *tracked = g_new(struct tracked, 1);
    tracked->paths = paths;
    tracked->ends = g_hash_table_new_full(end_hash, end_equal, end_free, NULL);
    for (char **path = paths; *path != NULL; path++)
        add(tracked, *path);
    return tracked;
}

void tracked_free(struct tracked *tracked)
{
    if (tracked == NULL)
        return;
    g_hash_table_unref(tracked->ends);
    g_strfreev(tracked->paths);
    g_free(tracked);
}

// The longest end of the file's name that is a whole path; else the longest that is the end of one,
// if that is the only one.
const char *tracked_find(const struct tracked *tracked, const char *file)
{
    if (tracked == NULL || file == NULL)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(file, "/", -1);
    const struct end *longest = NULL;
    const char *whole = NULL;
    const struct end *end = NULL;
    for (guint i = g_strv_length(parts); i-- > 0;) {
        end = find(tracked, end, parts[i]);
        if (end == NULL)
            break;
        if (end->whole != NULL)
            whole = end->whole;
        if (end->n_paths > 0)
            longest = end;
    }
    if (whole != NULL || longest == NULL)
        return whole;
    return longest->n_paths == 1 ? longest->path : NULL;
}
