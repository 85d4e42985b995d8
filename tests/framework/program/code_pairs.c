// SPDX-License-Identifier: MIT
#include "tests/framework/program/code_pairs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static char *folder;
static GHashTable *built; // command -> program

void code_pairs_open(void)
{
    folder = g_dir_make_tmp("benchrun-code-XXXXXX", NULL);
    cr_assert_not_null(folder);
    built = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void code_pairs_close(void)
{
    GHashTableIter iterator;
    gpointer program;
    g_hash_table_iter_init(&iterator, built);
    while (g_hash_table_iter_next(&iterator, NULL, &program))
        cr_assert(remove(program) == 0);
    g_hash_table_unref(built);
    cr_assert(remove(folder) == 0);
    g_free(folder);
}

// The program that `compiler` makes with these flags; each is built once in a test.
const char *code_pairs_build(const char *compiler, const char *flags)
{
    g_autofree char *command = g_strdup_printf("%s %s", compiler, flags);
    const char *known = g_hash_table_lookup(built, command);
    if (known != NULL)
        return known;
    char *program = g_strdup_printf("%s/program%u", folder, g_hash_table_size(built));
    const char *source = g_str_has_suffix(compiler, "++") ? CPP_SOURCE : SOURCE;
    g_autofree char *line = g_strdup_printf("%s -w -I%s -DHELPER= -o %s %s %s %s", compiler,
                                            INCLUDE, program, flags, source, LIBRARIES);
    g_auto(GStrv) words = NULL;
    g_autofree char *said = NULL;
    int status = 0;
    cr_assert(g_shell_parse_argv(line, NULL, &words, NULL));
    cr_assert(g_spawn_sync(NULL, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status,
                           NULL));
    cr_assert(g_spawn_check_wait_status(status, NULL), "%s\n%s", line, said);
    g_hash_table_insert(built, g_steal_pointer(&command), program);
    return program;
}

void code_pairs_check(const char *compiler, const struct expectation *expected)
{
    g_autofree char *path = g_find_program_in_path(compiler);
    if (path == NULL)
        return;
    const struct code_program programs[2] = {{.path = code_pairs_build(compiler, expected->base)},
                                             {.path = code_pairs_build(compiler, expected->head)}};
    struct bench_case bench_case = {.symbol = (char *)expected->symbol};
    struct code_index *index = code_index_new();
    for (enum code_scope scope = CODE_OF_LOOP; scope <= CODE_OF_CASE; scope++) {
        g_autofree char *why = NULL;
        enum code_sameness sameness = code_compare(index, programs, &bench_case, scope, &why);
        bool is_named = why != NULL && expected->why != NULL && strstr(why, expected->why) != NULL;
        unsigned got = scope == CODE_OF_LOOP ? IN_LOOP(sameness) : IN_CASE(sameness);
        cr_expect((got & expected->allowed) != 0, "%s [%s] [%s] %s: %d in scope %d, %s", compiler,
                  expected->base, expected->head, expected->symbol, sameness, scope,
                  why ? why : "");
        cr_expect(code_is_same(sameness) ? why == NULL : is_named, "%s [%s] [%s]: %s", compiler,
                  expected->base, expected->head, why ? why : "no reason");
    }
    code_index_free(index);
}

void code_pairs_check_all(const struct expectation *expectations, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        code_pairs_check("gcc", &expectations[i]);
        code_pairs_check("clang", &expectations[i]);
    }
}
