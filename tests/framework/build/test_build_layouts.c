// SPDX-License-Identifier: MIT
// Layouts by the usual commands, which take some seconds each.
#include "framework/build/build.h"

#include <criterion/criterion.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct git_repository repository;

static void set_up(void)
{
    throwaway_init(&away);
    cr_assert(git_repository_find(away.repository, &repository, NULL));
}

static void tear_down(void)
{
    git_repository_clear(&repository);
    throwaway_clear(&away);
}

TestSuite(build_layouts, .init = set_up, .fini = tear_down, .timeout = 120);

// Where the functions of a program are: a line each of address and name, in ascending order.
static char *functions_of(const char *program)
{
    g_autofree char *quoted = g_shell_quote(program);
    g_autofree char *script =
        g_strdup_printf("nm -n %s | grep -E ' T (main|first|second|third)$'", quoted);
    return throwaway_sh("/", script);
}

// How far a function is from the one before: padding and order decide that, and no path does.
static guint64 distance(char *const *lines, guint i)
{
    return g_ascii_strtoull(lines[i], NULL, 16) - g_ascii_strtoull(lines[i - 1], NULL, 16);
}

static void expect_other_distances(const char *a, const char *b)
{
    g_auto(GStrv) of_a = g_strsplit(a, "\n", -1);
    g_auto(GStrv) of_b = g_strsplit(b, "\n", -1);
    bool differ = false;
    cr_assert(g_strv_length(of_a) == 4 && g_strv_length(of_b) == 4, "%s\n%s", a, b);
    for (guint i = 1; i < 4; i++)
        differ = differ || distance(of_a, i) != distance(of_b, i);
    cr_expect(differ, "the same padding:\n%s\n%s", a, b);
}

// The usual command for a build file, in two layouts.
static void expect_layouts(const char *file, const char *content)
{
    g_autofree char *script =
        g_strdup_printf("printf '%s' >%s\ngit rm -qf --ignore-unmatch suite\n"
                        "cat >suite.c <<'C'\n"
                        "#include <stdio.h>\n"
                        "int first(int n) { return n * 3; }\n"
                        "int second(int n) { return first(n) + n * n; }\n"
                        "int third(int n) { return second(n) / 7; }\n"
                        "int main(int n, char **words) { return puts(words[0]) < third(n); }\n"
                        "C\n"
                        "git add . && git commit -qm x",
                        content, file);
    char *functions[2];
    g_free(throwaway_sh(away.repository, script));
    g_autofree char *commit = git_resolve(&repository, "HEAD", NULL);
    for (unsigned i = 0; i < 2; i++) {
        struct build_request request = {.repository = &repository,
                                        .commit = commit,
                                        .side = "base",
                                        .suites = (const char *const[]){"suite", NULL},
                                        .layout = 2 + i};
        struct built_tree tree;
        GError *error = NULL;
        cr_assert(build_tree(&request, &tree, &error), "%s", error ? error->message : "");
        functions[i] = functions_of(g_ptr_array_index(tree.suites, 0));
        built_tree_clear(&tree);
    }
    expect_other_distances(functions[0], functions[1]);
    g_free(functions[0]);
    g_free(functions[1]);
}

Test(build_layouts, are_made_by_make)
{
    expect_layouts("Makefile", "all:\\n\\tcc -O2 suite.c -o \"$(BENCHRUN_BUILD)/suite\"\\n");
}

Test(build_layouts, are_made_by_cmake)
{
    expect_layouts("CMakeLists.txt", "cmake_minimum_required(VERSION 3.10)\\nproject(x C)\\n"
                                     "add_executable(suite suite.c)\\n");
}

Test(build_layouts, are_made_by_meson)
{
    expect_layouts("meson.build", "project(\\047x\\047, \\047c\\047)\\n"
                                  "executable(\\047suite\\047, \\047suite.c\\047)\\n");
}
