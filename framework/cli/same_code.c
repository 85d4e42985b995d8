// SPDX-License-Identifier: MIT
#include "framework/cli/same_code.h"

#include <string.h>

#include "framework/base/hash.h"

static const char library_path[] = "LD_LIBRARY_PATH=";

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The variables of a side but the one whose effect is looked at, in one order.
static GPtrArray *list_variables(char **env)
{
    GPtrArray *variables = g_ptr_array_new();
    for (; env != NULL && *env != NULL; env++)
        if (!g_str_has_prefix(*env, library_path))
            g_ptr_array_add(variables, *env);
    g_ptr_array_sort(variables, by_text);
    return variables;
}

static bool are_same_variables(char **base, char **head)
{
    g_autoptr(GPtrArray) x = list_variables(base);
    g_autoptr(GPtrArray) y = list_variables(head);
    bool is_same = x->len == y->len;
    for (guint i = 0; i < x->len && is_same; i++)
        is_same = strcmp(g_ptr_array_index(x, i), g_ptr_array_index(y, i)) == 0;
    return is_same;
}

static bool are_same_words(char **base, char **head)
{
    static char *none[] = {NULL};
    return g_strv_equal((const char *const *)(base ? base : none),
                        (const char *const *)(head ? head : none));
}

void same_code_init(struct same_code *same_code, const struct options *options)
{
    *same_code = (struct same_code){
        .options = options,
        .index = code_index_new(),
        .starts_alike = are_same_words(options->args[SIDE_BASE], options->args[SIDE_HEAD]) &&
                        are_same_variables(options->env[SIDE_BASE], options->env[SIDE_HEAD]),
    };
}

void same_code_clear(struct same_code *same_code)
{
    g_clear_pointer(&same_code->index, code_index_free);
}

// The last setting of a variable is the one that counts.
static const char *find_library_path(char **env)
{
    const char *found = g_getenv("LD_LIBRARY_PATH");
    for (; env != NULL && *env != NULL; env++)
        if (g_str_has_prefix(*env, library_path))
            found = *env + strlen(library_path);
    return found;
}

enum code_sameness same_code_find(const struct same_code *same_code, const struct pair *pair,
                                  enum code_scope scope)
{
    struct code_program programs[SIDES];
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        programs[side] = (struct code_program){pair->cases[side]->suite,
                                               find_library_path(same_code->options->env[side])};
    enum code_sameness sameness =
        code_compare(same_code->index, programs, pair->cases[SIDE_HEAD], scope, NULL);
    return code_is_same(sameness) && !same_code->starts_alike ? CODE_UNKNOWN : sameness;
}
