// SPDX-License-Identifier: MIT
#include "framework/build/compilers.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "framework/base/folder.h"
#include "framework/stats/random.h"

#define ORDER "order.ld"

enum { PADDING_STEP = 4, LINE_BYTES = PADDING_STEP * COMPILERS_PHASES };

static const char *const names[] = {"cc", "c++", "gcc", "g++", "clang", "clang++"};
static const char endings[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

static bool write_file(const char *folder, const char *name, const char *text, mode_t mode,
                       GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!g_file_set_contents(path, text, -1, error))
        return false;
    (void)g_chmod(path, mode);
    return true;
}

// Functions in the order of the last letters of their names, which is as good as any, and needs no
// names. Those that run at the start, or hardly ever, keep their places. GNU ld and lld know it.
static char *make_order(struct random *random)
{
    size_t order[sizeof endings - 1];
    GString *script = g_string_new("SECTIONS\n{\n  .text.benchrun :\n  {\n");
    random_order(random, order, G_N_ELEMENTS(order));
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        g_string_append_printf(script, "    *(.text.[!us]*%1$c .text.[us][!nt]*%1$c .text.%1$c)\n",
                               endings[order[i]]);
    g_string_append(script, "  }\n}\nINSERT AFTER .text;\n");
    return g_string_free(script, FALSE);
}

// The script that gives what links the order. What only compiles, and other linkers, do not take
// it.
static char *make_ordering(const char *folder)
{
    g_autofree char *order = g_build_filename(folder, ORDER, NULL);
    g_autofree char *quoted = g_shell_quote(order);
    return g_strdup_printf(
        "order=%s\n"
        "for word in \"$@\"; do\n"
        "    case $word in\n"
        "    -c | -S | -E | -M | -MM | -r | -fsyntax-only | -T* | -Wl,-T* | -Wl,-r) order= ;;\n"
        "    -fuse-ld=gold | -fuse-ld=mold) order= ;;\n"
        "    esac\n"
        "done\n"
        "[ -z \"$order\" ] || set -- \"$@\" -T \"$order\"\n",
        quoted);
}

// What is the same in the scripts of all compilers.
struct change {
    const char *ordering; // shell commands
    const char *flags;
};

// A real compiler may itself look for one in PATH (ccache), so it gets the PATH that we have.
static char *make_script(const char *compiler, const char *folder, const struct change *change)
{
    g_autofree char *path = g_shell_quote(g_getenv("PATH"));
    g_autofree char *real = g_shell_quote(compiler);
    g_autofree char *used = g_build_filename(folder, "used", NULL);
    g_autofree char *quoted_used = g_shell_quote(used);
    return g_strdup_printf("#!/bin/sh\n"
                           "# Made by benchrun for one of several builds.\n"
                           "PATH=%s\n"
                           "export PATH\n"
                           ": >%s\n"
                           "%s"
                           "exec %s \"$@\" %s\n",
                           path, quoted_used, change->ordering, real, change->flags);
}

static bool add_compiler(const char *folder, const char *name, const struct change *change,
                         GError **error)
{
    g_autofree char *real = g_find_program_in_path(name);
    if (real == NULL)
        return true;
    g_autofree char *script = make_script(real, folder, change);
    return write_file(folder, name, script, 0700, error);
}

static bool add_compilers(const char *folder, const struct change *change, GError **error)
{
    enum { FIRST_VERSION = 5, LAST_VERSION = 30 };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (!add_compiler(folder, names[i], change, error))
            return false;
        for (int version = FIRST_VERSION; version <= LAST_VERSION; version++) {
            g_autofree char *name = g_strdup_printf("%s-%d", names[i], version);
            if (!add_compiler(folder, name, change, error))
                return false;
        }
    }
    return true;
}

// Each of COMPILERS_PHASES layouts in a row has another.
static unsigned choose_padding(unsigned layout)
{
    size_t phases[COMPILERS_PHASES];
    unsigned number = MAX(layout, 1) - 1;
    struct random random = {number / COMPILERS_PHASES};
    random_order(&random, phases, COMPILERS_PHASES);
    return PADDING_STEP * (unsigned)phases[number % COMPILERS_PHASES];
}

char *compilers_make(const char *folder, unsigned layout, const char *flags, GError **error)
{
    struct random random = {layout};
    unsigned padding = choose_padding(layout);
    g_autofree char *order = make_order(&random);
    g_autofree char *ordering = layout > 0 ? make_ordering(folder) : g_strdup("");
    g_autofree char *pad = layout > 0 ? g_strdup_printf("-ffunction-sections -falign-functions=%u "
                                                        "-fpatchable-function-entry=%u,%u ",
                                                        (unsigned)LINE_BYTES, padding, padding)
                                      : g_strdup("");
    g_autofree char *all = g_strconcat(pad, flags, NULL);
    const struct change change = {ordering, all};
    bool is_good = folder_make(folder, error) && write_file(folder, ORDER, order, 0600, error) &&
                   add_compilers(folder, &change, error);
    return is_good ? g_strconcat(folder, ":", g_getenv("PATH"), NULL) : NULL;
}

bool compilers_were_used(const char *folder)
{
    g_autofree char *used = g_build_filename(folder, "used", NULL);
    return g_file_test(used, G_FILE_TEST_EXISTS);
}
