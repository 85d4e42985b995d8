// SPDX-License-Identifier: MIT
#include "framework/program/timed_loop.h"

#include <string.h>

#include "framework/program/own_symbols.h"

enum kind { PLAIN, BRANCH, JUMP, STOP, OPEN_JUMP, BEGIN, END };

struct step {
    enum kind kind;
    size_t target; // of a jump or branch within the function; `n`: elsewhere
};

struct function {
    const struct code_map *map;
    const struct image_symbol *symbol;
    const struct instruction *instructions;
    size_t n;
    struct step *steps;
};

static size_t index_of(const struct function *function, uint64_t address)
{
    size_t at = 0;
    if (address < function->symbol->start || address >= function->symbol->end)
        return function->n;
    disassembly_range(function->map->disassembly, function->symbol->start, address, &at);
    return at;
}

static struct step read_step(const struct function *function, const struct instruction *instruction,
                             struct shape *shape)
{
    struct step step = {PLAIN, function->n};
    bool falls_through = instruction_falls_through(instruction);
    bool is_call = instruction_is_call(instruction);
    shape_read(shape, function->map->image, instruction);
    const char *name = NULL;
    if (shape->n > 0 && shape->references[0].is_branch) {
        name = code_map_name(function->map, shape->references[0].address);
    } else if (shape->n > 0 && (is_call || instruction->kind == INSTRUCTION_INDIRECT_JUMP)) {
        const struct image_slot *slot =
            image_slot_at(function->map->image, shape->references[0].address);
        name = slot ? slot->name : NULL;
    }
    if (own_symbol_is_begin(name) || own_symbol_is_end(name))
        step.kind = own_symbol_is_begin(name) ? BEGIN : END;
    else if (instruction->kind == INSTRUCTION_INDIRECT_JUMP)
        step.kind = OPEN_JUMP;
    else if (!is_call && shape->n > 0 && shape->references[0].is_branch)
        step = (struct step){falls_through ? BRANCH : JUMP,
                             index_of(function, shape->references[0].address)};
    else if (!is_call && !falls_through)
        step.kind = STOP;
    return step;
}

// Marks what can run from an instruction on until one of kind `last`. False where that cannot be
// known: the code jumps to another function, or through a pointer.
static bool reach(const struct function *function, size_t from, enum kind last, bool *reached)
{
    g_autoptr(GArray) pending = g_array_new(FALSE, FALSE, sizeof(size_t));
    bool is_known = true;
    g_array_append_val(pending, from);
    while (pending->len > 0) {
        size_t at = g_array_index(pending, size_t, pending->len - 1);
        g_array_set_size(pending, pending->len - 1);
        if (at >= function->n || reached[at])
            continue;
        const struct step *step = &function->steps[at];
        size_t next = at + 1;
        reached[at] = true;
        if (step->kind == last)
            continue;
        if (step->kind == BRANCH || step->kind == JUMP) {
            is_known = is_known && step->target < function->n;
            g_array_append_val(pending, step->target);
        }
        is_known = is_known && step->kind != OPEN_JUMP;
        if (step->kind != JUMP && step->kind != STOP && step->kind != OPEN_JUMP)
            g_array_append_val(pending, next);
    }
    return is_known;
}

static void find_outside(const struct function *function, bool *outside)
{
    g_autofree bool *inside = g_new0(bool, function->n + 1);
    bool is_known = true;
    reach(function, 0, BEGIN, outside);
    for (size_t i = 0; i < function->n; i++) {
        if (function->steps[i].kind == BEGIN)
            is_known = reach(function, i + 1, END, inside) && is_known;
        else if (function->steps[i].kind == END)
            reach(function, i + 1, BEGIN, outside);
    }
    for (size_t i = 0; i < function->n; i++) {
        bool is_edge = function->steps[i].kind == BEGIN || function->steps[i].kind == END;
        outside[i] = is_known && outside[i] && (!inside[i] || is_edge);
    }
}

bool *timed_loop_outside(const struct code_map *map, const struct image_symbol *symbol, size_t *n)
{
    struct function function = {.map = map, .symbol = symbol};
    struct shape shape = {.text = g_string_new(NULL)};
    function.instructions =
        disassembly_range(map->disassembly, symbol->start, symbol->end, &function.n);
    function.steps = g_new(struct step, function.n + 1);
    bool *outside = g_new0(bool, function.n + 1);
    for (size_t i = 0; i < function.n; i++)
        function.steps[i] = read_step(&function, &function.instructions[i], &shape);
    find_outside(&function, outside);
    g_string_free(shape.text, TRUE);
    g_free(function.steps);
    *n = function.n;
    return outside;
}
