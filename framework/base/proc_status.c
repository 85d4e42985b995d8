// SPDX-License-Identifier: MIT
#include "framework/base/proc_status.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>

char *proc_status_read(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

char *proc_status_field(const char *status, const char *field)
{
    for (const char *line = status; line != NULL && *line != '\0';) {
        const char *end = strchrnul(line, '\n');
        if (g_str_has_prefix(line, field))
            return g_strstrip(g_strndup(line + strlen(field), (gsize)(end - line) - strlen(field)));
        line = *end != '\0' ? end + 1 : NULL;
    }
    return NULL;
}

// Its folder in /proc may be root's.
bool proc_status_is_foreign(pid_t pid)
{
    g_autofree char *status = proc_status_read(pid);
    g_autofree char *text = status != NULL ? proc_status_field(status, "Uid:") : NULL;
    g_auto(GStrv) words = g_strsplit_set(text != NULL ? text : "", "\t ", -1);
    g_autofree char *own = g_strdup_printf("%u", (unsigned)geteuid());
    bool is_foreign = false;
    for (char **word = words; *word != NULL; word++)
        is_foreign = is_foreign || (**word != '\0' && strcmp(*word, own) != 0);
    return is_foreign;
}
