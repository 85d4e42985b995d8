// SPDX-License-Identifier: MIT
#include <math.h>

#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

static const char *const cache_kinds[] = {"unified", "data", "instruction"};

static void put_tristate(json_t *object, const char *key, enum tristate value)
{
    if (value != TRISTATE_UNKNOWN)
        json_put_bool(object, key, value == TRISTATE_YES);
}

static enum tristate get_tristate(struct json_reader *reader, const json_t *object, const char *key)
{
    if (json_object_get(object, key) == NULL)
        return TRISTATE_UNKNOWN;
    return json_get_bool(reader, object, key) ? TRISTATE_YES : TRISTATE_NO;
}

static json_t *caches_to_json(const struct machine *machine)
{
    json_t *caches = json_array();
    for (size_t i = 0; i < machine->n_caches; i++) {
        const struct cache *cache = &machine->caches[i];
        json_t *object = json_object();
        json_put_integer(object, "level", cache->level);
        json_put_text(object, "kind", cache_kinds[cache->kind]);
        json_put_integer(object, "size_bytes", cache->size_bytes);
        json_put_integer(object, "shared_by", cache->shared_by);
        json_put_integer(object, "count", cache->count);
        json_array_append_new(caches, object);
    }
    return caches;
}

json_t *machine_to_json(const struct machine *machine)
{
    json_t *object = json_object();
    json_put_text(object, "id", machine->id);
    json_put_text(object, "cpu", machine->cpu);
    json_put_text(object, "vendor", machine->vendor);
    json_put_text(object, "microarchitecture", machine->microarchitecture);
    json_put_text(object, "arch", machine->arch);
    json_put_integer(object, "family", machine->family);
    json_put_integer(object, "model", machine->model);
    json_put_integer(object, "stepping", machine->stepping);
    json_put_integer(object, "sockets", machine->sockets);
    json_put_integer(object, "cores", machine->cores);
    json_put_integer(object, "logical_cpus", machine->logical_cpus);
    json_object_set_new(object, "caches", caches_to_json(machine));
    json_put_integer(object, "tsc_hz", machine->tsc_hz);
    json_put_integer(object, "memory_bytes", machine->memory_bytes);
    json_put_text(object, "kernel", machine->kernel);
    json_put_text(object, "os", machine->os);
    json_put_text(object, "libc", machine->libc);
    json_put_text(object, "clocksource", machine->clocksource);
    put_tristate(object, "virtualised", machine->virtualised);
    json_put_text(object, "hypervisor", machine->hypervisor);
    json_put_text(object, "governor", machine->governor);
    put_tristate(object, "turbo", machine->turbo);
    put_tristate(object, "smt", machine->smt);
    put_tristate(object, "aslr", machine->aslr);
    put_tristate(object, "on_battery", machine->on_battery);
    json_put_number(object, "load1", machine->load1);
    g_autofree char *features = machine->features ? g_strjoinv(" ", machine->features) : NULL;
    json_put_text(object, "features", features);
    return object;
}

static void get_caches(struct json_reader *reader, const json_t *object, struct machine *machine)
{
    const json_t *caches = json_get_array(reader, object, "caches");
    machine->n_caches = json_array_size(caches);
    machine->caches = g_new0(struct cache, machine->n_caches);
    for (size_t i = 0; i < machine->n_caches; i++) {
        const json_t *from = json_array_get(caches, i);
        g_autofree char *kind = json_get_text(reader, from, "kind");
        struct cache *cache = &machine->caches[i];
        cache->level = (unsigned)json_get_integer(reader, from, "level", &range_unsigned);
        for (unsigned k = 0; k < G_N_ELEMENTS(cache_kinds); k++)
            if (g_strcmp0(kind, cache_kinds[k]) == 0)
                cache->kind = (enum cache_kind)k;
        cache->size_bytes = json_get_integer(reader, from, "size_bytes", &range_integer);
        cache->shared_by = (unsigned)json_get_integer(reader, from, "shared_by", &range_unsigned);
        cache->count = (unsigned)json_get_integer(reader, from, "count", &range_unsigned);
    }
}

struct machine *machine_from_json(struct json_reader *reader, const json_t *object)
{
    struct machine *machine = g_new0(struct machine, 1);
    machine->id = json_get_name(reader, object, "id");
    machine->cpu = json_get_text(reader, object, "cpu");
    machine->vendor = json_get_text(reader, object, "vendor");
    machine->microarchitecture = json_get_text(reader, object, "microarchitecture");
    machine->arch = json_get_text(reader, object, "arch");
    machine->family = (unsigned)json_get_integer(reader, object, "family", &range_unsigned);
    machine->model = (unsigned)json_get_integer(reader, object, "model", &range_unsigned);
    machine->stepping = (unsigned)json_get_integer(reader, object, "stepping", &range_unsigned);
    machine->sockets = (unsigned)json_get_integer(reader, object, "sockets", &range_unsigned);
    machine->cores = (unsigned)json_get_integer(reader, object, "cores", &range_unsigned);
    machine->logical_cpus =
        (unsigned)json_get_integer(reader, object, "logical_cpus", &range_unsigned);
    get_caches(reader, object, machine);
    machine->tsc_hz = json_get_integer(reader, object, "tsc_hz", &range_hertz);
    machine->memory_bytes = json_get_integer(reader, object, "memory_bytes", &range_integer);
    machine->kernel = json_get_text(reader, object, "kernel");
    machine->os = json_get_text(reader, object, "os");
    machine->libc = json_get_text(reader, object, "libc");
    machine->clocksource = json_get_text(reader, object, "clocksource");
    machine->virtualised = get_tristate(reader, object, "virtualised");
    machine->hypervisor = json_get_text(reader, object, "hypervisor");
    machine->governor = json_get_text(reader, object, "governor");
    machine->turbo = get_tristate(reader, object, "turbo");
    machine->smt = get_tristate(reader, object, "smt");
    machine->aslr = get_tristate(reader, object, "aslr");
    machine->on_battery = get_tristate(reader, object, "on_battery");
    machine->load1 = json_get_number(reader, object, "load1", &range_amount, NAN);
    g_autofree char *features = json_get_text(reader, object, "features");
    machine->features = g_strsplit(features ? features : "", " ", -1);
    return machine;
}
