// SPDX-License-Identifier: MIT
#include "framework/cli/bisect_file.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/base/folder.h"

static char *cache;

static void init(void)
{
    cache = g_dir_make_tmp("benchrun-test-XXXXXX", NULL);
    cr_assert_not_null(cache);
    g_setenv("XDG_CACHE_HOME", cache, TRUE);
}

static void clear(void)
{
    folder_remove(cache, NULL);
    g_free(cache);
}

TestSuite(bisect_file, .init = init, .fini = clear);

static struct measured *make(const char *commit, double ratio)
{
    struct measured *measured = measured_new("base", commit);
    measured->level = (struct level){ratio, {ratio / 1.1, ratio * 1.1}, 1.5};
    measured->verdict = VERDICT_SLOWER;
    return measured;
}

static struct bisect_file open_file(bool is_fresh)
{
    struct bisect_file file;
    GError *error = NULL;
    cr_assert(bisect_file_open(&file, "key", is_fresh, &error), "%s", error ? error->message : "");
    return file;
}

static void put(struct bisect_file *file, struct measured *measured)
{
    cr_assert(bisect_file_put(file, measured, NULL));
}

Test(bisect_file, holds_what_was_put_into_it)
{
    struct bisect_file file = open_file(false);
    file.case_id = g_strdup("group/\033[31mname");
    put(&file, make("first", 2));
    struct measured *none = measured_new("base", "second");
    none->why = g_strdup("it could not be built");
    put(&file, none);
    struct measured *last = make("first", 3);
    last->is_last = true;
    last->note = g_strdup("4.0 times the instructions");
    put(&file, last);
    bisect_file_clear(&file);

    file = open_file(false);
    cr_assert_str_eq(file.case_id, "group/\033[31mname");
    cr_assert_eq(file.measured->len, 3);
    const struct measured *first = bisect_file_find(&file, "base", "first", false);
    cr_assert_float_eq(first->level.ratio, 2, 1e-12);
    cr_assert_float_eq(first->level.interval[1], 2.2, 1e-12);
    cr_assert_float_eq(first->level.against, 1.5, 1e-12);
    cr_assert_eq(first->verdict, VERDICT_SLOWER);
    const struct measured *second = bisect_file_find(&file, "base", "second", false);
    cr_assert(isnan(second->level.ratio) && isnan(second->level.interval[0]));
    cr_assert_str_eq(second->why, "it could not be built");
    cr_assert_float_eq(bisect_file_find(&file, "base", "first", true)->level.ratio, 3, 1e-12);
    cr_assert_null(bisect_file_find(&file, "other", "first", false));
    cr_assert_null(bisect_file_find(&file, "base", "second", true));
    bisect_file_clear(&file);
}

Test(bisect_file, takes_the_last_measurement_of_a_commit)
{
    struct bisect_file file = open_file(false);
    put(&file, make("first", 2));
    put(&file, make("second", 4));
    put(&file, make("first", 3));
    cr_assert_eq(file.measured->len, 2);
    cr_assert_float_eq(bisect_file_find(&file, "base", "first", false)->level.ratio, 3, 1e-12);
    bisect_file_clear(&file);
}

Test(bisect_file, is_empty_where_it_is_fresh)
{
    struct bisect_file file = open_file(false);
    put(&file, make("first", 2));
    bisect_file_clear(&file);
    file = open_file(true);
    cr_assert_eq(file.measured->len, 0);
    bisect_file_clear(&file);
}

Test(bisect_file, that_makes_no_sense_is_an_error)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"version\": 2}",
        "{\"version\": 1, \"measured\": 1}",
        "{\"version\": 1, \"measured\": [1]}",
        "{\"version\": 1, \"measured\": [{\"base\": \"b\"}]}",
        "{\"version\": 1, \"measured\": [{\"base\": \"b\", \"commit\": \"c\", \"ratio\": -1}]}",
        ("{\"version\": 1, \"measured\": [{\"base\": \"b\", \"commit\": \"c\", \"verdict\": "
         "\"x\"}]}"),
    };
    struct bisect_file file = open_file(true);
    g_autofree char *path = g_strdup(file.path);
    bisect_file_clear(&file);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(g_file_set_contents(path, texts[i], -1, NULL));
        cr_assert(!bisect_file_open(&file, "key", false, &error), "%s", texts[i]);
        cr_assert_not_null(g_strrstr(error->message, "--restart"), "%s", error->message);
        bisect_file_clear(&file);
    }
}
