// SPDX-License-Identifier: MIT
// The code that code refers to: functions, instruction by instruction, and stubs.
#include "framework/program/code_functions.h"

#include <string.h>

#include "framework/program/code_data.h"
#include "framework/program/code_place.h"
#include "framework/program/code_roots.h"
#include "framework/program/code_slots.h"
#include "framework/program/own_symbols.h"
#include "framework/program/timed_loop.h"

// An instruction that does something.
struct active {
    const struct instruction *instruction;
    bool is_outside; // of the timed loop
};

static GArray *list_active(const struct code_map *map, const struct image_symbol *function,
                           bool is_opener)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct active));
    size_t n = 0;
    const struct instruction *instructions =
        disassembly_range(map->disassembly, function->start, function->end, &n);
    g_autofree bool *outside = is_opener ? timed_loop_outside(map, function, &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        struct active active = {&instructions[i], outside != NULL && outside[i]};
        if (active.instruction->kind != INSTRUCTION_PADDING)
            g_array_append_val(list, active);
    }
    return list;
}

static bool contains(const struct image_symbol *function, uint64_t address)
{
    return address >= function->start && address < function->end;
}

// What is called outside of the timed loop matters if the loop is in there; else its name does.
static bool compare_outside(struct walk *walk, const struct pair *pair)
{
    const struct image_symbol *functions[2];
    bool are_openers = true;
    for (unsigned side = 0; side < 2; side++) {
        functions[side] = image_function_at(walk->maps[side]->image, pair->at[side]);
        are_openers = are_openers && functions[side] != NULL &&
                      g_hash_table_contains(walk->maps[side]->openers, functions[side]);
    }
    if (are_openers && functions[0]->start == pair->at[0] && functions[1]->start == pair->at[1]) {
        struct pair opener = *pair;
        opener.kind = PAIR_OPENER;
        walk_add(walk, &opener);
        return true;
    }
    return g_strcmp0(code_map_name(walk->maps[0], pair->at[0]),
                     code_map_name(walk->maps[1], pair->at[1])) == 0;
}

static bool compare_references(struct walk *walk, const struct image_symbol *const functions[2],
                               const struct shape shapes[2], bool is_outside)
{
    for (unsigned i = 0; i < shapes[0].n; i++) {
        const struct reference *reference = &shapes[0].references[i];
        struct pair pair = {
            .at = {reference->address, shapes[1].references[i].address},
            .users = {functions[0], functions[1]},
            .is_taken = reference->is_taken,
            .most_bytes = reference->most_bytes,
        };
        // In a static program, a weak function that nothing defines.
        if (reference->is_branch && pair.at[0] == 0 && pair.at[1] == 0)
            continue;
        bool is_inside = contains(functions[0], pair.at[0]);
        if (is_inside != contains(functions[1], pair.at[1]))
            return false;
        if (is_inside ? !walk_is_same_place(walk, functions, pair.at)
                      : is_outside && reference->is_branch && !compare_outside(walk, &pair))
            return false;
        if (!is_inside && !(is_outside && reference->is_branch))
            walk_add(walk, &pair);
    }
    return true;
}

// `add    %rcx,%rax` and `jmp    *%rax`: an entry of a table, which is data that is compared.
static bool is_jump_by_table(const struct instruction *instruction,
                             const struct instruction *before)
{
    const char *target = strstr(instruction->text, "*%");
    const char *result = before ? strrchr(before->text, ',') : NULL;
    return target != NULL && result != NULL && g_str_has_prefix(before->text, "add") &&
           strcmp(target + 1, result + 1) == 0;
}

// Not where the loader fills in the target, or the address of a table that nobody writes to is in
// the instruction: both are compared.
static void note_pointers(struct walk *walk, const struct instruction *instruction,
                          const struct instruction *before, const struct shape *shape)
{
    const struct image *image = walk->maps[0]->image;
    bool is_jump = instruction->kind == INSTRUCTION_INDIRECT_JUMP;
    if (!is_jump && instruction->kind != INSTRUCTION_INDIRECT_CALL)
        return;
    if (shape->n > 0) {
        uint64_t at = shape->references[0].address;
        const struct image_section *section = image_section_at(image, at);
        if (image_slot_at(image, at) != NULL && section != NULL &&
            !g_str_has_prefix(section->name, ".data") && !g_str_has_prefix(section->name, ".bss"))
            return;
        if (section != NULL && (!section->is_writable || strcmp(section->name, ".got") == 0))
            return;
    }
    walk->node->is_open =
        walk->node->is_open || !(is_jump && is_jump_by_table(instruction, before));
}

// `%fs:` or `tpidr_el0` leads to thread-local storage; 0x28 in the first is the stack guard.
static void note_thread_local(struct walk *walk, const struct image_symbol *const functions[2],
                              const struct instruction *instruction)
{
    const char *use = strstr(instruction->text, "%fs:");
    if (use == NULL)
        use = strstr(instruction->text, "tpidr_el0");
    struct pair pair = {.users = {functions[0], functions[1]}, .kind = PAIR_THREAD_LOCAL};
    if (use != NULL && !g_str_has_prefix(use, "%fs:0x28"))
        walk_add(walk, &pair);
}

static bool compare_at(struct walk *walk, const struct image_symbol *const functions[2],
                       const struct active *base, const struct active *head, struct shape shapes[2])
{
    shape_read(&shapes[0], walk->maps[0]->image, base->instruction);
    shape_read(&shapes[1], walk->maps[1]->image, head->instruction);
    if (strstr(base->instruction->text, "(bad)") != NULL ||
        g_str_has_prefix(base->instruction->text, ".inst"))
        walk_doubt(walk, "objdump cannot read all of '%s'", functions[0]->name);
    if (base->instruction->is_unclear || head->instruction->is_unclear)
        walk_doubt(walk, "it is unknown what data '%s' uses", functions[0]->name);
    note_thread_local(walk, functions, base->instruction);
    return shapes[0].n == shapes[1].n && g_string_equal(shapes[0].text, shapes[1].text) &&
           base->is_outside == head->is_outside &&
           compare_references(walk, functions, shapes, base->is_outside);
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
                          const GArray *base, const GArray *head)
{
    struct shape shapes[2] = {{.text = g_string_new(NULL)}, {.text = g_string_new(NULL)}};
    bool is_same = base->len == head->len;
    for (guint i = 0; i < base->len && is_same && walk_spend(walk, 1); i++) {
        const struct active *active = &g_array_index(base, struct active, i);
        is_same =
            compare_at(walk, functions, active, &g_array_index(head, struct active, i), shapes);
        if (!active->is_outside)
            note_pointers(walk, active->instruction, i > 0 ? active[-1].instruction : NULL,
                          &shapes[0]);
    }
    for (unsigned side = 0; side < 2; side++)
        g_string_free(shapes[side].text, TRUE);
    return is_same;
}

static void compare_functions(struct walk *walk, const struct image_symbol *const functions[2],
                              bool are_openers)
{
    g_autoptr(GArray) base = list_active(walk->maps[0], functions[0], are_openers);
    g_autoptr(GArray) head = list_active(walk->maps[1], functions[1], are_openers);
    if (base->len == 0 || head->len == 0) {
        walk_doubt(walk, "objdump shows no code of '%s'", functions[0]->name);
        return;
    }
    if (!compare_lists(walk, functions, base, head)) {
        walk_differ(walk, "'%s'", functions[0]->name);
        return;
    }
    walk->node->is_moved = walk->node->is_moved || !are_same_bytes(walk, functions);
    if (instruction_falls_through(g_array_index(base, struct active, base->len - 1).instruction)) {
        struct pair next = {.at = {functions[0]->end, functions[1]->end},
                            .users = {functions[0], functions[1]}};
        walk_add(walk, &next);
    }
}

static void compare_stubs(struct walk *walk, const struct image_slot *const stubs[2],
                          const struct pair *pair)
{
    const char *user = pair->users[0] ? pair->users[0]->name : "?";
    if (stubs[0] == NULL || stubs[1] == NULL)
        walk_differ(walk, "'%s', which calls a shared library in only one of them", user);
    else if (g_strcmp0(stubs[0]->name, stubs[1]->name) != 0)
        walk_differ(walk, "'%s', which calls a different function", user);
    else if (!own_symbol_is_library(stubs[0]->name))
        walk_slots(walk, stubs[0], stubs[1], pair);
}

static void compare_code(struct walk *walk, const struct pair *pair)
{
    const struct image_symbol *functions[2];
    const struct image_slot *stubs[2];
    for (unsigned side = 0; side < 2; side++) {
        functions[side] = image_function_at(walk->maps[side]->image, pair->at[side]);
        stubs[side] = code_map_stub(walk->maps[side], pair->at[side]);
    }
    if (stubs[0] != NULL || stubs[1] != NULL) {
        compare_stubs(walk, stubs, pair);
    } else if (functions[0] == NULL || functions[1] == NULL) {
        walk_doubt(walk, "'%s' calls code that has no symbol",
                   pair->users[0] ? pair->users[0]->name : "?");
    } else if (own_symbol_is_library(functions[0]->name) &&
               strcmp(functions[0]->name, functions[1]->name) == 0) {
        return;
    } else if (pair->kind != PAIR_ADDRESS) {
        compare_functions(walk, functions, pair->kind == PAIR_OPENER);
    } else if (!walk_is_same_place(walk, functions, pair->at)) {
        walk_differ(walk, "'%s'", functions[0]->name);
    } else {
        struct pair whole = {.at = {functions[0]->start, functions[1]->start},
                             .kind = PAIR_FUNCTION};
        walk_add(walk, &whole);
    }
}

void walk_pair(struct walk *walk, const struct pair *pair)
{
    bool is_code[2];
    if (pair->kind == PAIR_OPTIONS || pair->kind == PAIR_PROCESS || pair->kind == PAIR_TAKEN) {
        walk_roots(walk, pair);
        return;
    }
    if (pair->kind == PAIR_THREAD_LOCAL) {
        walk_thread_local(walk, pair);
        return;
    }
    for (unsigned side = 0; side < 2; side++) {
        const struct image_section *section =
            image_section_at(walk->maps[side]->image, pair->at[side]);
        is_code[side] = section != NULL && section->is_code;
    }
    if (is_code[0] && is_code[1])
        compare_code(walk, pair);
    else if (is_code[0] != is_code[1])
        walk_differ(walk, "'%s'", pair->users[0] ? pair->users[0]->name : "?");
    else if (!own_symbol_is_registry(walk->maps[0]->image, pair->at[0]) ||
             !own_symbol_is_registry(walk->maps[1]->image, pair->at[1]))
        walk_data(walk, pair);
}
