// SPDX-License-Identifier: MIT
#include "framework/machine/cpuinfo.h"

#include <string.h>

#include "framework/machine/cpu_names.h"
#include "framework/machine/sysfile.h"

enum { MAX_FEATURES = 1024 };

// Keys are spelled differently by architecture; the first one found serves.
static const char *const cpu_keys[] = {"model name", "cpu model", "Model Name",
                                       "cpu",        "uarch",     NULL};
static const char *const vendor_keys[] = {"vendor_id", "vendor", NULL};
static const char *const feature_keys[] = {"flags", "Features", "features", "isa", NULL};

static void free_value(void *value)
{
    g_string_free(value, TRUE);
}

// The first value of each key. A GString, so that a list of features is kept whole.
static GHashTable *parse_keys(const char *text)
{
    GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value);
    while (*text) {
        size_t length = strcspn(text, "\n");
        const char *colon = memchr(text, ':', length);
        g_autofree char *key = colon ? sysfile_clean(text, colon - text) : NULL;
        if (key && !g_hash_table_contains(keys, key)) {
            size_t rest = length - (size_t)(colon + 1 - text);
            GString *value = g_string_new_len(colon + 1, (gssize)rest);
            g_hash_table_insert(keys, g_steal_pointer(&key), value);
        }
        text += length + (text[length] == '\n');
    }
    return keys;
}

static const char *find_value(GHashTable *keys, const char *const *names)
{
    for (; *names; names++) {
        const GString *value = g_hash_table_lookup(keys, *names);
        if (value)
            return value->str;
    }
    return NULL;
}

static unsigned find_number(GHashTable *keys, const char *name)
{
    const GString *value = g_hash_table_lookup(keys, name);
    guint64 number = value ? g_ascii_strtoull(value->str, NULL, 0) : 0;
    return number <= G_MAXUINT ? (unsigned)number : 0;
}

static char *find_text(GHashTable *keys, const char *const *names)
{
    const char *value = find_value(keys, names);
    return value ? sysfile_clean(value, -1) : NULL;
}

static char **find_features(GHashTable *keys)
{
    const char *value = find_value(keys, feature_keys);
    if (!value)
        return NULL;
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (int n = 0; n < MAX_FEATURES && *value;) {
        value += strspn(value, " \t");
        size_t length = strcspn(value, " \t");
        g_autofree char *feature = sysfile_clean(value, (gssize)length);
        value += length;
        if (!feature)
            continue;
        g_strv_builder_add(builder, feature);
        n++;
    }
    return g_strv_builder_end(builder);
}

// ARM names no CPU in /proc/cpuinfo; it gives the fields of the MIDR register.
static void fill_arm(GHashTable *keys, struct machine *machine)
{
    if (!g_hash_table_contains(keys, "CPU implementer"))
        return;
    unsigned implementer = find_number(keys, "CPU implementer");
    machine->family = find_number(keys, "CPU architecture");
    machine->model = find_number(keys, "CPU part");
    machine->stepping = (find_number(keys, "CPU variant") << 4) + find_number(keys, "CPU revision");
    const char *vendor = cpu_names_arm_vendor(implementer);
    const char *part = cpu_names_arm_part(implementer, machine->model);
    if (!machine->vendor)
        machine->vendor = vendor ? g_strdup(vendor) : g_strdup_printf("0x%02x", implementer);
    if (!machine->cpu && part)
        machine->cpu = g_strdup_printf("%s %s", machine->vendor, part);
    else if (!machine->cpu)
        machine->cpu = g_strdup_printf("%s part 0x%03x", machine->vendor, machine->model);
}

static void fill_x86(GHashTable *keys, struct machine *machine)
{
    if (!g_hash_table_contains(keys, "cpu family"))
        return;
    machine->family = find_number(keys, "cpu family");
    machine->model = find_number(keys, "model");
    machine->stepping = find_number(keys, "stepping");
    if (machine->features && machine->virtualised == TRISTATE_UNKNOWN)
        machine->virtualised =
            machine_has_feature(machine, "hypervisor") ? TRISTATE_YES : TRISTATE_NO;
}

void cpuinfo_parse(const char *text, struct machine *machine)
{
    g_autoptr(GHashTable) keys = parse_keys(text);
    if (!machine->cpu)
        machine->cpu = find_text(keys, cpu_keys);
    if (!machine->vendor)
        machine->vendor = find_text(keys, vendor_keys);
    if (!machine->features)
        machine->features = find_features(keys);
    fill_x86(keys, machine);
    fill_arm(keys, machine);
}
