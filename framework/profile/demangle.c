// SPDX-License-Identifier: MIT
#include "framework/profile/demangle.h"

#include <dlfcn.h>
#include <glib.h>
#include <stdlib.h>

typedef char *(*cxa_demangle)(const char *name, char *out, size_t *length, int *status);

// Who runs C++ has its library; without it names stay as they are.
static cxa_demangle find_demangler(void)
{
    static cxa_demangle found;
    static gsize is_looked_for;
    if (g_once_init_enter(&is_looked_for)) {
        static void *library; // stays loaded
        library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
        if (library != NULL)
            *(void **)&found = dlsym(library, "__cxa_demangle");
        g_once_init_leave(&is_looked_for, 1);
    }
    return found;
}

char *demangle(const char *name)
{
    int status = 0;
    cxa_demangle demangler = g_str_has_prefix(name, "_Z") ? find_demangler() : NULL;
    char *plain = demangler != NULL ? demangler(name, NULL, NULL, &status) : NULL;
    char *copy = g_strdup(plain != NULL ? plain : name);
    free(plain);
    return copy;
}
