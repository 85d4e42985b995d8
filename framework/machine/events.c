// SPDX-License-Identifier: MIT
#include "framework/machine/events.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>

#include "framework/base/near.h"
#include "framework/base/text.h"
#include "framework/machine/sysfile.h"

// Groups of words that a user names are numbered from here on, each its own.
enum { FIRST_OWN_GROUP = 100 };

#define USUAL_ROW(name, title, unit, type, config, group, kernel, about) \
    {#name, PERF_TYPE_##type, config, group, EVENT_##kernel},
static const struct known {
    const char *name;
    uint32_t type;
    uint64_t config;
    unsigned group;
    enum event_kernel kernel;
} usual[] = {EVENT_TABLE(USUAL_ROW)};

// The generic events of `perf list`, but for those of caches.
static const struct known generic[] = {
    {"cpu-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, 0, EVENT_USER_ONLY},
    {"branch-instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, 0,
     EVENT_USER_ONLY},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, 0, EVENT_USER_ONLY},
    {"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES, 0, EVENT_USER_ONLY},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, 0, EVENT_USER_ONLY},
    {"bus-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BUS_CYCLES, 0, EVENT_USER_ONLY},
    {"ref-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES, 0, EVENT_USER_ONLY},
    {"stalled-cycles-frontend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, 0,
     EVENT_USER_ONLY},
    {"stalled-cycles-backend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND, 0,
     EVENT_USER_ONLY},
    {"idle-cycles-frontend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, 0,
     EVENT_USER_ONLY},
    {"idle-cycles-backend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND, 0,
     EVENT_USER_ONLY},
    {"faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 0, EVENT_KERNEL_IF_MAY_BE},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 0, EVENT_KERNEL_IF_MAY_BE},
    {"minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN, 0, EVENT_KERNEL_IF_MAY_BE},
    {"major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ, 0, EVENT_KERNEL_IF_MAY_BE},
    {"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, 0, EVENT_KERNEL_TOO},
    {"cs", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, 0, EVENT_KERNEL_TOO},
    {"cgroup-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CGROUP_SWITCHES, 0, EVENT_KERNEL_TOO},
    {"cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, 0, EVENT_KERNEL_TOO},
    {"alignment-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_ALIGNMENT_FAULTS, 0,
     EVENT_KERNEL_IF_MAY_BE},
    {"emulation-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_EMULATION_FAULTS, 0,
     EVENT_KERNEL_IF_MAY_BE},
    {"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, 0, EVENT_KERNEL_IF_MAY_BE},
    {"cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, 0, EVENT_KERNEL_IF_MAY_BE},
};

static const char *const caches[] = {
    "L1-dcache", "L1-icache", "LLC", "dTLB",
    "iTLB",      "branch",    "node"}; // as the kernel numbers them
static const struct {
    const char *word;
    unsigned operation, result;
} accesses[] = {
    {"loads", PERF_COUNT_HW_CACHE_OP_READ, PERF_COUNT_HW_CACHE_RESULT_ACCESS},
    {"load-misses", PERF_COUNT_HW_CACHE_OP_READ, PERF_COUNT_HW_CACHE_RESULT_MISS},
    {"stores", PERF_COUNT_HW_CACHE_OP_WRITE, PERF_COUNT_HW_CACHE_RESULT_ACCESS},
    {"store-misses", PERF_COUNT_HW_CACHE_OP_WRITE, PERF_COUNT_HW_CACHE_RESULT_MISS},
    {"prefetches", PERF_COUNT_HW_CACHE_OP_PREFETCH, PERF_COUNT_HW_CACHE_RESULT_ACCESS},
    {"prefetch-misses", PERF_COUNT_HW_CACHE_OP_PREFETCH, PERF_COUNT_HW_CACHE_RESULT_MISS},
};

void event_free(struct event *event)
{
    g_free(event->name);
    g_free(event);
}

static GPtrArray *new_events(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
}

static void add(GPtrArray *events, const char *name, const struct known *known, unsigned group)
{
    struct event *event = g_new0(struct event, 1);
    event->name = g_strdup(name);
    event->type = known->type;
    event->config = known->config;
    event->group = group;
    event->kernel = known->kernel;
    g_ptr_array_add(events, event);
}

GPtrArray *events_usual(void)
{
    GPtrArray *events = new_events();
    for (size_t i = 0; i < G_N_ELEMENTS(usual); i++)
        add(events, usual[i].name, &usual[i], usual[i].group);
    return events;
}

static bool find_known(const struct known *list, size_t n, const char *word, struct known *out)
{
    for (size_t i = 0; i < n; i++) {
        if (g_ascii_strcasecmp(list[i].name, word) == 0) {
            *out = list[i];
            return true;
        }
    }
    return false;
}

static bool find_cache(const char *word, struct known *out)
{
    for (unsigned c = 0; c < G_N_ELEMENTS(caches); c++)
        for (size_t a = 0; a < G_N_ELEMENTS(accesses); a++) {
            g_autofree char *name = g_strdup_printf("%s-%s", caches[c], accesses[a].word);
            if (g_ascii_strcasecmp(name, word) != 0)
                continue;
            *out = (struct known){.type = PERF_TYPE_HW_CACHE,
                                  .config = c | accesses[a].operation << 8 |
                                            (uint64_t)accesses[a].result << 16,
                                  .kernel = EVENT_USER_ONLY};
            return true;
        }
    return false;
}

// r and hexadecimal digits: what the CPU's manual calls the event.
static bool find_raw(const char *word, struct known *out)
{
    size_t length = strspn(word + (*word != '\0'), "0123456789abcdefABCDEF");
    if (*word != 'r' || length == 0 || length > 16 || word[1 + length] != '\0')
        return false;
    *out = (struct known){.type = PERF_TYPE_RAW,
                          .config = g_ascii_strtoull(word + 1, NULL, 16),
                          .kernel = EVENT_USER_ONLY};
    return true;
}

// Puts the low bits of a value where a PMU's format says: `config:0-7,32-35`, `config1:0-15`.
static bool put_bits(const char *format, uint64_t value, struct event *event)
{
    const char *colon = strchr(format, ':');
    uint64_t *field = g_str_has_prefix(format, "config:")    ? &event->config
                      : g_str_has_prefix(format, "config1:") ? &event->config1
                                                             : NULL;
    if (colon == NULL || field == NULL)
        return false;
    g_auto(GStrv) ranges = g_strsplit(colon + 1, ",", -1);
    for (char **range = ranges; *range != NULL; range++) {
        char *end = NULL;
        guint64 low = g_ascii_strtoull(*range, &end, 10);
        guint64 high = *end == '-' ? g_ascii_strtoull(end + 1, NULL, 10) : low;
        for (guint64 bit = low; bit <= high && bit < 64; bit++, value >>= 1)
            *field |= (value & 1) << bit;
    }
    return value == 0;
}

// `event=0xc2,umask=1`: each term at its bits; `config=0x...` at all of them.
static bool put_terms(const char *root, const char *pmu, const char *terms, struct event *event)
{
    g_auto(GStrv) words = g_strsplit(terms, ",", -1);
    if (*terms == '\0')
        return false;
    for (char **word = words; *word != NULL; word++) {
        g_auto(GStrv) pair = g_strsplit(*word, "=", 2);
        const char *digits = pair[0] != NULL && pair[1] != NULL ? pair[1] : "1";
        char *end = NULL;
        guint64 value = g_ascii_strtoull(digits, &end, 0);
        if (pair[0] == NULL || *end != '\0' || end == digits || strchr(pair[0], '/') != NULL)
            return false;
        g_autofree char *format =
            strcmp(pair[0], "config") == 0 || strcmp(pair[0], "config1") == 0
                ? g_strconcat(pair[0], ":0-63", NULL)
                : sysfile_read_line(root, "/sys/bus/event_source/devices/%s/format/%s", pmu,
                                    pair[0]);
        if (format == NULL || !put_bits(format, value, event))
            return false;
    }
    return true;
}

// PMU/terms/ or PMU/name/, where the PMU names the terms.
static struct event *find_of_pmu(const char *root, const char *pmu, const char *inside)
{
    struct event *event = g_new0(struct event, 1);
    g_autofree char *type = sysfile_read_line(root, "/sys/bus/event_source/devices/%s/type", pmu);
    g_autofree char *named =
        strchr(inside, '/') == NULL
            ? sysfile_read_line(root, "/sys/bus/event_source/devices/%s/events/%s", pmu, inside)
            : NULL;
    bool is_good = type != NULL && strchr(pmu, '/') == NULL && strcmp(pmu, "..") != 0 &&
                   put_terms(root, pmu, named != NULL ? named : inside, event);
    event->type = type != NULL ? (uint32_t)g_ascii_strtoull(type, NULL, 10) : 0;
    event->kernel = EVENT_USER_ONLY;
    if (is_good)
        return event;
    event_free(event);
    return NULL;
}

static struct event *find_in_pmus(const char *root, const char *word)
{
    const char *slash = strchr(word, '/');
    size_t length = strlen(word);
    if (slash == NULL)
        return find_of_pmu(root, "cpu", word);
    if (slash == word || word[length - 1] != '/' || slash == word + length - 1)
        return NULL;
    g_autofree char *pmu = g_strndup(word, (gsize)(slash - word));
    g_autofree char *inside = g_strndup(slash + 1, (gsize)(word + length - 1 - slash - 1));
    return find_of_pmu(root, pmu, inside);
}

static void refuse(const char *word, GError **error)
{
    g_autofree char *shown = text_printable(word);
    if (strchr(word, '/') != NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "'%s' is no event of this machine: /sys/bus/event_source/devices has the PMUs, "
                    "with their events and the format of their terms",
                    shown);
        return;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(usual); i++)
        g_ptr_array_add(names, g_strdup(usual[i].name));
    for (size_t i = 0; i < G_N_ELEMENTS(generic); i++)
        g_ptr_array_add(names, g_strdup(generic[i].name));
    for (size_t c = 0; c < G_N_ELEMENTS(caches); c++)
        for (size_t a = 0; a < G_N_ELEMENTS(accesses); a++)
            g_ptr_array_add(names, g_strdup_printf("%s-%s", caches[c], accesses[a].word));
    const char *const patterns[] = {word, NULL};
    g_autofree char *hint = near_hint(patterns, names);
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "no event is called '%s' (`perf list` shows what there is)%s", shown, hint);
}

static bool add_word(GPtrArray *events, const char *word, const char *root, GError **error)
{
    struct known known = {0};
    unsigned own_group = FIRST_OWN_GROUP + events->len;
    if (find_known(usual, G_N_ELEMENTS(usual), word, &known)) {
        add(events, known.name, &known, known.group);
        return true;
    }
    if (find_known(generic, G_N_ELEMENTS(generic), word, &known) || find_cache(word, &known) ||
        find_raw(word, &known)) {
        add(events, word, &known, own_group);
        return true;
    }
    struct event *event = find_in_pmus(root, word);
    if (event == NULL) {
        refuse(word, error);
        return false;
    }
    event->name = g_strdup(word);
    event->group = own_group;
    g_ptr_array_add(events, event);
    return true;
}

GPtrArray *events_parse(char *const *words, const char *root, GError **error)
{
    g_autoptr(GPtrArray) events = new_events();
    for (; *words != NULL; words++) {
        if (!add_word(events, *words, root, error))
            return NULL;
        if (events->len <= EVENTS_MOST)
            continue;
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "more than %d events: count some at a time", EVENTS_MOST);
        return NULL;
    }
    return g_steal_pointer(&events);
}

char *events_request(const GPtrArray *events)
{
    GString *request = g_string_new(NULL);
    for (guint i = 0; i < events->len; i++) {
        const struct event *event = g_ptr_array_index(events, i);
        g_string_append_printf(request,
                               "%se%u:%x:%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x:%u:%d",
                               i > 0 ? "," : "", i, event->type, event->config, event->config1,
                               event->group, event->kernel);
    }
    return g_string_free(request, FALSE);
}

enum refusal { COUNTS, IS_ABSENT, IS_REFUSED, IS_OTHER };

static enum refusal refusal_of(int problem)
{
    switch (problem) {
    case 0:
        return COUNTS;
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
    case EINVAL:
        return IS_ABSENT;
    case EACCES:
    case EPERM:
        return IS_REFUSED;
    default:
        return IS_OTHER;
    }
}

// The sentence about all events of a kind; nothing if there are none.
static void append_refused(GString *out, const GPtrArray *events, const int *problems,
                           enum refusal refusal, const char *why)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < events->len; i++)
        if (refusal_of(problems[i]) == refusal)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   ((const struct event *)events->pdata[i])->name);
    g_autofree char *printable = text_printable(names->str);
    if (names->len > 0)
        g_string_append_printf(out, "%sno %s: %s", out->len > 0 ? "; " : "", printable, why);
}

char *events_problems(const GPtrArray *events, const int *problems, const char *root)
{
    GString *out = g_string_new(NULL);
    g_autofree char *level = sysfile_read_line(root, "/proc/sys/kernel/perf_event_paranoid");
    g_autofree char *refused =
        g_strdup_printf("the kernel refuses them (kernel.perf_event_paranoid is %s): 'sudo sysctl "
                        "kernel.perf_event_paranoid=1' permits them",
                        level != NULL ? level : "not known");
    append_refused(out, events, problems, IS_ABSENT,
                   "this machine has no hardware counters for them (virtual machines seldom do)");
    append_refused(out, events, problems, IS_REFUSED, refused);
    append_refused(out, events, problems, IS_OTHER,
                   "they could not be opened (too many open files?)");
    return g_string_free(out, out->len == 0);
}
