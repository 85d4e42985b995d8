// SPDX-License-Identifier: MIT
#include "framework/program/code_walk.h"

#include <string.h>

#include "framework/base/interruption.h"

bool walk_spend(struct walk *walk, uint64_t steps)
{
    bool is_stopped = interruption_is_requested();
    if (!is_stopped && steps <= walk->steps_left) {
        walk->steps_left -= steps;
        return true;
    }
    walk->steps_left = 0;
    if (is_stopped)
        walk_doubt(walk, "interrupted");
    else
        walk_doubt(walk, "its code and data refer to each other too often");
    return false;
}

void walk_add(struct walk *walk, const struct pair *pair)
{
    g_autofree char *key =
        g_strdup_printf("%" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x %d %u", pair->at[0],
                        pair->at[1], pair->is_taken, pair->most_bytes);
    if (g_hash_table_add(walk->seen, g_steal_pointer(&key)))
        g_array_append_val(walk->pending, *pair);
}

void walk_differ(struct walk *walk, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (walk->difference == NULL)
        walk->difference = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void walk_doubt(struct walk *walk, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (walk->doubt == NULL)
        walk->doubt = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

// How many instructions of a function, ignoring padding, come before an address.
static size_t place_of(struct walk *walk, unsigned side, const struct image_symbol *function,
                       uint64_t at)
{
    size_t n = 0;
    size_t place = 0;
    const struct instruction *instructions =
        disassembly_range(walk->maps[side]->disassembly, function->start, at, &n);
    if (!walk_spend(walk, n))
        return 0;
    for (size_t i = 0; i < n; i++)
        place += !instruction_is_padding(&instructions[i]);
    return place;
}

bool walk_is_same_place(struct walk *walk, const struct image_symbol *const functions[2],
                        const uint64_t at[2])
{
    return place_of(walk, 0, functions[0], at[0]) == place_of(walk, 1, functions[1], at[1]);
}

// The instructions of a function that do something.
static GPtrArray *list_instructions(const struct code_map *map, const struct image_symbol *function)
{
    GPtrArray *list = g_ptr_array_new();
    size_t n = 0;
    const struct instruction *instructions =
        disassembly_range(map->disassembly, function->start, function->end, &n);
    for (size_t i = 0; i < n; i++)
        if (!instruction_is_padding(&instructions[i]))
            g_ptr_array_add(list, (gpointer)&instructions[i]);
    return list;
}

static bool contains(const struct image_symbol *function, uint64_t address)
{
    return address >= function->start && address < function->end;
}

static bool compare_references(struct walk *walk, const struct image_symbol *const functions[2],
                               const struct shape shapes[2])
{
    for (unsigned i = 0; i < shapes[0].n; i++) {
        struct pair pair = {
            {shapes[0].references[i].address, shapes[1].references[i].address},
            {functions[0], functions[1]},
            shapes[0].references[i].is_taken,
            shapes[0].references[i].most_bytes,
        };
        bool is_inside = contains(functions[0], pair.at[0]);
        if (is_inside != contains(functions[1], pair.at[1]))
            return false;
        if (!is_inside)
            walk_add(walk, &pair);
        else if (!walk_is_same_place(walk, functions, pair.at))
            return false;
    }
    return true;
}

static void note_pointers(struct walk *walk, const struct instruction *instruction,
                          const struct shape *shape)
{
    const struct image_slot *slot =
        shape->n > 0 ? image_slot_at(walk->maps[0]->image, shape->references[0].address) : NULL;
    if (slot != NULL)
        return; // the loader fills in its target, which is compared
    walk->has_open_call = walk->has_open_call || instruction_is_indirect_call(instruction);
    walk->has_open_jump = walk->has_open_jump || instruction_is_indirect_jump(instruction);
}

// `%fs:` leads to thread-local storage; 0x28 in it is the stack guard.
static void note_thread_local(struct walk *walk, const struct image_symbol *const functions[2],
                              const struct instruction *instruction)
{
    const char *use = strstr(instruction->text, "%fs:");
    struct pair pair = {.users = {functions[0], functions[1]}};
    if (use != NULL && !g_str_has_prefix(use, "%fs:0x28"))
        walk_thread_local(walk, &pair);
}

static bool compare_instructions(struct walk *walk, const struct image_symbol *const functions[2],
                                 const struct instruction *base, const struct instruction *head,
                                 struct shape shapes[2])
{
    shape_read(&shapes[0], walk->maps[0]->image, base);
    shape_read(&shapes[1], walk->maps[1]->image, head);
    if (strstr(base->text, "(bad)") != NULL)
        walk_doubt(walk, "objdump cannot read all of '%s'", functions[0]->name);
    note_pointers(walk, base, &shapes[0]);
    note_thread_local(walk, functions, base);
    return shapes[0].n == shapes[1].n && g_string_equal(shapes[0].text, shapes[1].text) &&
           compare_references(walk, functions, shapes);
}

static bool are_same_bytes(const struct walk *walk, const struct image_symbol *const functions[2])
{
    const uint8_t *bytes[2] = {NULL, NULL};
    uint64_t n = functions[0]->end - functions[0]->start;
    for (unsigned side = 0; side < 2; side++) {
        const struct image_section *section =
            image_section_at(walk->maps[side]->image, functions[side]->start);
        if (section->bytes != NULL)
            bytes[side] = section->bytes + (functions[side]->start - section->start);
    }
    return n == functions[1]->end - functions[1]->start && bytes[0] != NULL && bytes[1] != NULL &&
           memcmp(bytes[0], bytes[1], n) == 0;
}

static bool compare_lists(struct walk *walk, const struct image_symbol *const functions[2],
                          const GPtrArray *base, const GPtrArray *head)
{
    struct shape shapes[2] = {{.text = g_string_new(NULL)}, {.text = g_string_new(NULL)}};
    bool is_same = base->len == head->len;
    for (guint i = 0; i < base->len && is_same && walk_spend(walk, 1); i++)
        is_same = compare_instructions(walk, functions, base->pdata[i], head->pdata[i], shapes);
    for (unsigned side = 0; side < 2; side++)
        g_string_free(shapes[side].text, TRUE);
    return is_same;
}

void walk_functions(struct walk *walk, const struct image_symbol *const functions[2])
{
    g_autoptr(GPtrArray) base = list_instructions(walk->maps[0], functions[0]);
    g_autoptr(GPtrArray) head = list_instructions(walk->maps[1], functions[1]);
    if (base->len == 0 || head->len == 0) {
        walk_doubt(walk, "objdump shows no code of '%s'", functions[0]->name);
        return;
    }
    if (!compare_lists(walk, functions, base, head)) {
        walk_differ(walk, "'%s'", functions[0]->name);
        return;
    }
    walk->is_moved = walk->is_moved || !are_same_bytes(walk, functions);
    if (instruction_falls_through(base->pdata[base->len - 1])) {
        struct pair next = {.at = {functions[0]->end, functions[1]->end},
                            .users = {functions[0], functions[1]}};
        walk_add(walk, &next);
    }
}
