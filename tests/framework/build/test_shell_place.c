// SPDX-License-Identifier: MIT
// What a shell makes of variables: their value holds blanks, quotes and a glob.
#include "framework/build/shell_place.h"

#include <criterion/criterion.h>

#include "framework/build/build_command.h"

TestSuite(shell_place, .timeout = 60);

#define BUILD "/a  b/it's \"*\""

// Prints each argument in brackets.
static void expect_printed(const char *command, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *expanded = build_command_expand(command, &error);
    cr_assert_not_null(expanded, "%s", error ? error->message : "");
    g_autofree char *script = g_strconcat("p() { printf '[%s]' \"$@\"; }\n", expanded, NULL);
    char *argv[] = {(char *)"sh", (char *)"-c", script, NULL};
    g_autofree char *output = NULL;
    g_autofree char *complaints = NULL;
    cr_assert(g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaints,
                           NULL, NULL));
    cr_expect_str_eq(output, expected, "%s became %s: %s%s", command, expanded, output, complaints);
}

static void set_up(void)
{
    g_setenv("BENCHRUN_BUILD", BUILD, TRUE);
    g_setenv("BENCHRUN_LAYOUT", "3", TRUE);
}

Test(shell_place, keeps_a_variable_whole, .init = set_up)
{
    expect_printed("p {build}", "[" BUILD "]");
    expect_printed("p {build}/x y", "[" BUILD "/x][y]");
    expect_printed("p \"{build}\"", "[" BUILD "]");
    expect_printed("p '{build}'", "[" BUILD "]");
    expect_printed("p \"it's {build}\" 'a \"{build}'", "[it's " BUILD "][a \"" BUILD "]");
    expect_printed("p \\\"{build}", "[\"" BUILD "]");
}

Test(shell_place, keeps_a_variable_whole_in_substitutions, .init = set_up)
{
    expect_printed("p \"$(p {build})\"", "[[" BUILD "]]");
    expect_printed("p \"$(p \"{build}\")\"", "[[" BUILD "]]");
    expect_printed("p \"$(p '{build}')\" {build}", "[[" BUILD "]][" BUILD "]");
    expect_printed("p \"$(p \"$(p \"{build}\" {build})\")\"", "[[[" BUILD "][" BUILD "]]]");
    expect_printed("p \"$(p \"it's\")\" {build}", "[[it's]][" BUILD "]");
    expect_printed("p \"`p {build}`\" \"{build}\"", "[[" BUILD "]][" BUILD "]");
    expect_printed("p \"$(p ')' {build})\"", "[[)][" BUILD "]]");
    expect_printed("(p \"{build}\"; p \"(\" {build})", "[" BUILD "][(][" BUILD "]");
}

Test(shell_place, keeps_a_variable_whole_in_parameters, .init = set_up)
{
    expect_printed("p ${NONE:-{build}} {build}", "[" BUILD "][" BUILD "]");
    expect_printed("p \"${NONE:-{build}}\" {build}", "[" BUILD "][" BUILD "]");
    expect_printed("p \"${NONE:-it's}\" {build}", "[it's][" BUILD "]");
}

Test(shell_place, makes_numbers_of_arithmetic, .init = set_up)
{
    expect_printed("p $((16 * {layout})) {build}", "[48][" BUILD "]");
    expect_printed("p \"$(( (1 + {layout}) * 2 ))\" {build}", "[8][" BUILD "]");
    expect_printed("n=$((16 * {layout})); p $n \"$(p \"{build}\")\"", "[48][[" BUILD "]]");
}
