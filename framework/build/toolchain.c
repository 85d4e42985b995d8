// SPDX-License-Identifier: MIT
#include "framework/build/toolchain.h"

#include <string.h>
#include <sys/stat.h>

static const char *const VARIABLES[] = {
    "CC",
    "CXX",
    "LD",
    "AR",
    "CPP",
    "CFLAGS",
    "CXXFLAGS",
    "CPPFLAGS",
    "LDFLAGS",
    "LDLIBS",
    "CPATH",
    "LIBRARY_PATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "PKG_CONFIG_PATH",
    "CMAKE_PREFIX_PATH",
    "SOURCE_DATE_EPOCH",
};

void toolchain_hash_text(GChecksum *hash, const char *text)
{
    const char *known = text ? text : "\1";
    g_checksum_update(hash, (const guchar *)known, (gssize)strlen(known) + 1);
}

// An updated compiler makes other programs from the same files.
static void add_compiler(GChecksum *hash, const char *variable, const char *fallback)
{
    const char *given = g_getenv(variable);
    g_auto(GStrv) words = NULL;
    const char *name = fallback;
    if (given != NULL && g_shell_parse_argv(given, NULL, &words, NULL))
        name = words[0];
    g_autofree char *path = g_find_program_in_path(name);
    struct stat about = {0};
    if (path != NULL && stat(path, &about) == 0) {
        g_autofree char *state = g_strdup_printf("%s %lld %lld", path, (long long)about.st_size,
                                                 (long long)about.st_mtim.tv_sec);
        toolchain_hash_text(hash, state);
    }
}

void toolchain_hash(GChecksum *hash)
{
    for (size_t i = 0; i < G_N_ELEMENTS(VARIABLES); i++)
        toolchain_hash_text(hash, g_getenv(VARIABLES[i]));
    add_compiler(hash, "CC", "cc");
    add_compiler(hash, "CXX", "c++");
}
