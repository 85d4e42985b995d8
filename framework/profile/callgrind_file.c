// SPDX-License-Identifier: MIT
#include "framework/profile/callgrind_file.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/profile/demangle.h"
#include "framework/profile/profile_file.h"

// Where a name belongs that a line sets.
enum space { SPACE_FUNCTION, SPACE_FILE, SPACE_OBJECT, SPACES };

struct reading {
    struct profile *profile;
    const struct callgrind_metrics *metrics;
    GHashTable *names[SPACES]; // number -> char *: `(12) name` once, then `(12)`
    GHashTable *known;         // char *, module and name -> function of the profile + 1
    GHashTable *by_name;       // char *, as callgrind writes it -> the same
    bool is_listing;           // the first time: which functions there are, and where
    const char *function;      // whose costs are read, with its callers
    const char *object, *file;
    const char *callee, *callee_object, *callee_file; // of the call that is read
    uint64_t calls;                                   // of it
    bool is_call;                                     // its cost comes next
    unsigned line;                                    // of the last cost
    unsigned event;                                   // column of the instructions
};

static void add_known(struct reading *reading)
{
    const GArray *functions = reading->profile->functions;
    for (guint i = 0; i < functions->len; i++) {
        const struct profile_function *function =
            &g_array_index(functions, struct profile_function, i);
        char *key =
            g_strdup_printf("%s\n%s", function->module ? function->module : "", function->name);
        g_hash_table_insert(reading->known, key, GUINT_TO_POINTER(i + 1));
    }
}

// A name, which may be in short: `(3) main`, later `(3)`; or without numbers.
static const char *take_name(struct reading *reading, enum space space, const char *text)
{
    char *end = NULL;
    if (*text != '(')
        return text;
    guint64 number = g_ascii_strtoull(text + 1, &end, 10);
    if (end == text + 1 || *end != ')') // such as `(below main)`
        return text;
    gpointer key = GUINT_TO_POINTER((guint)number);
    if (end[1] == ' ' && !g_hash_table_contains(reading->names[space], key))
        g_hash_table_insert(reading->names[space], key, g_strdup(end + 2));
    const char *name = g_hash_table_lookup(reading->names[space], key);
    return name != NULL ? name : "???";
}

static bool is_unknown(const char *text)
{
    return text == NULL || *text == '\0' || strcmp(text, "???") == 0;
}

static guint find_function(struct reading *reading, const char *name, const char *object,
                           const char *file)
{
    bool has_module = object != NULL && !is_unknown(object);
    g_autofree char *module = has_module ? g_path_get_basename(object) : NULL;
    g_autofree char *plain = demangle(name);
    char *key = g_strdup_printf("%s\n%s", module ? module : "", plain);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(reading->known, key));
    if (known > 0) {
        g_free(key);
        return known - 1;
    }
    const struct profile_function function = {
        .name = plain, .module = module, .file = is_unknown(file) ? NULL : file};
    guint index = profile_function(reading->profile, &function);
    g_hash_table_insert(reading->known, key, GUINT_TO_POINTER(index + 1));
    return index;
}

// A part that is a number says how deep a recursion is.
static bool is_level(const char *part)
{
    return *part != '\0' && strspn(part, "0123456789") == strlen(part);
}

// A caller has only a name here; where it is was listed before.
static guint find_caller(struct reading *reading, const char *name)
{
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(reading->by_name, name));
    return known > 0 ? known - 1 : find_function(reading, name, NULL, NULL);
}

// The node of the callers, outermost first: all but the first name.
static guint find_callers(struct reading *reading, char **parts)
{
    guint node = 0;
    for (guint i = g_strv_length(parts); i-- > 1;) {
        if (is_level(parts[i]))
            continue;
        const struct profile_frame frame = {.function = find_caller(reading, parts[i])};
        node = profile_child(reading->profile, node, profile_frame(reading->profile, &frame));
    }
    return node;
}

static guint find_node(struct reading *reading, const char *context, const char *object,
                       const char *file, unsigned line)
{
    g_auto(GStrv) parts = g_strsplit(context, "'", -1);
    const struct profile_frame frame = {
        .function = find_function(reading, parts[0] != NULL ? parts[0] : "???", object, file),
        .line = line,
    };
    return profile_child(reading->profile, find_callers(reading, parts),
                         profile_frame(reading->profile, &frame));
}

// callgrind's contexts do not nest recursion: a call of a function that is on the caller's path is
// one below the caller, so that it is not counted as one from outside.
static guint find_callee(struct reading *reading)
{
    const char *object = reading->callee_object != NULL ? reading->callee_object : reading->object;
    const char *file = reading->callee_file != NULL ? reading->callee_file : reading->file;
    g_auto(GStrv) callee = g_strsplit(reading->callee, "'", 2);
    g_auto(GStrv) callers = g_strsplit(reading->function ? reading->function : "", "'", -1);
    if (callee[0] == NULL || !g_strv_contains((const char *const *)callers, callee[0]))
        return find_node(reading, reading->callee, object, file, 0);
    const struct profile_frame frame = {.function = find_caller(reading, callee[0])};
    guint caller = find_node(reading, reading->function, reading->object, reading->file, 0);
    return profile_child(reading->profile, caller, profile_frame(reading->profile, &frame));
}

// A call that began before the counting did has a cost, but is none: `calls=0`.
static void take_calls(struct reading *reading)
{
    if (reading->callee != NULL && reading->calls > 0)
        profile_add(reading->profile, reading->metrics->calls, find_callee(reading),
                    (double)reading->calls);
    reading->is_call = false;
    reading->callee = reading->callee_object = reading->callee_file = NULL;
}

// The cost after `calls=` is what the callee took with all that it called: not the line's own.
static void take_cost(struct reading *reading, const char *text)
{
    char *end = NULL;
    bool is_relative = *text == '+' || *text == '-';
    gint64 number = *text == '*' ? 0 : g_ascii_strtoll(text, &end, 10);
    if (*text == '*')
        end = (char *)text + 1;
    if (end == text || reading->is_listing)
        return;
    gint64 line = is_relative || *text == '*' ? (gint64)reading->line + number : number;
    reading->line = (unsigned)CLAMP(line, 0, G_MAXUINT32 - 1);
    if (reading->is_call) {
        take_calls(reading);
        return;
    }
    double cost = 0;
    for (unsigned i = 0; i <= reading->event; i++)
        cost = (double)g_ascii_strtoull(end, &end, 10);
    if (reading->function != NULL && cost > 0)
        profile_add(
            reading->profile, reading->metrics->instructions,
            find_node(reading, reading->function, reading->object, reading->file, reading->line),
            cost);
}

// The column of `Ir` among the events.
static bool take_events(struct reading *reading, const char *text)
{
    g_auto(GStrv) names = g_strsplit(text, " ", -1);
    for (unsigned i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], "Ir") == 0) {
            reading->event = i;
            return true;
        }
    }
    return false;
}

static void list_function(struct reading *reading)
{
    g_auto(GStrv) parts = g_strsplit(reading->function, "'", 2);
    const char *name = parts[0] != NULL ? parts[0] : "???";
    guint function = find_function(reading, name, reading->object, reading->file);
    if (!g_hash_table_contains(reading->by_name, name))
        g_hash_table_insert(reading->by_name, g_strdup(name), GUINT_TO_POINTER(function + 1));
}

static void take_setting(struct reading *reading, const char *key, const char *value)
{
    if (strcmp(key, "fn") == 0)
        reading->function = take_name(reading, SPACE_FUNCTION, value);
    else if (strcmp(key, "ob") == 0)
        reading->object = take_name(reading, SPACE_OBJECT, value);
    else if (strcmp(key, "fl") == 0 || strcmp(key, "fi") == 0 || strcmp(key, "fe") == 0)
        reading->file = take_name(reading, SPACE_FILE, value);
    else if (strcmp(key, "cfn") == 0)
        reading->callee = take_name(reading, SPACE_FUNCTION, value);
    else if (strcmp(key, "cob") == 0)
        reading->callee_object = take_name(reading, SPACE_OBJECT, value);
    else if (strcmp(key, "cfl") == 0 || strcmp(key, "cfi") == 0)
        reading->callee_file = take_name(reading, SPACE_FILE, value);
    else if (strcmp(key, "calls") == 0) {
        reading->calls = g_ascii_strtoull(value, NULL, 10);
        reading->is_call = true;
    }
    if (reading->is_listing && strcmp(key, "fn") == 0)
        list_function(reading);
}

static bool take_line(struct reading *reading, char *line)
{
    if (g_str_has_prefix(line, "events: "))
        return take_events(reading, line + strlen("events: "));
    if (g_ascii_isdigit(*line) || *line == '+' || *line == '-' || *line == '*') {
        take_cost(reading, line);
        return true;
    }
    char *equals = strchr(line, '=');
    if (equals != NULL && strcspn(line, " :") > (size_t)(equals - line)) {
        *equals = '\0';
        take_setting(reading, line, equals + 1);
    }
    return true;
}

struct callgrind_metrics callgrind_metrics_add(struct profile *profile)
{
    struct callgrind_metrics metrics = {0};
    metrics.instructions = profile_add_metric(
        profile,
        &(struct profile_metric){.name = "instructions", .pass = "calls", .is_exact = true});
    metrics.calls = profile_add_metric(
        profile, &(struct profile_metric){.name = "calls", .pass = "calls", .is_exact = true});
    return metrics;
}

static bool read_lines(struct reading *reading, char *text, bool is_listing)
{
    bool is_good = true;
    reading->is_listing = is_listing;
    reading->function = reading->object = reading->file = NULL;
    reading->callee = reading->callee_object = reading->callee_file = NULL;
    reading->is_call = false;
    reading->line = 0;
    for (char *line; is_good && (line = strsep(&text, "\n")) != NULL;)
        is_good = take_line(reading, line);
    return is_good;
}

bool callgrind_file_add(const char *text, struct profile *profile,
                        const struct callgrind_metrics *metrics, GError **error)
{
    struct reading reading = {.profile = profile, .metrics = metrics};
    for (unsigned i = 0; i < SPACES; i++)
        reading.names[i] = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    reading.known = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    reading.by_name = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    add_known(&reading);
    // Names that have no number point into the copies.
    g_autofree char *first = g_strdup(text);
    g_autofree char *second = g_strdup(text);
    bool is_good = strstr(text, "\nevents: ") != NULL && read_lines(&reading, first, true) &&
                   read_lines(&reading, second, false);
    for (unsigned i = 0; i < SPACES; i++)
        g_hash_table_unref(reading.names[i]);
    g_hash_table_unref(reading.known);
    g_hash_table_unref(reading.by_name);
    if (!is_good)
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_FORMAT,
                    "callgrind wrote no counts of instructions");
    return is_good;
}
