// SPDX-License-Identifier: MIT
#include "framework/cli/baselines.h"

#include <string.h>

#include "framework/base/place.h"
#include "framework/base/text_file.h"
#include "framework/cli/option_row.h"
#include "framework/result/file/run_file.h"

#define BASELINES_TOP ".benchrun"
static const char suffix[] = ".json";

bool baseline_check_name(const char *name, GError **error)
{
    enum { MOST = 100 };
    size_t length = strspn(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._-");
    return (length > 0 && length <= MOST && name[length] == '\0' && *name != '.' && *name != '-') ||
           option_refuse(error,
                         "the name of a baseline must be up to %d letters, digits, '.', '_' and "
                         "'-', and begin with none of '.' and '-', not '%s'",
                         MOST, name);
}

static char *top_of(const struct config *config)
{
    g_autofree char *folder =
        config->path != NULL ? g_path_get_dirname(config->path) : g_strdup(".");
    return g_build_filename(folder, BASELINES_TOP, NULL);
}

static char *folder_of(const struct config *config)
{
    g_autofree char *top = top_of(config);
    return g_build_filename(top, "baselines", NULL);
}

char *baseline_path(const struct config *config, const char *name)
{
    g_autofree char *folder = folder_of(config);
    g_autofree char *file = g_strconcat(name, suffix, NULL);
    return g_build_filename(folder, file, NULL);
}

bool baselines_prepare(const struct config *config, GError **error)
{
    g_autofree char *top = top_of(config);
    g_autofree char *folder = folder_of(config);
    g_autofree char *ignoring = g_build_filename(top, ".gitignore", NULL);
    bool is_new = !g_file_test(top, G_FILE_TEST_EXISTS);
    if (!place_make_folder(folder, 0755, error)) {
        g_prefix_error(error, "--save-baseline: ");
        return false;
    }
    if (is_new)
        text_file_write(ignoring, "*\n", 2, false, NULL);
    return true;
}

char *baseline_find(const struct config *config, const char *name)
{
    if (!baseline_check_name(name, NULL))
        return NULL;
    g_autofree char *path = baseline_path(config, name);
    return g_file_test(path, G_FILE_TEST_EXISTS) ? g_steal_pointer(&path) : NULL;
}

bool baseline_save(const struct config *config, const char *name, const struct run *run,
                   GError **error)
{
    g_autofree char *path = baseline_path(config, name);
    return run_write(run, path, error);
}

static gint compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

char *baselines_list(const struct config *config)
{
    g_autofree char *folder = folder_of(config);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *file; dir != NULL && (file = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *name = g_strdup(file);
        if (!g_str_has_suffix(name, suffix))
            continue;
        name[strlen(name) - strlen(suffix)] = '\0';
        if (baseline_check_name(name, NULL))
            g_ptr_array_add(names, g_steal_pointer(&name));
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}
