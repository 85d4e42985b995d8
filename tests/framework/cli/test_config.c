// SPDX-License-Identifier: MIT
#include "framework/cli/config.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/build/build_command.h"
#include "tests/framework/build/throwaway.h"

static char *folder;
static char *path;

static void set_up(void)
{
    folder = g_dir_make_tmp("benchrun-config-XXXXXX", NULL);
    path = g_build_filename(folder, CONFIG_FILE, NULL);
}

static void tear_down(void)
{
    g_free(throwaway_sh(folder, "rm -rf \"$PWD\""));
    g_free(folder);
    g_free(path);
}

TestSuite(config, .init = set_up, .fini = tear_down, .timeout = 60);

static void read_text(const char *text, struct config *config)
{
    GError *error = NULL;
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert(config_read(path, config, &error), "%s", error ? error->message : "");
}

// `words` without the path of the file, which every message begins with.
static void assert_wrong(const char *text, const char *words)
{
    struct config config = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *start = g_strdup_printf("'%s': ", path);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_not(config_read(path, &config, &error), "%s", text);
    cr_assert(g_str_has_prefix(error->message, start), "%s", error->message);
    cr_assert_str_eq(error->message + strlen(start), words);
    cr_assert_null(config.path);
}

Test(config, holds_the_build_command_as_it_stands)
{
    struct config config;
    read_text("[build]\ncommand = printf 'a\\tb' && make -C {source}\n"
              "suites = bench/*; {source}/a b ;\n",
              &config);
    cr_assert_str_eq(config.build_command, "printf 'a\\tb' && make -C {source}");
    cr_assert_eq(g_strv_length(config.suites), 2);
    cr_assert_str_eq(config.suites[0], "bench/*");
    cr_assert_str_eq(config.suites[1], "{source}/a b");
    cr_assert_eq(g_strv_length(config.run_words), 0);
    config_clear(&config);
}

Test(config, gives_options_as_words_of_a_command_line)
{
    struct config config;
    read_text("[run]\ntime = 2\nquick = true\nno-check = false\n"
              "[compare]\nmargin = 1%\nfail-on = regression; unclear\nlauncher = nice -n -5\n",
              &config);
    g_autofree char *run = g_strjoinv("|", config.run_words);
    g_autofree char *compare = g_strjoinv("|", config.compare_words);
    cr_assert_str_eq(run, "--time=2|--quick");
    cr_assert_str_eq(compare,
                     "--margin=1|--fail-on=regression|--fail-on=unclear|--launcher=nice -n -5");
    config_clear(&config);
}

Test(config, has_thresholds_for_patterns_the_later_over_the_earlier)
{
    struct config config;
    struct thresholds thresholds = {.alpha = 0.01, .margin = 0.005, .same_within = 0.02};
    read_text("[threshold \"parse\"]\nmargin = 1%\nsame-within = 4\n"
              "margin-instructions = 2\nmargin-metric = latency_p99=5%; page_faults=20\n"
              "[threshold \"parse/large*\"]\nmargin = 3 %\nalpha = 0.1%\n"
              "margin-metric = page_faults = 30\n",
              &config);
    config_apply(&config, "sum/loop", &thresholds);
    cr_assert_eq(thresholds.margin, 0.005);
    config_apply(&config, "parse/small", &thresholds);
    cr_assert_float_eq(thresholds.margin, 0.01, 1e-12);
    cr_assert_float_eq(thresholds.same_within, 0.04, 1e-12);
    cr_assert_eq(thresholds.alpha, 0.01);
    cr_assert_float_eq(thresholds_find_margin(&thresholds, "instructions"), 0.02, 1e-12);
    cr_assert_float_eq(thresholds_find_margin(&thresholds, "latency_p99"), 0.05, 1e-12);
    cr_assert_float_eq(thresholds_find_margin(&thresholds, "page_faults"), 0.2, 1e-12);
    config_apply(&config, "parse/large/7", &thresholds);
    cr_assert_float_eq(thresholds_find_margin(&thresholds, "page_faults"), 0.3, 1e-12);
    cr_assert_float_eq(thresholds.margin, 0.03, 1e-12);
    cr_assert_float_eq(thresholds.alpha, 0.001, 1e-12);
    config_clear(&config);
}

Test(config, has_a_history_from_its_own_folder)
{
    struct config config;
    g_autofree char *own = g_path_get_dirname(path);
    g_autofree char *wanted = g_build_filename(own, "kept/h.db", NULL);
    read_text("[history]\nfile = kept/h.db\n", &config);
    cr_expect_str_eq(config.history, wanted);
    config_clear(&config);
    read_text("[history]\nfile = /srv/h.db\n", &config);
    cr_expect_str_eq(config.history, "/srv/h.db");
    config_clear(&config);
}

Test(config, names_what_is_wrong_and_what_is_allowed)
{
    assert_wrong("[builds]\n", "[builds] is not a group of this file; known: [build], [run], "
                               "[compare], [history], [threshold \"PATTERN\"]");
    assert_wrong("[build]\ncomand = make\n",
                 "[build] comand is not a key of this group; known: command, suites, coverage");
    assert_wrong("[build]\ncommand = make {src}\n",
                 "[build] command is wrong: unknown variable '{src}' in the build command; known: "
                 "{source}, {build}, {jobs}, {layout}; write '{{' for a brace");
    assert_wrong("[build]\ncommand =\n", "[build] command is empty: give it a value, or remove it");
    assert_wrong("[build]\nsuites = /usr/bin/true\n",
                 "[build] suites '/usr/bin/true' is absolute: give a path from the build "
                 "folder, or one that starts with {source}/");
    assert_wrong("[run]\ntime = fast\n", "[run] time must be a non-negative number, not 'fast'");
    assert_wrong("[run]\ntime = -1\n", "[run] time must be a non-negative number, not '-1'");
    assert_wrong("[run]\ntime = nan\n", "[run] time must be a non-negative number, not 'nan'");
    assert_wrong("[run]\nquick = yes\n", "[run] quick must be true or false, not 'yes'");
    assert_wrong("[compare]\nmargin = 200\n",
                 "[compare] margin must be a percentage from 0 to 100, "
                 "such as 1 or 1%, not '200'");
    assert_wrong("[threshold \"a\"]\ntime = 1\n",
                 "[threshold \"a\"] time is not a key of this group; "
                 "known: margin, margin-instructions, margin-metric, same-within, alpha");
    assert_wrong(
        "[threshold \"a\"]\nmargin-metric = latency_p99\n",
        "[threshold \"a\"] margin-metric is wrong: a margin must be METRIC=PERCENT, such as "
        "latency_p99=5, not 'latency_p99'");
    assert_wrong("[threshold \"!\"]\nmargin = 1\n",
                 "[threshold \"!\"] is wrong: the pattern '!' is empty");
    assert_wrong("[threshold]\nmargin = 1\n",
                 "[threshold] needs a pattern in quotes, as in [threshold \"parse/*\"]");
}

Test(config, says_that_it_cannot_be_read)
{
    struct config config = {0};
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_set_contents(path, "time = 1\n", -1, NULL));
    cr_assert_not(config_read(path, &config, &error));
    cr_assert(g_str_has_prefix(error->message, "cannot read '"), "%s", error->message);
}

static void assert_found(const char *below, const char *expected)
{
    struct config config;
    g_autofree char *from = g_build_filename(folder, below, NULL);
    g_autofree char *wanted = expected ? g_build_filename(folder, expected, NULL) : NULL;
    cr_assert(config_find(from, &config, NULL));
    cr_assert(g_strcmp0(config.path, wanted) == 0, "%s: %s", below, config.path);
    config_clear(&config);
}

Test(config, is_found_up_to_the_top_of_the_repository)
{
    g_free(throwaway_sh(folder, "mkdir -p top/.git top/a/b top/c plain/d; touch benchrun.ini "
                                "top/benchrun.ini top/a/benchrun.ini plain/benchrun.ini"));
    assert_found("top/a/b", "top/a/benchrun.ini");
    assert_found("top/c", "top/benchrun.ini");
    assert_found("plain", "plain/benchrun.ini");
    assert_found("plain/d", NULL); // outside of a repository no other folder is looked at
    g_free(throwaway_sh(folder, "rm top/benchrun.ini"));
    assert_found("top/c", NULL);
}

Test(config, without_a_file_applies_nothing)
{
    struct config config = {0};
    struct thresholds thresholds = thresholds_default();
    config_apply(&config, "a/b", &thresholds);
    cr_assert_eq(thresholds.margin, thresholds_default().margin);
    config_clear(&config);
}
