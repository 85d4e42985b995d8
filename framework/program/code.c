// SPDX-License-Identifier: MIT
#include "framework/program/code.h"

#include <string.h>

#include "framework/program/code_walk.h"
#include "framework/program/plain_name.h"

// The library's own functions: another version of them does not make another benchmark.
static bool is_library_function(const char *name)
{
    static const char *const names[] = {"bench_batch",
                                        "bench_bytes",
                                        "bench_fail",
                                        "bench_fixture",
                                        "bench_items",
                                        "bench_loop_begin",
                                        "bench_loop_end",
                                        "bench_metric",
                                        "bench_output",
                                        "bench_output_f32",
                                        "bench_output_f64",
                                        "bench_skip",
                                        NULL};
    return name != NULL && g_strv_contains(names, name);
}

// What a stub jumps to: the slot that the loader fills in. NULL if the address is not in a stub.
static const struct image_slot *find_stub(const struct code_map *map, uint64_t address)
{
    enum { MOST_STUB_BYTES = 16 };
    const struct image_section *section = image_section_at(map->image, address);
    const struct image_slot *slot = NULL;
    size_t n = 0;
    if (section == NULL || !g_str_has_prefix(section->name, ".plt"))
        return NULL;
    struct shape shape = {.text = g_string_new(NULL)};
    const struct instruction *instructions =
        disassembly_range(map->disassembly, address, address + MOST_STUB_BYTES, &n);
    for (size_t i = 0; i < n && slot == NULL; i++) {
        if (!instruction_is_indirect_jump(&instructions[i]))
            continue;
        shape_read(&shape, map->image, &instructions[i]);
        if (shape.n > 0)
            slot = image_slot_at(map->image, shape.references[0].address);
    }
    g_string_free(shape.text, TRUE);
    return slot;
}

static void compare_code(struct walk *walk, const struct pair *pair)
{
    const struct image_symbol *functions[2];
    const struct image_slot *stubs[2];
    const char *names[2];
    for (unsigned side = 0; side < 2; side++) {
        functions[side] = image_function_at(walk->maps[side]->image, pair->at[side]);
        stubs[side] = find_stub(walk->maps[side], pair->at[side]);
        names[side] = functions[side] ? functions[side]->name : NULL;
        if (stubs[side] != NULL)
            names[side] = stubs[side]->symbol;
    }
    const char *user = pair->users[0] ? pair->users[0]->name : "?";
    if (is_library_function(names[0]) && g_strcmp0(names[0], names[1]) == 0)
        return;
    walk->has_candidates = walk->has_candidates || pair->is_taken;
    if (stubs[0] != NULL && stubs[1] != NULL) {
        if (g_strcmp0(names[0], names[1]) != 0)
            walk_differ(walk, "'%s', which calls a different function", user);
        else
            walk_slots(walk, stubs[0], stubs[1], pair);
    } else if (stubs[0] != NULL || stubs[1] != NULL) {
        walk_differ(walk, "'%s', which calls a shared library in only one of them", user);
    } else if (functions[0] == NULL || functions[1] == NULL) {
        walk_doubt(walk, "'%s' calls code that has no symbol", user);
    } else if (!walk_is_same_place(walk, functions, pair->at)) {
        walk_differ(walk, "'%s'", functions[0]->name);
    } else {
        struct pair whole = {.at = {functions[0]->start, functions[1]->start}, .is_taken = true};
        if (g_hash_table_add(walk->compared, g_memdup2(&whole.at, sizeof whole.at)))
            walk_functions(walk, functions);
    }
}

static void compare_pair(struct walk *walk, const struct pair *pair)
{
    bool is_code[2];
    for (unsigned side = 0; side < 2; side++) {
        const struct image_section *section =
            image_section_at(walk->maps[side]->image, pair->at[side]);
        is_code[side] = section != NULL && section->is_code;
    }
    if (is_code[0] && is_code[1])
        compare_code(walk, pair);
    else if (!is_code[0] && !is_code[1])
        walk_data(walk, pair);
    else
        walk_differ(walk, "'%s'", pair->users[0] ? pair->users[0]->name : "?");
}

// The only symbol of a case's body or definition; NULL if there is none or more than one.
static const struct image_symbol *find_only(const struct image_symbol *symbols, size_t n,
                                            const char *prefix, const char *name)
{
    const struct image_symbol *found = NULL;
    g_autofree char *whole = g_strconcat(prefix, name, NULL);
    for (size_t i = 0; i < n; i++) {
        // Most symbols contain no such name, however it is written.
        g_autofree char *plain =
            strstr(symbols[i].name, whole) != NULL ? plain_name(symbols[i].name) : NULL;
        if (g_strcmp0(plain, whole) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = &symbols[i];
    }
    return found;
}

// The pointers to functions in a case's definition (struct bench_def): its body, its set-up ...
// NULL, and a doubt, if the definition is not in the file, where its symbol may be of any size.
static GArray *list_functions(struct walk *walk, unsigned side,
                              const struct image_symbol *definition)
{
    const struct image *image = walk->maps[side]->image;
    const struct image_section *own = image_section_at(image, definition->start);
    if (own == NULL || own->bytes == NULL) {
        walk_doubt(walk, "the definition of the case is not in the file");
        return NULL;
    }
    GArray *slots = g_array_new(FALSE, FALSE, sizeof(struct image_slot));
    for (uint64_t at = definition->start; at + 8 <= definition->end && walk_spend(walk, 8);
         at += 8) {
        const struct image_slot *found = image_slot_at(image, at);
        struct image_slot slot = {.at = at};
        if (found != NULL)
            slot = *found;
        else if (image_is_fixed(image))
            memcpy(&slot.addend, own->bytes + (at - own->start), sizeof slot.addend);
        const struct image_section *target = image_section_at(image, (uint64_t)slot.addend);
        if (slot.symbol != NULL || (target != NULL && target->is_code))
            g_array_append_val(slots, slot);
    }
    return slots;
}

static bool find_start(struct walk *walk, const char *symbol, struct pair *body,
                       const struct image_symbol *definitions[2])
{
    for (unsigned side = 0; side < 2; side++) {
        size_t n = 0;
        const struct image *image = walk->maps[side]->image;
        const struct image_symbol *all = image_functions(image, &n);
        body->users[side] = find_only(all, n, "bench_body_", symbol);
        all = image_objects(image, &n);
        definitions[side] = find_only(all, n, "bench_def_", symbol);
        if (body->users[side] == NULL || definitions[side] == NULL)
            return false;
        body->at[side] = body->users[side]->start;
    }
    return true;
}

// The library calls these, so they do not show where the body's own pointers lead.
static void add_option(struct walk *walk, const struct image_slot *base,
                       const struct image_slot *head, const struct pair *body)
{
    struct pair pair = *body;
    pair.at[0] = (uint64_t)base->addend;
    pair.at[1] = (uint64_t)head->addend;
    if (g_strcmp0(base->symbol, head->symbol) != 0)
        walk_differ(walk, "the functions named in the options of '%s'", body->users[0]->name);
    else if (base->symbol == NULL)
        walk_add(walk, &pair);
}

static void start(struct walk *walk, const char *symbol)
{
    const struct image_symbol *definitions[2];
    struct pair body = {0};
    if (!find_start(walk, symbol, &body, definitions)) {
        walk_doubt(walk, "the symbol tables do not have exactly one function 'bench_body_%s'",
                   symbol);
        return;
    }
    walk_add(walk, &body);
    g_autoptr(GArray) base = list_functions(walk, 0, definitions[0]);
    g_autoptr(GArray) head = list_functions(walk, 1, definitions[1]);
    if (base == NULL || head == NULL)
        return;
    if (base->len != head->len)
        walk_differ(walk, "the functions named in the options of '%s'", body.users[0]->name);
    for (guint i = 0; i < MIN(base->len, head->len); i++)
        add_option(walk, &g_array_index(base, struct image_slot, i),
                   &g_array_index(head, struct image_slot, i), &body);
}

static guint hash_two(gconstpointer key)
{
    const uint64_t *at = key;
    return (guint)(at[0] * 31 + at[1]);
}

static gboolean equal_two(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, 2 * sizeof(uint64_t)) == 0;
}

// Programs of a few hundred KB take one or two: each byte is compared once, or as often as code
// refers to the data around it.
static const uint64_t steps_per_byte = 256;

static void walk_init(struct walk *walk, const struct code_map *base, const struct code_map *head)
{
    *walk = (struct walk){
        .maps = {base, head},
        .pending = g_array_new(FALSE, FALSE, sizeof(struct pair)),
        .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .compared = g_hash_table_new_full(hash_two, equal_two, g_free, NULL),
        .twins = g_hash_table_new(NULL, NULL),
        .steps_left = steps_per_byte * (image_bytes(base->image) + image_bytes(head->image)),
    };
}

static void walk_clear(struct walk *walk)
{
    g_array_unref(walk->pending);
    g_hash_table_unref(walk->seen);
    g_hash_table_unref(walk->compared);
    g_hash_table_unref(walk->twins);
    g_free(walk->difference);
    g_free(walk->doubt);
}

static enum code_sameness conclude(struct walk *walk, char **why)
{
    bool is_open = (walk->has_open_call && !walk->has_candidates) ||
                   (walk->has_open_jump && !walk->has_candidates && !walk->has_tables);
    if (is_open)
        walk_doubt(walk, "it calls through a pointer that is set elsewhere");
    char *said = walk->difference ? walk->difference : walk->doubt;
    if (why != NULL)
        *why = g_strdup(said);
    if (said != NULL)
        return walk->difference ? CODE_DIFFERS : CODE_UNKNOWN;
    return walk->is_moved ? CODE_SAME_BUT_ADDRESSES : CODE_IDENTICAL;
}

enum code_sameness code_compare(const struct code_map *base, const struct code_map *head,
                                const struct bench_case *bench_case, char **why)
{
    struct walk walk;
    const char *missing =
        base == NULL || head == NULL ? "a program's code cannot be read"
        : bench_case->symbol == NULL
            ? "the suite's benchrun library is too old to name the case's function"
            : NULL;
    if (missing != NULL) {
        if (why != NULL)
            *why = g_strdup(missing);
        return CODE_UNKNOWN;
    }
    walk_init(&walk, base, head);
    start(&walk, bench_case->symbol);
    for (guint i = 0; i < walk.pending->len && walk.difference == NULL && walk_spend(&walk, 1);
         i++) {
        struct pair pair = g_array_index(walk.pending, struct pair, i);
        compare_pair(&walk, &pair);
    }
    enum code_sameness sameness = conclude(&walk, why);
    walk_clear(&walk);
    return sameness;
}
