// SPDX-License-Identifier: MIT
#include "framework/profile/instruction_costs.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/profile/profile_file.h"

enum { MOST_EVENTS = 32 };

struct reading {
    GHashTable *costs;
    const char *program;
    GHashTable *objects;         // number -> whether it is the program, + 1
    bool is_program;             // what comes next
    bool is_call;                // its cost, which is that of all that was called, comes next
    uint64_t address;            // of the last cost
    unsigned line;               // the same
    int event_cost[MOST_EVENTS]; // of each column; -1: none
};

GHashTable *instruction_costs_new(void)
{
    return g_hash_table_new_full(hash_int64, g_int64_equal, NULL, g_free);
}

static void take_events(struct reading *reading, const char *names)
{
    static const struct {
        const char *name;
        enum cost cost;
    } known[] = {
        {"Ir", COST_RUNS},          {"D1mr", COST_FIRST_LEVEL}, {"D1mw", COST_FIRST_LEVEL},
        {"Bc", COST_BRANCHES},      {"Bcm", COST_MISPREDICTED}, {"Bi", COST_BRANCHES},
        {"Bim", COST_MISPREDICTED},
    };
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (unsigned i = 0; i < MOST_EVENTS && words[i] != NULL; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(known); k++)
            if (strcmp(words[i], known[k].name) == 0)
                reading->event_cost[i] = (int)known[k].cost;
}

// `(3) /path/program` the first time, then `(3)`.
static void take_object(struct reading *reading, const char *text)
{
    char *end = NULL;
    guint64 number = *text == '(' ? g_ascii_strtoull(text + 1, &end, 10) : 0;
    gpointer key = GUINT_TO_POINTER((guint)number);
    const char *path = end != NULL && *end == ')' ? end + 1 : text;
    while (*path == ' ')
        path++;
    if (*path != '\0') {
        g_autofree char *name = g_path_get_basename(path);
        bool is_it = strcmp(name, reading->program) == 0;
        g_hash_table_insert(reading->objects, key, GUINT_TO_POINTER(is_it ? 2u : 1u));
    }
    reading->is_program = GPOINTER_TO_UINT(g_hash_table_lookup(reading->objects, key)) == 2;
}

// A position: absolute, `+3`, `-3` or `*` for the same as before.
static uint64_t take_position(uint64_t last, const char **text)
{
    const char *from = *text;
    bool is_relative = *from == '+' || *from == '-';
    if (*from == '*') {
        *text = from + 1;
        return last;
    }
    guint base = g_str_has_prefix(from + is_relative, "0x") ? 16 : 10;
    guint64 number = g_ascii_strtoull(from + is_relative, (char **)text, base);
    return !is_relative ? number : *from == '+' ? last + number : last - number;
}

static struct instruction_cost *find(GHashTable *costs, uint64_t address)
{
    struct instruction_cost *cost = g_hash_table_lookup(costs, &address);
    if (cost == NULL) {
        cost = g_new0(struct instruction_cost, 1);
        cost->address = address;
        g_hash_table_insert(costs, &cost->address, cost);
    }
    return cost;
}

static void take_cost(struct reading *reading, const char *text)
{
    const char *rest = text;
    reading->address = take_position(reading->address, &rest);
    while (*rest == ' ')
        rest++;
    reading->line = (unsigned)take_position(reading->line, &rest);
    bool is_own = reading->is_program && !reading->is_call;
    reading->is_call = false;
    if (!is_own)
        return;
    struct instruction_cost *cost = find(reading->costs, reading->address);
    if (reading->line > 0)
        cost->line = reading->line;
    for (unsigned i = 0; i < MOST_EVENTS && *rest == ' '; i++) {
        double count = (double)g_ascii_strtoull(rest, (char **)&rest, 10);
        if (reading->event_cost[i] >= 0)
            cost->counts[reading->event_cost[i]] += count;
    }
}

static void take_line(struct reading *reading, const char *line)
{
    static const char events[] = "events: ";
    if (g_str_has_prefix(line, events))
        take_events(reading, line + strlen(events));
    else if (g_str_has_prefix(line, "ob="))
        take_object(reading, line + strlen("ob="));
    else if (g_str_has_prefix(line, "calls="))
        reading->is_call = true;
    else if (g_str_has_prefix(line, "cob=")) { // gives a number to a name, which is not the one
        bool was_program = reading->is_program;
        take_object(reading, line + strlen("cob="));
        reading->is_program = was_program;
    } else if (g_ascii_isdigit(*line) || *line == '+' || *line == '-' || *line == '*')
        take_cost(reading, line);
}

bool instruction_costs_add(GHashTable *costs, const char *text, const char *program, GError **error)
{
    struct reading reading = {
        .costs = costs, .program = program, .objects = g_hash_table_new(NULL, NULL)};
    g_autofree char *copy = g_strdup(text);
    char *rest = copy;
    bool is_good = strstr(text, "\npositions: instr line\n") != NULL;
    memset(reading.event_cost, -1, sizeof reading.event_cost);
    for (char *line; is_good && (line = strsep(&rest, "\n")) != NULL;)
        take_line(&reading, line);
    g_hash_table_unref(reading.objects);
    if (!is_good)
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_FORMAT,
                    "callgrind wrote no counts of instructions");
    return is_good;
}

static int by_address(const void *a, const void *b)
{
    const struct instruction_cost *x = a, *y = b;
    return (x->address > y->address) - (x->address < y->address);
}

GArray *instruction_costs_sorted(GHashTable *costs)
{
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(struct instruction_cost));
    GHashTableIter iter;
    gpointer cost = NULL;
    g_hash_table_iter_init(&iter, costs);
    while (g_hash_table_iter_next(&iter, NULL, &cost))
        g_array_append_vals(sorted, cost, 1);
    g_array_sort(sorted, by_address);
    return sorted;
}
