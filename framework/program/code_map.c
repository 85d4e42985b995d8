// SPDX-License-Identifier: MIT
#include "framework/program/code_map.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/program/own_symbols.h"
#include "framework/program/plain_name.h"

// A direct call, or a jump to another function.
struct call {
    const struct image_symbol *from;
    const struct image_symbol *to; // NULL: through a stub
};

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int by_callee(const void *a, const void *b)
{
    const struct image_symbol *x = ((const struct call *)a)->to;
    const struct image_symbol *y = ((const struct call *)b)->to;
    return (x > y) - (x < y);
}

const struct image_slot *code_map_stub(const struct code_map *map, uint64_t address)
{
    enum { MOST_STUB_BYTES = 16 };
    const struct image_section *section = image_section_at(map->image, address);
    const struct image_slot *slot = NULL;
    size_t n = 0;
    if (section == NULL || !section->is_stubs)
        return NULL;
    struct shape shape = {.text = g_string_new(NULL)};
    const struct instruction *instructions =
        disassembly_range(map->disassembly, address, address + MOST_STUB_BYTES, &n);
    for (size_t i = 0; i < n && slot == NULL; i++) {
        if (instructions[i].kind != INSTRUCTION_INDIRECT_JUMP && instructions[i].place == 0)
            continue;
        shape_read(&shape, map->image, &instructions[i]);
        if (shape.n > 0)
            slot = image_slot_at(map->image, shape.references[0].address);
    }
    g_string_free(shape.text, TRUE);
    return slot;
}

const char *code_map_name(const struct code_map *map, uint64_t address)
{
    const struct image_slot *stub = code_map_stub(map, address);
    const struct image_symbol *function = image_function_at(map->image, address);
    return stub ? stub->name : function ? function->name : NULL;
}

// The start of a function, whose address is in the data or code of the image.
static void add_taken(struct code_map *map, uint64_t address)
{
    const struct image_symbol *function = image_function_at(map->image, address);
    if (function != NULL && function->start == address && !own_symbol_is_compilers(function->name))
        g_hash_table_add(map->taken, (gpointer)function);
}

static void add_call(struct code_map *map, GArray *calls, const struct instruction *instruction,
                     uint64_t target)
{
    struct call call = {
        .from = image_function_at(map->image, instruction->address),
        .to = image_function_at(map->image, target),
    };
    if (call.from == NULL || call.from == call.to)
        return;
    if (own_symbol_is_begin(call.to ? call.to->name : code_map_name(map, target)))
        g_hash_table_add(map->openers, (gpointer)call.from);
    if (call.to != NULL)
        g_array_append_val(calls, call);
}

static bool is_starter(const struct image_slot *slot)
{
    // The last is std::thread's.
    static const char cpp_thread[] = "_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateE"
                                     "St14default_deleteIS1_EEPFvvE";
    static const char *const names[] = {"pthread_create", "thrd_create", "clone", "fork",
                                        "vfork",          cpp_thread,    NULL};
    return slot != NULL && slot->name != NULL && g_strv_contains(names, slot->name);
}

// Through a stub or by what the loader puts into a slot. A stub itself uses its slot.
static void look_for_starter(struct code_map *map, const struct instruction *instruction,
                             const struct reference *reference)
{
    const struct image_section *section = image_section_at(map->image, instruction->address);
    const struct image_symbol *from = image_function_at(map->image, instruction->address);
    bool is_inside = image_function_at(map->image, reference->address) != NULL;
    const struct image_slot *slot = !reference->is_branch
                                        ? image_slot_at(map->image, reference->address)
                                    : is_inside ? NULL
                                                : code_map_stub(map, reference->address);
    if (is_starter(slot) && !section->is_stubs &&
        !(from != NULL && own_symbol_is_starter(from->name)))
        map->starts_threads = true;
}

static void scan_code(struct code_map *map, GArray *calls)
{
    size_t n = 0;
    struct shape shape = {.text = g_string_new(NULL)};
    const struct instruction *instructions = disassembly_range(map->disassembly, 0, UINT64_MAX, &n);
    for (size_t i = 0; i < n; i++) {
        if (!instruction_may_refer(&instructions[i], map->image))
            continue;
        shape_read(&shape, map->image, &instructions[i]);
        for (unsigned r = 0; r < shape.n; r++) {
            const struct reference *reference = &shape.references[r];
            look_for_starter(map, &instructions[i], reference);
            if (reference->is_branch)
                add_call(map, calls, &instructions[i], reference->address);
            else
                g_array_append_val(map->boundaries, reference->address);
            if (reference->is_taken)
                add_taken(map, reference->address);
        }
    }
    g_string_free(shape.text, TRUE);
}

// If addresses are final, any word of the data may be one.
static void scan_data(struct code_map *map)
{
    size_t n = 0;
    const struct image_section *sections = image_sections(map->image, &n);
    for (size_t i = 0; i < n; i++) {
        if (sections[i].bytes == NULL || sections[i].is_code)
            continue;
        for (uint64_t at = (sections[i].start + 7) / 8 * 8; at + 8 <= sections[i].end; at += 8) {
            uint64_t word = 0;
            memcpy(&word, sections[i].bytes + (at - sections[i].start), sizeof word);
            if (image_section_at(map->image, word) == NULL)
                continue;
            g_array_append_val(map->boundaries, word);
            if (!own_symbol_is_registry(map->image, at))
                add_taken(map, word);
        }
    }
}

static void scan_slots(struct code_map *map)
{
    size_t n = 0;
    const struct image_slot *slots = image_slots(map->image, &n);
    for (size_t i = 0; i < n; i++) {
        uint64_t address = (uint64_t)slots[i].addend;
        const struct image_section *section = image_section_at(map->image, slots[i].at);
        bool is_data = section != NULL && !g_str_has_prefix(section->name, ".got");
        map->starts_threads = map->starts_threads || (is_data && is_starter(&slots[i]));
        if (slots[i].symbol != NULL)
            continue;
        g_array_append_val(map->boundaries, address);
        if (!slots[i].is_call && !own_symbol_is_registry(map->image, slots[i].at))
            add_taken(map, address);
    }
}

// The first call of a function in the list of all, which is sorted by callee.
static guint first_call(const GArray *calls, const struct image_symbol *to)
{
    guint low = 0;
    for (guint high = calls->len; low < high;) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(calls, struct call, middle).to < to)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// From the functions that start a loop to all that call them.
static void find_openers(struct code_map *map, GArray *calls)
{
    g_autoptr(GPtrArray) pending = pointers_of_set(map->openers);
    g_array_sort(calls, by_callee);
    for (guint i = 0; i < pending->len; i++) {
        const struct image_symbol *to = g_ptr_array_index(pending, i);
        const struct call *all = elements_of(calls, struct call);
        for (guint at = first_call(calls, to); at < calls->len && all[at].to == to; at++)
            if (g_hash_table_add(map->openers, (gpointer)all[at].from))
                g_ptr_array_add(pending, (gpointer)all[at].from);
    }
}

static void add_cases(struct code_map *map, const struct image_symbol *symbols, size_t n,
                      const char *prefix)
{
    for (size_t i = 0; i < n; i++) {
        // Most symbols contain no such name, however it is written.
        g_autofree char *name =
            strstr(symbols[i].name, prefix) != NULL ? plain_name(symbols[i].name) : NULL;
        if (name == NULL || !g_str_has_prefix(name, prefix))
            continue;
        bool is_known = g_hash_table_contains(map->cases, name);
        g_hash_table_insert(map->cases, g_steal_pointer(&name),
                            is_known ? NULL : (gpointer)&symbols[i]);
    }
}

const struct image_symbol *code_map_case(const struct code_map *map, const char *name)
{
    return g_hash_table_lookup(map->cases, name);
}

static void scan(struct code_map *map)
{
    size_t n = 0;
    g_autoptr(GArray) calls = g_array_new(FALSE, FALSE, sizeof(struct call));
    // Data without a symbol ends where anything else is known to start.
    const struct image_symbol *objects = image_objects(map->image, &n);
    for (size_t i = 0; i < n; i++) {
        g_array_append_val(map->boundaries, objects[i].start);
        g_array_append_val(map->boundaries, objects[i].end);
    }
    add_cases(map, objects, n, "bench_def_");
    const struct image_symbol *functions = image_functions(map->image, &n);
    add_cases(map, functions, n, "bench_body_");
    scan_slots(map);
    scan_code(map, calls);
    if (image_is_fixed(map->image))
        scan_data(map);
    g_array_sort(map->boundaries, by_value);
    find_openers(map, calls);
}

struct code_map *code_map_read(const char *program, GError **error)
{
    struct image *image = image_open(program, error);
    struct disassembly *disassembly = image ? disassembly_read(program, image, error) : NULL;
    if (disassembly == NULL) {
        image_close(image);
        return NULL;
    }
    struct code_map *map = g_new(struct code_map, 1);
    *map = (struct code_map){
        .path = g_strdup(program),
        .image = image,
        .disassembly = disassembly,
        .boundaries = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
        .taken = g_hash_table_new(NULL, NULL),
        .openers = g_hash_table_new(NULL, NULL),
        .cases = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL),
    };
    scan(map);
    return map;
}

void code_map_free(struct code_map *map)
{
    if (map == NULL)
        return;
    g_array_unref(map->boundaries);
    g_hash_table_unref(map->taken);
    g_hash_table_unref(map->openers);
    g_hash_table_unref(map->cases);
    disassembly_free(map->disassembly);
    image_close(map->image);
    g_free(map->path);
    g_free(map);
}
