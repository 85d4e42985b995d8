// SPDX-License-Identifier: MIT
#include "framework/build/tree_suites.h"

#include <fts.h>
#include <glob.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "framework/program/suite_program.h"

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// Skips folders in which no build leaves programs, mainly `.git`.
static void add_below(GPtrArray *found, const char *folder)
{
    char *const roots[] = {(char *)folder, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;) {
        if (entry->fts_info == FTS_D && entry->fts_level > 0 && entry->fts_name[0] == '.')
            fts_set(tree, entry, FTS_SKIP);
        if (entry->fts_info == FTS_F && suite_is_program(entry->fts_path))
            g_ptr_array_add(found, g_strdup(entry->fts_path));
    }
    if (tree != NULL)
        fts_close(tree);
}

static bool has_wildcard(const char *pattern)
{
    return strpbrk(pattern, "*?[") != NULL;
}

// The folder is not a pattern, whatever its name contains.
static char *join(const char *folder, const char *pattern)
{
    g_autoptr(GString) path = g_string_new(NULL);
    for (const char *c = folder; *c != '\0'; c++) {
        if (strchr("*?[]\\", *c) != NULL)
            g_string_append_c(path, '\\');
        g_string_append_c(path, *c);
    }
    g_string_append_printf(path, "/%s", pattern);
    return g_string_free(g_steal_pointer(&path), FALSE);
}

static char *make_glob(const char *source, const char *build, const char *pattern)
{
    if (g_str_has_prefix(pattern, "{source}/"))
        return join(source, pattern + strlen("{source}/"));
    if (g_str_has_prefix(pattern, "{build}/"))
        return join(build, pattern + strlen("{build}/"));
    return join(build, pattern);
}

static bool add_fitting(GPtrArray *found, const char *glob_pattern, bool is_plain)
{
    glob_t paths = {0};
    bool has_any = false;
    if (glob(glob_pattern, 0, NULL, &paths) != 0)
        paths.gl_pathc = 0;
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        const char *path = paths.gl_pathv[i];
        bool is_program = g_file_test(path, G_FILE_TEST_IS_REGULAR) && access(path, X_OK) == 0;
        if (!is_program || (!is_plain && !suite_is_program(path)))
            continue;
        has_any = true;
        if (!g_ptr_array_find_with_equal_func(found, path, g_str_equal, NULL))
            g_ptr_array_add(found, g_strdup(path));
    }
    globfree(&paths);
    return has_any;
}

GPtrArray *tree_suites_find(const char *source, const char *build, const char *const *patterns,
                            GPtrArray *missing)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    bool has_patterns = patterns != NULL && *patterns != NULL;
    if (!has_patterns)
        add_below(found, build);
    if (!has_patterns && found->len == 0)
        add_below(found, source);
    for (; has_patterns && *patterns != NULL; patterns++) {
        g_autofree char *glob_pattern = make_glob(source, build, *patterns);
        if (!add_fitting(found, glob_pattern, !has_wildcard(*patterns)))
            g_ptr_array_add(missing, g_strdup(*patterns));
    }
    g_ptr_array_sort(found, by_name);
    return found;
}
