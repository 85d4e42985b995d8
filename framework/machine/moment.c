// SPDX-License-Identifier: MIT
#include "framework/machine/moment.h"

#include <stdlib.h>
#include <string.h>

#include "framework/machine/cpu_list.h"
#include "framework/machine/cpu_ticks.h"
#include "framework/machine/sysfile.h"

struct task {
    char *name;
    uint64_t ticks; // of CPU time, up to now
    uint64_t began; // a number that another process of the same number does not have
};

static void task_free(void *data)
{
    struct task *task = data;
    g_free(task->name);
    g_free(task);
}

// Fields of proc(5) after the name; the state is the third.
enum { STATE = 3, UTIME = 14, STIME = 15, STARTTIME = 22 };

// A name may hold blanks and parentheses: the last one ends it.
static struct task *parse_task(const char *text)
{
    const char *open = strchr(text, '(');
    const char *close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open)
        return NULL;
    g_auto(GStrv) fields = g_strsplit(close + 1, " ", STARTTIME + 1);
    uint64_t numbers[STARTTIME + 1] = {0};
    if (g_strv_length(fields) < STARTTIME - STATE + 2)
        return NULL;
    for (int field = UTIME; field <= STARTTIME; field++) {
        bool is_needed = field <= STIME || field == STARTTIME;
        guint64 value = 0;
        if (is_needed && !g_ascii_string_to_unsigned(fields[field - STATE + 1], 10, 0,
                                                     UINT64_C(1) << 60, &value, NULL))
            return NULL;
        numbers[field] = value;
    }
    struct task *task = g_new(struct task, 1);
    char *name = sysfile_clean(open + 1, close - open - 1);
    *task = (struct task){name != NULL ? name : g_strdup("?"), numbers[UTIME] + numbers[STIME],
                          numbers[STARTTIME]};
    return task;
}

static GHashTable *read_tasks(const char *root)
{
    GHashTable *tasks = g_hash_table_new_full(NULL, NULL, NULL, task_free);
    g_autofree char *folder = g_build_filename(root, "proc", NULL);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *name = NULL;
    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        guint64 pid = 0;
        if (!g_ascii_string_to_unsigned(name, 10, 1, INT32_MAX, &pid, NULL))
            continue;
        g_autofree char *text = sysfile_read(root, "/proc/%s/stat", name);
        struct task *task = text != NULL ? parse_task(text) : NULL;
        if (task != NULL)
            g_hash_table_insert(tasks, GUINT_TO_POINTER((guint)pid), task);
    }
    return tasks;
}

static void read_thermal(const char *root, struct moment *moment)
{
    static const char *const names[] = {"core", "package"};
    g_autofree char *text = sysfile_read(root, "/sys/devices/system/cpu/online");
    g_autoptr(GArray) online = cpu_list_parse(text);
    for (guint i = 0; i < online->len; i++) {
        for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
            g_autofree char *path =
                g_strdup_printf("/sys/devices/system/cpu/cpu%u/thermal_throttle/%s_throttle_count",
                                g_array_index(online, unsigned, i), names[n]);
            uint64_t count = 0;
            if (!sysfile_read_u64(root, path, &count))
                continue;
            moment->has_thermal = true;
            moment->thermal += count;
        }
    }
}

struct moment *moment_read(const char *root)
{
    struct moment *moment = g_new0(struct moment, 1);
    moment->tasks = read_tasks(root);
    cgroup_read_at(root, &moment->group);
    read_thermal(root, moment);
    moment->stat = sysfile_read(root, "/proc/stat");
    return moment;
}

void moment_free(struct moment *moment)
{
    if (moment == NULL)
        return;
    g_free(moment->stat);
    g_hash_table_unref(moment->tasks);
    cgroup_clear(&moment->group);
    g_free(moment);
}

// The CPU of the line "cpu12 ...", and the start of the next line; NULL: there is no more.
static const char *next_cpu(const char *line, unsigned *cpu)
{
    while (line != NULL && *line != '\0') {
        const char *newline = strchr(line, '\n');
        const char *next = newline != NULL ? newline + 1 : line + strlen(line);
        if (g_str_has_prefix(line, "cpu") && g_ascii_isdigit(line[3])) {
            *cpu = (unsigned)MIN(g_ascii_strtoull(line + 3, NULL, 10), CPU_LIST_MAX);
            return next;
        }
        line = next;
    }
    return NULL;
}

bool moment_ticks(const struct moment *before, const struct moment *after, struct moment_ticks *out)
{
    struct moment_ticks sum = {.has_steal = true};
    unsigned n = 0, cpu = 0;
    if (before->stat == NULL || after->stat == NULL)
        return false;
    for (const char *line = after->stat; (line = next_cpu(line, &cpu)) != NULL;) {
        struct cpu_ticks first, last;
        if (!cpu_ticks_parse(before->stat, strlen(before->stat), cpu, &first) ||
            !cpu_ticks_parse(after->stat, strlen(after->stat), cpu, &last) ||
            last.busy < first.busy || last.idle < first.idle || last.steal < first.steal)
            continue;
        sum.all += (double)(last.busy - first.busy + last.idle - first.idle);
        sum.steal += (double)(last.steal - first.steal);
        sum.has_steal = sum.has_steal && first.has_steal && last.has_steal;
        n++;
    }
    if (!(sum.all > 0))
        return false;
    sum.of_a_cpu = sum.all / n;
    *out = sum;
    return true;
}

static int compare_busy(gconstpointer a, gconstpointer b)
{
    const struct busy_process *one = a, *two = b;
    if (one->cpus != two->cpus)
        return one->cpus > two->cpus ? -1 : 1;
    return one->pid < two->pid ? -1 : one->pid > two->pid;
}

GArray *moment_busiest(const struct moment *before, const struct moment *after, unsigned but,
                       guint most)
{
    GArray *busiest = g_array_new(FALSE, FALSE, sizeof(struct busy_process));
    struct moment_ticks ticks;
    GHashTableIter iter;
    gpointer key, value;
    if (!moment_ticks(before, after, &ticks))
        return busiest;
    g_hash_table_iter_init(&iter, after->tasks);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const struct task *task = value, *former = g_hash_table_lookup(before->tasks, key);
        bool is_same = former != NULL && former->began == task->began;
        uint64_t base = is_same ? former->ticks : 0;
        struct busy_process busy = {GPOINTER_TO_UINT(key), task->name,
                                    (double)(task->ticks - MIN(base, task->ticks)) /
                                        ticks.of_a_cpu};
        if (busy.pid != but && busy.cpus > 0)
            g_array_append_val(busiest, busy);
    }
    g_array_sort(busiest, compare_busy);
    g_array_set_size(busiest, MIN(busiest->len, most));
    return busiest;
}
