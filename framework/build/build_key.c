// SPDX-License-Identifier: MIT
#include "framework/build/build_key.h"

#include <string.h>
#include <sys/stat.h>

enum { PROJECT_LENGTH = 24, COMMIT_LENGTH = 12, HASH_LENGTH = 16 };

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

// Each part with its end, so that no two lists of parts look the same.
static void add(GChecksum *hash, const char *text)
{
    const char *known = text ? text : "\1";
    g_checksum_update(hash, (const guchar *)known, (gssize)strlen(known) + 1);
}

// An update of the compiler makes other programs of the same files.
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
        add(hash, state);
    }
}

static char *project_name(const char *folder)
{
    g_autofree char *name = g_path_get_basename(folder);
    if (strlen(name) > PROJECT_LENGTH)
        name[PROJECT_LENGTH] = '\0';
    return g_strcanon(g_steal_pointer(&name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');
}

char *build_key(const struct build_request *request, const char *overlay_id)
{
    g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *project = project_name(request->repository->folder);
    g_autofree char *layout = g_strdup_printf("%u", request->layout);
    add(hash, "1"); // to be raised when trees are made in another way
    add(hash, request->repository->store);
    add(hash, request->commit);
    add(hash, request->command);
    add(hash, layout);
    add(hash, overlay_id);
    for (size_t i = 0; i < G_N_ELEMENTS(VARIABLES); i++)
        add(hash, g_getenv(VARIABLES[i]));
    add_compiler(hash, "CC", "cc");
    add_compiler(hash, "CXX", "c++");
    return g_strdup_printf("%s-%.*s-%.*s", project, COMMIT_LENGTH, request->commit, HASH_LENGTH,
                           g_checksum_get_string(hash));
}
