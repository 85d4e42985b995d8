// SPDX-License-Identifier: MIT
#include "framework/program/libraries.h"

#include <string.h>

static void doubt(struct libraries *libraries, const char *format, const char *word)
{
    if (libraries->doubt == NULL) {
        g_autoptr(GString) text = g_string_new(format);
        g_string_replace(text, "{}", word, 1);
        libraries->doubt = g_strdup(text->str);
    }
}

static void library_free(void *data)
{
    struct library *library = data;
    g_free(library->path);
    dynamic_free(library->dynamic);
    g_free(library);
}

static const struct library *library_at(const struct libraries *libraries, guint i)
{
    return g_ptr_array_index(libraries->found, i);
}

// `$ORIGIN` is the folder of the one that says so. NULL where the loader would put in another word.
static char *expand(struct libraries *libraries, const char *folder, const struct library *user)
{
    g_autofree char *origin = g_path_get_dirname(user->path);
    g_autoptr(GString) text = g_string_new(folder);
    g_string_replace(text, "${ORIGIN}", origin, 0);
    g_string_replace(text, "$ORIGIN", origin, 0);
    if (strchr(text->str, '$') == NULL)
        return g_strdup(*text->str != '\0' ? text->str : ".");
    doubt(libraries, "its libraries are looked for in '{}'", folder);
    return NULL;
}

// The library of a name in one of the folders; NULL: in none.
static char *find_in(struct libraries *libraries, const char *folders, const char *name,
                     const struct library *user)
{
    g_auto(GStrv) list = folders ? g_strsplit_set(folders, ":;", -1) : NULL;
    for (char **folder = list; folder != NULL && *folder != NULL; folder++) {
        g_autofree char *expanded = expand(libraries, *folder, user);
        g_autofree char *path = expanded ? g_build_filename(expanded, name, NULL) : NULL;
        g_autofree char *variants =
            expanded ? g_build_filename(expanded, "glibc-hwcaps", NULL) : NULL;
        if (variants != NULL && g_file_test(variants, G_FILE_TEST_IS_DIR))
            doubt(libraries, "'{}' has libraries for several CPUs", expanded);
        if (path != NULL && g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

// In the loader's order: ld.so(8).
static char *find(struct libraries *libraries, const char *name, guint user,
                  const char *library_path)
{
    const struct library *needs = library_at(libraries, user);
    if (strchr(name, '/') != NULL)
        return g_strdup(name);
    char *path = NULL;
    for (guint at = user; needs->dynamic->runpath == NULL && path == NULL;
         at = library_at(libraries, at)->user) {
        const struct library *one = library_at(libraries, at);
        if (one->dynamic->runpath == NULL)
            path = find_in(libraries, one->dynamic->rpath, name, one);
        if (at == 0)
            break;
    }
    if (path == NULL && library_path != NULL && *library_path != '\0')
        path = find_in(libraries, library_path, name, library_at(libraries, 0));
    return path ? path : find_in(libraries, needs->dynamic->runpath, name, needs);
}

static void add(struct libraries *libraries, const char *path, guint user)
{
    g_autofree char *real = realpath(path, NULL);
    if (real == NULL) {
        doubt(libraries, "there is no '{}'", path);
        return;
    }
    for (guint i = 0; i < libraries->found->len; i++)
        if (strcmp(library_at(libraries, i)->path, real) == 0)
            return;
    struct dynamic *dynamic = dynamic_read(real, NULL);
    if (dynamic == NULL) {
        doubt(libraries, "'{}' cannot be read", real);
        return;
    }
    struct library *library = g_new(struct library, 1);
    *library = (struct library){g_steal_pointer(&real), dynamic, user};
    g_ptr_array_add(libraries->found, library);
}

struct libraries *libraries_find(const char *program, const char *library_path)
{
    struct libraries *libraries = g_new0(struct libraries, 1);
    libraries->found = g_ptr_array_new_with_free_func(library_free);
    libraries->others = g_ptr_array_new_with_free_func(g_free);
    add(libraries, program, 0);
    // The list grows: each one found is asked for what it needs in turn.
    for (guint i = 0; i < libraries->found->len; i++) {
        const GPtrArray *needed = library_at(libraries, i)->dynamic->needed;
        for (guint n = 0; n < needed->len; n++) {
            const char *name = g_ptr_array_index(needed, n);
            g_autofree char *path = find(libraries, name, i, library_path);
            if (path != NULL)
                add(libraries, path, i);
            else if (!g_ptr_array_find_with_equal_func(libraries->others, name, g_str_equal, NULL))
                g_ptr_array_add(libraries->others, g_strdup(name));
        }
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
        *out = g_hash_table_lookup(library_at(libraries, i)->dynamic->exports, symbol);
        if (*out != NULL)
            return library_at(libraries, i);
    }
    return NULL;
}
