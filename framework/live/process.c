// SPDX-License-Identifier: MIT
#include "framework/live/process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/place.h"

// Fields of /proc/PID/stat, from the state on (proc(5) numbers it 3).
enum { FIELD_STATE, FIELD_THREADS = 20 - 3, FIELD_STARTED = 22 - 3, FIELDS };

// The fields after the name, which may hold anything; NULL: there is no such process. To free.
static char **read_stat(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid);
    g_autofree char *text = NULL;
    const char *name_end = g_file_get_contents(path, &text, NULL, NULL) ? strrchr(text, ')') : NULL;
    char **fields =
        name_end != NULL && name_end[1] == ' ' ? g_strsplit(name_end + 2, " ", FIELDS + 1) : NULL;
    if (fields != NULL && g_strv_length(fields) >= FIELDS)
        return fields;
    g_strfreev(fields);
    return NULL;
}

// The first thread of a process may end before the others: then it is one, too.
static bool is_zombie(char *const *fields)
{
    return strchr("ZXx", *fields[FIELD_STATE]) != NULL &&
           g_ascii_strtoull(fields[FIELD_THREADS], NULL, 10) <= 1;
}

static uint64_t namespace_of(const char *process)
{
    struct stat about;
    g_autofree char *path = g_strdup_printf("/proc/%s/ns/pid", process);
    return stat(path, &about) == 0 ? about.st_ino : 0;
}

struct process_identity process_identity(void)
{
    g_auto(GStrv) fields = read_stat(getpid());
    return (struct process_identity){
        .pid = getpid(),
        .started_ticks = fields != NULL ? g_ascii_strtoull(fields[FIELD_STARTED], NULL, 10) : 0,
        .pid_namespace = namespace_of("self"),
    };
}

enum process_state process_state(pid_t pid)
{
    struct stat about;
    g_autofree char *number = g_strdup_printf("%d", pid);
    g_autofree char *path = g_strdup_printf("/proc/%d", pid);
    g_auto(GStrv) fields = read_stat(pid);
    if (fields == NULL || stat(path, &about) != 0)
        return PROCESS_GONE;
    if (is_zombie(fields))
        return PROCESS_ZOMBIE;
    uint64_t space = namespace_of(number); // of another user's process only root can tell
    if (space != 0 && space != namespace_of("self"))
        return PROCESS_ELSEWHERE;
    return about.st_uid != geteuid() ? PROCESS_OTHER_USER : PROCESS_RUNS;
}

bool process_is_here(const struct process_identity *identity)
{
    uint64_t own = namespace_of("self");
    return own != 0 && identity->pid_namespace == own;
}

bool process_is_dead(const struct process_identity *identity)
{
    if (identity->pid <= 0 || !process_is_here(identity))
        return false;
    g_auto(GStrv) fields = read_stat(identity->pid);
    if (fields == NULL)
        return kill(identity->pid, 0) != 0 && errno == ESRCH;
    uint64_t started = g_ascii_strtoull(fields[FIELD_STARTED], NULL, 10);
    return is_zombie(fields) ||
           (identity->started_ticks != 0 && identity->started_ticks != started);
}

static char *owner_of(pid_t pid)
{
    struct stat about;
    g_autofree char *path = g_strdup_printf("/proc/%d", pid);
    return stat(path, &about) == 0 ? place_owner(&about) : g_strdup("another user");
}

char *process_explain(pid_t pid)
{
    g_autofree char *owner = NULL;
    switch (process_state(pid)) {
    case PROCESS_GONE:
        return g_strdup_printf("there is no process %d: it has ended, or never was", pid);
    case PROCESS_ZOMBIE:
        return g_strdup_printf(
            "process %d has ended: it is a zombie, which its parent has not waited for", pid);
    case PROCESS_OTHER_USER:
        owner = owner_of(pid);
        return g_strdup_printf("process %d belongs to %s: only its own user can look at it", pid,
                               owner);
    case PROCESS_ELSEWHERE:
        return g_strdup_printf("process %d runs in another pid namespace, as in a container: run "
                               "benchrun in there",
                               pid);
    default:
        return g_strdup_printf("process %d shows no spans and is no benchrun that measures: a "
                               "program shows itself from its first span on (benchrun/span.h)",
                               pid);
    }
}
