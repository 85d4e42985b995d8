// SPDX-License-Identifier: MIT
#include "framework/build/build_command.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/build/throwaway.h"

static void assert_expands(const char *command, const char *expected)
{
    GError *error = NULL;
    g_autofree char *expanded = build_command_expand(command, &error);
    cr_assert_not_null(expanded, "%s", error ? error->message : "");
    cr_assert_str_eq(expanded, expected);
}

Test(build_command, quotes_variables_as_their_place_asks_for)
{
    assert_expands("make -C {source}", "make -C \"${BENCHRUN_SOURCE}\"");
    assert_expands("make -C \"{source}/a b\"", "make -C \"${BENCHRUN_SOURCE}/a b\"");
    assert_expands("echo '{build}'", "echo ''\"${BENCHRUN_BUILD}\"''");
    assert_expands("echo \\\"{jobs}", "echo \\\"\"${BENCHRUN_JOBS}\"");
    assert_expands("-j{jobs} {layout}", "-j\"${BENCHRUN_JOBS}\" \"${BENCHRUN_LAYOUT}\"");
}

Test(build_command, leaves_the_braces_of_the_shell)
{
    assert_expands("CC=${CC} {build}", "CC=${CC} \"${BENCHRUN_BUILD}\"");
    assert_expands("{ true; }; echo {a,b} {}", "{ true; }; echo {a,b} {}");
    assert_expands("awk '{{print}'", "awk '{print}'");
}

Test(build_command, names_the_variables_it_knows)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(build_command_expand("make {sources}", &error));
    cr_assert(g_error_matches(error, BUILD_ERROR, BUILD_ERROR_COMMAND));
    cr_assert_str_eq(error->message, "unknown variable '{sources}' in the build command; known: "
                                     "{source}, {build}, {jobs}, {layout}; write '{{' for a brace");
    g_clear_error(&error);
    cr_assert_null(build_command_expand(" ", &error));
    cr_assert(strstr(error->message, "is empty"));
}

Test(build_command, knows_whether_it_takes_a_layout)
{
    cr_assert(build_command_mentions("x --seed={layout}", "layout"));
    cr_assert(build_command_mentions("x $((16 * BENCHRUN_LAYOUT))", "layout"));
    cr_assert_not(build_command_mentions("x {{layout}", "layout"));
}

Test(build_command, is_chosen_by_what_is_found, .timeout = 60)
{
    static const struct {
        const char *file;
        const char *content;
        const char *start;
    } rows[] = {
        {"Makefile", "", "make -C {source}"},
        {"CMakeLists.txt", "", "cmake -S {source} -B {build} -DCMAKE_BUILD_TYPE=RelWithDebInfo"},
        {"meson.build", "project('a')", "meson setup --buildtype=debugoptimized {build}"},
        {"meson.build", "default_options: ['buildtype=release']", "meson setup {build}"},
    };
    g_autofree char *folder = g_dir_make_tmp("benchrun-choose-XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert_null(build_command_choose(folder, &error));
    cr_assert(strstr(error->message, "under [build] in benchrun.ini"), "%s", error->message);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_build_filename(folder, rows[i].file, NULL);
        cr_assert(g_file_set_contents(path, rows[i].content, -1, NULL));
        g_autofree char *command = build_command_choose(folder, NULL);
        cr_assert(g_str_has_prefix(command, rows[i].start), "%s", command);
        g_autofree char *expanded = build_command_expand(command, NULL);
        cr_assert_not_null(expanded);
    }
    g_free(throwaway_sh(folder, "ln -sf /proc/self/pagemap meson.build"));
    g_autofree char *command = build_command_choose(folder, NULL);
    cr_expect(g_str_has_prefix(command, "cmake"), "a link out of the folder is not read");
    g_free(throwaway_sh(folder, "rm -f Makefile CMakeLists.txt meson.build; rmdir \"$PWD\""));
}

Test(build_command, fails_with_its_last_lines, .timeout = 60)
{
    g_autofree char *folder = g_dir_make_tmp("benchrun-command-XXXXXX", NULL);
    g_autofree char *log = g_build_filename(folder, "log", NULL);
    g_autoptr(GError) error = NULL;
    struct build_job job = {
        .command =
            "i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo line $i; done; echo {source} >&2; "
            "exit 7",
        .source = folder,
        .build = folder,
        .log = log,
    };
    cr_assert_not(build_command_run(&job, &error));
    cr_assert(g_error_matches(error, BUILD_ERROR, BUILD_ERROR_FAILED));
    cr_assert(strstr(error->message, "exited with code 7") != NULL, "%s", error->message);
    cr_assert(strstr(error->message, "line 50\n") != NULL, "%s", error->message);
    cr_assert(strstr(error->message, "line 20\n") == NULL, "%s", error->message);
    cr_assert(g_str_has_suffix(error->message, folder), "%s", error->message);
    g_clear_error(&error);
    job.command = "false";
    cr_assert_not(build_command_run(&job, &error));
    cr_assert_str_eq(error->message, "'false' exited with code 1; its last lines:\n");
    g_free(throwaway_sh(folder, "rm log; rmdir \"$PWD\""));
}
