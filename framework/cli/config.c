// SPDX-License-Identifier: MIT
#include "framework/cli/config.h"

#include <math.h>
#include <string.h>

#include "framework/base/owned_file.h"
#include "framework/build/build_command.h"
#include "framework/cli/config_value.h"
#include "framework/cli/margins.h"
#include "framework/cli/option_row.h"
#include "framework/result/case_pattern.h"
#include "framework/runner/passes/passes.h"
#include "framework/runner/passes/profile_passes.h"

static void add_build_key(GArray *keys, const char *build)
{
    struct config_key key = {build, CONFIG_TEXT};
    if (build != NULL)
        g_array_append_val(keys, key);
}

// The command, the suites, and a command for each build that a pass needs.
static GArray *build_keys(void)
{
    static const struct config_key own[] = {{"command", CONFIG_TEXT}, {"suites", CONFIG_LIST}};
    GArray *keys = g_array_new(TRUE, TRUE, sizeof(struct config_key));
    g_array_append_vals(keys, own, G_N_ELEMENTS(own));
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        add_build_key(keys, pass->build);
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++)
        add_build_key(keys, row->build);
    return keys;
}

static const struct config_key HISTORY_KEYS[] = {{"file", CONFIG_TEXT}, {NULL, CONFIG_TEXT}};

static const struct config_key THRESHOLD_KEYS[] = {
    {"margin", CONFIG_PERCENT},     {"margin-instructions", CONFIG_PERCENT},
    {"margin-metric", CONFIG_LIST}, {"same-within", CONFIG_PERCENT},
    {"alpha", CONFIG_PERCENT},      {NULL, CONFIG_TEXT},
};

// A build command of the group; false where it is wrong.
static bool read_command(const struct config_group *group, const char *key, char **out,
                         GError **error)
{
    GError *cause = NULL;
    *out = config_text(group, key);
    g_autofree char *expanded = *out != NULL ? build_command_expand(*out, &cause) : NULL;
    return *out == NULL || expanded != NULL || config_take_error(group, key, cause, error);
}

static bool read_variant(struct config *config, const struct config_group *group, const char *key,
                         GError **error)
{
    g_autofree char *command = NULL;
    if (key != NULL && !read_command(group, key, &command, error))
        return false;
    if (command != NULL)
        g_hash_table_insert(config->variants, (gpointer)key, g_steal_pointer(&command));
    return true;
}

static bool read_variants(struct config *config, const struct config_group *group, GError **error)
{
    config->variants = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        if (!read_variant(config, group, pass->build, error))
            return false;
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++)
        if (!read_variant(config, group, row->build, error))
            return false;
    return true;
}

static bool read_build(struct config *config, struct config_group *group, GError **error)
{
    g_autoptr(GArray) keys = build_keys();
    group->keys = (const struct config_key *)(const void *)keys->data;
    if (!config_check(group, error) ||
        !read_command(group, "command", &config->build_command, error) ||
        !read_variants(config, group, error))
        return false;
    config->suites = config_list(group, "suites");
    for (char **suite = config->suites; suite != NULL && *suite != NULL; suite++) {
        if (g_path_is_absolute(*suite))
            return config_complain(error, group, "suites",
                                   "'%s' is absolute: give a path from the build folder, or one "
                                   "that starts with {source}/",
                                   *suite);
    }
    return true;
}

static enum config_kind kind_of(const struct option_row *row)
{
    switch (row->kind) {
    case OPTION_FLAG:
        return CONFIG_FLAG;
    case OPTION_NUMBER:
    case OPTION_COUNT:
        return CONFIG_NUMBER;
    case OPTION_PERCENT:
        return CONFIG_PERCENT;
    case OPTION_TEXTS:
        return CONFIG_LIST;
    case OPTION_TEXT:
    case OPTION_WORDS:
    case OPTION_TAKEN:
        break;
    }
    return CONFIG_TEXT;
}

// The options of a command that belong to a project, not to one look at it.
static GArray *option_keys(enum command_bit command)
{
    GArray *keys = g_array_new(TRUE, TRUE, sizeof(struct config_key));
    for (const struct option_group *const *group = option_groups; *group != NULL; group++) {
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++) {
            struct config_key key = {row->name, kind_of(row)};
            if ((row->keys & command) != 0)
                g_array_append_val(keys, key);
        }
    }
    return keys;
}

static bool read_options(struct config_group *group, enum command_bit command, char ***words,
                         GError **error)
{
    g_autoptr(GArray) keys = option_keys(command);
    group->keys = (const struct config_key *)(const void *)keys->data;
    if (!config_check(group, error))
        return false;
    g_strfreev(*words);
    *words = config_words(group);
    return true;
}

static bool read_run(struct config *config, struct config_group *group, GError **error)
{
    return read_options(group, COMMAND_RUN, &config->run_words, error);
}

static bool read_compare(struct config *config, struct config_group *group, GError **error)
{
    return read_options(group, COMMAND_COMPARE, &config->compare_words, error);
}

static bool read_history(struct config *config, struct config_group *group, GError **error)
{
    group->keys = HISTORY_KEYS;
    if (!config_check(group, error))
        return false;
    g_autofree char *file = config_text(group, "file");
    g_autofree char *folder = g_path_get_dirname(group->path);
    g_free(config->history);
    config->history = file == NULL               ? NULL
                      : g_path_is_absolute(file) ? g_strdup(file)
                                                 : g_build_filename(folder, file, NULL);
    return true;
}

// Those of metrics, which have been checked to be percentages.
static bool read_margins(struct config_group *group, struct thresholds *out, GError **error)
{
    g_auto(GStrv) words = config_list(group, "margin-metric");
    double instructions = config_percent(group, "margin-instructions");
    GError *cause = NULL;
    if (!isnan(instructions))
        thresholds_set_margin(out, "instructions", instructions);
    for (char **word = words; word != NULL && *word != NULL; word++)
        if (!margins_add(out, *word, &cause))
            return config_take_error(group, "margin-metric", cause, error);
    return true;
}

static bool read_threshold(struct config *config, struct config_group *group, GError **error)
{
    group->keys = THRESHOLD_KEYS;
    if (!config_check(group, error))
        return false;
    // threshold "PATTERN"
    const char *start = group->name + strlen("threshold");
    size_t length = strlen(start);
    if (length < 4 || start[0] != ' ' || start[1] != '"' || start[length - 1] != '"')
        return config_complain(error, group, NULL,
                               "needs a pattern in quotes, as in [threshold \"parse/*\"]");
    g_autofree char *pattern = g_strndup(start + 2, length - 3);
    GError *cause = NULL;
    if (!case_pattern_check(pattern, &cause))
        return config_take_error(group, NULL, cause, error);
    struct config_threshold *threshold = g_new0(struct config_threshold, 1);
    threshold->pattern = g_steal_pointer(&pattern);
    threshold->values = (struct thresholds){
        .alpha = config_percent(group, "alpha"),
        .margin = config_percent(group, "margin"),
        .same_within = config_percent(group, "same-within"),
    };
    g_ptr_array_add(config->thresholds, threshold);
    return read_margins(group, &threshold->values, error);
}

static const struct {
    const char *name;
    bool (*read)(struct config *config, struct config_group *group, GError **error);
} GROUPS[] = {
    {"build", read_build},         {"run", read_run},
    {"compare", read_compare},     {"history", read_history},
    {"threshold", read_threshold},
};

static bool read_group(struct config *config, GKeyFile *file, const char *path, const char *name,
                       GError **error)
{
    struct config_group group = {.file = file, .path = path, .name = name};
    for (size_t i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
        bool is_threshold = GROUPS[i].read == read_threshold;
        if (is_threshold ? g_str_has_prefix(name, "threshold") : strcmp(GROUPS[i].name, name) == 0)
            return GROUPS[i].read(config, &group, error);
    }
    return config_complain(error, &group, NULL,
                           "is not a group of this file; known: [build], [run], [compare], "
                           "[history], [threshold \"PATTERN\"]");
}

static void threshold_free(void *data)
{
    struct config_threshold *threshold = data;
    g_free(threshold->pattern);
    g_free(threshold);
}

bool config_read(const char *path, struct config *out, GError **error)
{
    gsize length = 0;
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *text = owned_file_read(path, &length, error); // its commands are run
    if (text == NULL || !g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, error)) {
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
            return NULL; // no repository: a file far above belongs to something else
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
    g_clear_pointer(&config->history, g_free);
    g_clear_pointer(&config->variants, g_hash_table_unref);
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

void config_apply(const void *data, const char *case_id, struct thresholds *thresholds)
{
    const struct config *config = data;
    struct bench_case bench_case = {.id = (char *)case_id};
    for (guint i = 0; config->thresholds != NULL && i < config->thresholds->len; i++) {
        const struct config_threshold *threshold = g_ptr_array_index(config->thresholds, i);
        const char *const patterns[] = {threshold->pattern, NULL};
        if (!case_matches(&bench_case, patterns))
            continue;
        put(&thresholds->alpha, threshold->values.alpha);
        put(&thresholds->margin, threshold->values.margin);
        put(&thresholds->same_within, threshold->values.same_within);
        for (unsigned m = 0; m < threshold->values.n_metrics; m++)
            thresholds_set_margin(thresholds, threshold->values.metrics[m].metric,
                                  threshold->values.metrics[m].margin);
    }
}
