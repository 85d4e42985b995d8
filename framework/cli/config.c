// SPDX-License-Identifier: MIT
#include "framework/cli/config.h"

#include <math.h>
#include <string.h>

#include "framework/build/build_command.h"
#include "framework/cli/config_value.h"
#include "framework/result/case.h"

static const struct config_key BUILD_KEYS[] = {
    {"command", CONFIG_TEXT},
    {"suites", CONFIG_LIST},
    {NULL, CONFIG_TEXT},
};

// What both commands take: options that belong to a project, not to one look at it.
#define MEASURE_KEYS                                                                          \
    {"time", CONFIG_NUMBER}, {"samples", CONFIG_NUMBER}, {"processes", CONFIG_NUMBER},        \
        {"sample-time", CONFIG_NUMBER}, {"cpu", CONFIG_TEXT}, {"seed", CONFIG_NUMBER},        \
        {"timeout", CONFIG_NUMBER}, {"memory-limit", CONFIG_TEXT}, {"launcher", CONFIG_TEXT}, \
        {"filter", CONFIG_LIST}, {"tag", CONFIG_LIST}, {"folder", CONFIG_TEXT},               \
    {                                                                                         \
        "quick", CONFIG_FLAG                                                                  \
    }

static const struct config_key RUN_KEYS[] = {
    MEASURE_KEYS,
    {"precision", CONFIG_PERCENT},
    {"no-check", CONFIG_FLAG},
    {NULL, CONFIG_TEXT},
};
static const struct config_key COMPARE_KEYS[] = {
    MEASURE_KEYS,
    {"margin", CONFIG_PERCENT},
    {"same-within", CONFIG_PERCENT},
    {"alpha", CONFIG_PERCENT},
    {"fail-on", CONFIG_LIST},
    {"overlay", CONFIG_LIST},
    {"layouts", CONFIG_NUMBER},
    {"instructions", CONFIG_FLAG},
    {"env-base", CONFIG_LIST},
    {"env-head", CONFIG_LIST},
    {NULL, CONFIG_TEXT},
};
static const struct config_key THRESHOLD_KEYS[] = {
    {"margin", CONFIG_PERCENT},
    {"same-within", CONFIG_PERCENT},
    {"alpha", CONFIG_PERCENT},
    {NULL, CONFIG_TEXT},
};

static bool read_build(struct config *config, const struct config_group *group, GError **error)
{
    GError *cause = NULL;
    config->build_command = config_text(group, "command");
    config->suites = config_list(group, "suites");
    if (config->build_command != NULL) {
        g_autofree char *expanded = build_command_expand(config->build_command, &cause);
        if (expanded == NULL)
            return config_take_error(group, "command", cause, error);
    }
    for (char **suite = config->suites; suite != NULL && *suite != NULL; suite++) {
        if (g_path_is_absolute(*suite))
            return config_complain(error, group, "suites",
                                   "'%s' is absolute: give it from the build folder, or behind "
                                   "{source}/",
                                   *suite);
    }
    return true;
}

static bool read_run(struct config *config, const struct config_group *group, GError **error)
{
    (void)error;
    config->run_words = config_words(group);
    return true;
}

static bool read_compare(struct config *config, const struct config_group *group, GError **error)
{
    (void)error;
    config->compare_words = config_words(group);
    return true;
}

static bool read_threshold(struct config *config, const struct config_group *group, GError **error)
{
    // threshold "PATTERN"
    const char *start = group->name + strlen("threshold");
    size_t length = strlen(start);
    if (length < 4 || start[0] != ' ' || start[1] != '"' || start[length - 1] != '"')
        return config_complain(error, group, NULL,
                               "wants a pattern in quotes, as in [threshold \"parse/*\"]");
    struct config_threshold *threshold = g_new0(struct config_threshold, 1);
    threshold->pattern = g_strndup(start + 2, length - 3);
    threshold->values = (struct thresholds){
        .alpha = config_percent(group, "alpha"),
        .margin = config_percent(group, "margin"),
        .same_within = config_percent(group, "same-within"),
    };
    g_ptr_array_add(config->thresholds, threshold);
    return true;
}

static const struct {
    const char *name;
    const struct config_key *keys;
    bool (*read)(struct config *config, const struct config_group *group, GError **error);
} GROUPS[] = {
    {"build", BUILD_KEYS, read_build},
    {"run", RUN_KEYS, read_run},
    {"compare", COMPARE_KEYS, read_compare},
    {"threshold", THRESHOLD_KEYS, read_threshold},
};

static bool read_group(struct config *config, GKeyFile *file, const char *path, const char *name,
                       GError **error)
{
    struct config_group group = {.file = file, .path = path, .name = name};
    for (size_t i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
        bool is_threshold = GROUPS[i].keys == THRESHOLD_KEYS;
        if (is_threshold ? !g_str_has_prefix(name, "threshold") : strcmp(GROUPS[i].name, name) != 0)
            continue;
        group.keys = GROUPS[i].keys;
        return config_check(&group, error) && GROUPS[i].read(config, &group, error);
    }
    return config_complain(error, &group, NULL,
                           "is no group of this file; known: [build], [run], [compare], "
                           "[threshold \"PATTERN\"]");
}

static void threshold_free(void *data)
{
    struct config_threshold *threshold = data;
    g_free(threshold->pattern);
    g_free(threshold);
}

bool config_read(const char *path, struct config *out, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, error)) {
        g_prefix_error(error, "cannot read '%s': ", path);
        return false;
    }
    struct config config = {
        .path = g_strdup(path),
        .thresholds = g_ptr_array_new_with_free_func(threshold_free),
    };
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **name = groups; *name != NULL; name++) {
        if (!read_group(&config, file, path, *name, error)) {
            config_clear(&config);
            return false;
        }
    }
    if (config.run_words == NULL)
        config.run_words = g_new0(char *, 1);
    if (config.compare_words == NULL)
        config.compare_words = g_new0(char *, 1);
    *out = config;
    return true;
}

static bool is_top(const char *folder)
{
    g_autofree char *git = g_build_filename(folder, ".git", NULL);
    return g_file_test(git, G_FILE_TEST_EXISTS);
}

// The nearest file up to the top of the repository; NULL where there is none.
static char *find_file(const char *folder)
{
    g_autofree char *at = g_canonicalize_filename(folder, NULL);
    g_autofree char *own = g_build_filename(at, CONFIG_FILE, NULL);
    g_autofree char *found = NULL;
    if (g_file_test(own, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&own);
    while (!is_top(at)) {
        if (strcmp(at, "/") == 0)
            return NULL; // no repository: a file far above is a stranger's
        char *above = g_path_get_dirname(at);
        g_free(at);
        at = above;
        g_autofree char *path = g_build_filename(at, CONFIG_FILE, NULL);
        if (found == NULL && g_file_test(path, G_FILE_TEST_EXISTS))
            found = g_steal_pointer(&path);
    }
    return g_steal_pointer(&found);
}

bool config_find(const char *folder, struct config *out, GError **error)
{
    g_autofree char *path = find_file(folder);
    *out = (struct config){0};
    return path == NULL || config_read(path, out, error);
}

void config_clear(struct config *config)
{
    g_clear_pointer(&config->path, g_free);
    g_clear_pointer(&config->build_command, g_free);
    g_clear_pointer(&config->suites, g_strfreev);
    g_clear_pointer(&config->run_words, g_strfreev);
    g_clear_pointer(&config->compare_words, g_strfreev);
    if (config->thresholds != NULL)
        g_ptr_array_unref(g_steal_pointer(&config->thresholds));
}

static void put(double *out, double value)
{
    if (!isnan(value))
        *out = value;
}

void config_apply(const struct config *config, const char *case_id, struct thresholds *thresholds)
{
    struct bench_case bench_case = {.id = (char *)case_id};
    for (guint i = 0; config->thresholds != NULL && i < config->thresholds->len; i++) {
        const struct config_threshold *threshold = g_ptr_array_index(config->thresholds, i);
        const char *const patterns[] = {threshold->pattern, NULL};
        if (!case_matches(&bench_case, patterns))
            continue;
        put(&thresholds->alpha, threshold->values.alpha);
        put(&thresholds->margin, threshold->values.margin);
        put(&thresholds->same_within, threshold->values.same_within);
    }
}
