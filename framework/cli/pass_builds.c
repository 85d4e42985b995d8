// SPDX-License-Identifier: MIT
#include "framework/cli/pass_builds.h"

#include <string.h>

#include "framework/program/image.h"

const char *pass_build_suite(const struct built_tree *tree, const char *program)
{
    g_autofree char *name = g_path_get_basename(program);
    for (guint i = 0; i < tree->suites->len; i++) {
        const char *suite = g_ptr_array_index(tree->suites, i);
        g_autofree char *own = g_path_get_basename(suite);
        if (strcmp(own, name) == 0)
            return suite;
    }
    return NULL;
}

// Whether it was built with --coverage.
static bool counts_lines(const char *program)
{
    size_t n = 0;
    struct image *image = image_open(program, NULL);
    if (image == NULL)
        return false;
    bool is_found = false;
    const struct image_symbol *functions = image_functions(image, &n);
    for (size_t i = 0; i < n && !is_found; i++)
        is_found = strcmp(functions[i].name, "__gcov_init") == 0;
    image_close(image);
    return is_found;
}

static char *find_command(const struct pass_build *build, const struct config *config,
                          const char *key)
{
    const char *own = config->variants ? g_hash_table_lookup(config->variants, key) : NULL;
    return own != NULL ? g_strdup(own) : build_command_coverage(build->building.repository.folder);
}

bool pass_build_make(struct pass_build *build, const struct options *options,
                     const struct config *config, const char *key, const char *suite,
                     GError **error)
{
    *build = (struct pass_build){.program = suite};
    if (counts_lines(suite))
        return true;
    bool is_asked = config->variants != NULL && g_hash_table_contains(config->variants, key);
    if (!building_open(&build->building, options, config, is_asked ? error : NULL))
        return !is_asked; // not in a repository: the pass says what it lacks
    g_autofree char *command = find_command(build, config, key);
    struct building_part part = {.side = key, .command = command};
    if (command == NULL)
        return true;
    if (!building_make(&build->building, &part, &build->tree, error))
        return false;
    build->program = pass_build_suite(&build->tree, suite);
    if (build->program == NULL)
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND,
                    "the build '%s' made no suite like '%s'", key, suite);
    return build->program != NULL;
}

void pass_build_rename(const struct pass_build *build, struct profile *profile)
{
    const char *from = build->tree.source;
    for (guint i = 0; i < profile->lines->len && from != NULL; i++) {
        struct profile_line *line = &g_array_index(profile->lines, struct profile_line, i);
        size_t n = strlen(from);
        if (strncmp(line->file, from, n) != 0 || line->file[n] != '/')
            continue;
        char *file = g_strconcat(build->building.repository.folder, line->file + n, NULL);
        g_free(line->file);
        line->file = file;
    }
}

void pass_build_clear(struct pass_build *build)
{
    built_tree_clear(&build->tree);
    building_close(&build->building);
}
