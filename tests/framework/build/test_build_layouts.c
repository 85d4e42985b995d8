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

// The usual command for a build file, in two layouts, which have other paddings.
static void expect_layouts(const char *file, const char *content)
{
    g_autofree char *script = g_strdup_printf(
        "printf '%s' >%s\ngit rm -qf --ignore-unmatch suite\n"
        "printf '#include <stdio.h>\\nint main(void) { return puts(\"x\") < 0; }\\n' >suite.c\n"
        "git add . && git commit -qm x",
        content, file);
    g_autoptr(GHashTable) programs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_free(throwaway_sh(away.repository, script));
    g_autofree char *commit = git_resolve(&repository, "HEAD", NULL);
    struct build_request request = {.repository = &repository,
                                    .commit = commit,
                                    .side = "base",
                                    .suites = (const char *const[]){"suite", NULL}};
    for (request.layout = 2; request.layout <= 3; request.layout++) {
        struct built_tree tree;
        g_autofree char *program = NULL;
        gsize size = 0;
        GError *error = NULL;
        cr_assert(build_tree(&request, &tree, &error), "%s", error ? error->message : "");
        cr_assert(g_file_get_contents(g_ptr_array_index(tree.suites, 0), &program, &size, NULL));
        g_hash_table_add(programs, g_compute_checksum_for_data(G_CHECKSUM_SHA256,
                                                               (const guchar *)program, size));
        built_tree_clear(&tree);
    }
    cr_expect_eq(g_hash_table_size(programs), 2, "%s: the layouts are one", file);
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
