// SPDX-License-Identifier: MIT
#include "framework/program/libraries.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/program/loader.h"

static void library_free(void *data)
{
    struct library *library = data;
    g_free(library->path);
    g_hash_table_unref(library->exports);
    g_free(library);
}

static const struct library *library_at(const struct libraries *libraries, guint i)
{
    return g_ptr_array_index(libraries->found, i);
}

static void add(struct libraries *libraries, const char *path)
{
    g_autoptr(GError) error = NULL;
    struct library *library = g_new(struct library, 1);
    library->path = realpath(path, NULL);
    if (library->path == NULL)
        library->path = g_strdup(path);
    library->exports = exports_read(library->path, &error);
    if (library->exports == NULL) {
        library->exports = g_hash_table_new(hash_text, g_str_equal);
        g_free(libraries->doubt);
        libraries->doubt = g_strdup(error->message);
    }
    g_ptr_array_add(libraries->found, library);
}

struct libraries *libraries_find(const char *program, const char *library_path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *variable = g_strconcat("LD_LIBRARY_PATH=", library_path, NULL);
    const char *const environment[] = {library_path ? variable : "LD_LIBRARY_PATH", NULL};
    g_autoptr(GPtrArray) list = loader_list(program, environment, &error);
    struct libraries *libraries = g_new0(struct libraries, 1);
    libraries->found = g_ptr_array_new_with_free_func(library_free);
    libraries->others = g_ptr_array_new_with_free_func(g_free);
    libraries->doubt = error != NULL ? g_strdup(error->message) : NULL;
    add(libraries, program);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const struct loader_library *library = g_ptr_array_index(list, i);
        if (library->is_of_system)
            g_ptr_array_add(libraries->others, g_strdup(library->path));
        else
            add(libraries, library->path);
    }
    return libraries;
}

void libraries_free(struct libraries *libraries)
{
    if (libraries == NULL)
        return;
    g_ptr_array_unref(libraries->found);
    g_ptr_array_unref(libraries->others);
    g_free(libraries->doubt);
    g_free(libraries);
}

bool libraries_are_same(const struct libraries *a, const struct libraries *b)
{
    bool is_same = a->found->len == b->found->len;
    for (guint i = 1; i < a->found->len && is_same; i++)
        is_same = strcmp(library_at(a, i)->path, library_at(b, i)->path) == 0;
    return is_same;
}

bool libraries_have_same_others(const struct libraries *a, const struct libraries *b)
{
    bool is_same = a->others->len == b->others->len;
    for (guint i = 0; i < a->others->len && is_same; i++)
        is_same = g_str_equal(g_ptr_array_index(a->others, i), g_ptr_array_index(b->others, i));
    return is_same;
}

const struct library *libraries_lookup(const struct libraries *libraries, const char *symbol,
                                       bool only_libraries, const struct exported **out)
{
    for (guint i = only_libraries; i < libraries->found->len; i++) {
        *out = g_hash_table_lookup(library_at(libraries, i)->exports, symbol);
        if (*out != NULL)
            return library_at(libraries, i);
    }
    return NULL;
}
