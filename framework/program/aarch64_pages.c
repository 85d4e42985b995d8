// SPDX-License-Identifier: MIT
// A forward data-flow analysis of each function. A compiler makes no sense of a page but by the
// rest of one symbol's address, so on all ways to such an instruction its register holds the same
// page: where another way is not seen (a jump by a table), what is known of one is right.
#include "framework/program/aarch64_pages.h"

#include <string.h>

#include "framework/program/aarch64_operands.h"

// In the order in which joining raises them.
enum kind {
    UNSEEN, // no way leads here yet
    PLACE,  // an address that is a reference already
    OTHER,  // anything else
    PAGE,
    MIXED, // two pages
};

struct value {
    enum kind kind;
    uint64_t address; // of a place or page
};

struct state {
    struct value of[ARM_REGISTERS];
};

struct analysis {
    const char *name; // of the function; NULL: code of no function, as stubs are
    struct instruction *instructions;
    size_t n;
    struct state *before;  // each instruction
    bool *is_reached;      // the same
    struct state anywhere; // where jumps through registers may lead
    GArray *pending;       // size_t
};

// What is said of one instruction.
struct effect {
    uint64_t place;
    bool is_unclear;
};

static struct value join_values(struct value a, struct value b)
{
    bool are_both = a.kind == b.kind && a.address == b.address;
    if (are_both || b.kind == UNSEEN)
        return a;
    if (a.kind == UNSEEN)
        return b;
    if (a.kind < PAGE && b.kind < PAGE)
        return (struct value){OTHER, 0};
    if (a.kind == OTHER || b.kind == OTHER)
        return a.kind == OTHER ? b : a;
    return (struct value){MIXED, 0};
}

static bool join(struct state *into, const struct state *from)
{
    bool is_changed = false;
    for (size_t i = 0; i < ARM_REGISTERS; i++) {
        struct value joined = join_values(into->of[i], from->of[i]);
        is_changed =
            is_changed || joined.kind != into->of[i].kind || joined.address != into->of[i].address;
        into->of[i] = joined;
    }
    return is_changed;
}

static void set(struct state *state, int number, struct value value)
{
    if (number != ARM_NONE)
        state->of[number] = value;
}

static bool is_page(const struct state *state, int number)
{
    return number != ARM_NONE && state->of[number].kind >= PAGE;
}

// What a register and a number come to; 0: nothing that is known.
static uint64_t sum(const struct state *state, int number, int64_t more)
{
    struct value value = number != ARM_NONE ? state->of[number] : (struct value){OTHER, 0};
    return value.kind == PLACE || value.kind == PAGE ? value.address + (uint64_t)more : 0;
}

// A register that holds a page, where nothing is added to it.
static bool uses_page(const struct state *state, const struct arm_operands *operands)
{
    bool is_used = operands->has_others && is_page(state, operands->base);
    for (size_t i = 0; operands->read[i] != ARM_NONE; i++)
        is_used = is_used || is_page(state, operands->read[i]);
    return is_used;
}

static void step_place(struct state *state, const struct arm_operands *operands,
                       struct effect *effect)
{
    int64_t ahead = operands->has_number && !operands->is_post ? operands->number : 0;
    bool is_mixed = state->of[operands->base].kind == MIXED;
    effect->place = operands->has_others ? 0 : sum(state, operands->base, ahead);
    effect->is_unclear =
        effect->is_unclear || is_mixed || (operands->writes_back && is_page(state, operands->base));
    if (operands->writes_back)
        set(state, operands->base, (struct value){OTHER, 0});
}

// The results of a call. Other registers that it may change are not used before they are set again,
// unless the compiler knows that this call leaves them alone.
static void take_results(struct state *state)
{
    for (int i = 0; i < 2; i++)
        set(state, i, (struct value){is_page(state, i) ? MIXED : OTHER, 0});
}

// Changes the state from before an instruction to after it.
static struct effect step(struct state *state, const struct instruction *instruction)
{
    struct effect effect = {0, false};
    struct arm_operands operands;
    arm_operands_read(&operands, instruction->text);
    struct value result = {OTHER, 0};
    int first = operands.read[0];
    bool is_sum = operands.n == 3 && operands.has_number && first != ARM_NONE &&
                  (arm_is(&operands, "add") || arm_is(&operands, "sub"));
    if (arm_is(&operands, "adrp")) {
        result = (struct value){PAGE, arm_target(instruction->text)};
    } else if (is_sum) {
        effect.place =
            sum(state, first, arm_is(&operands, "sub") ? -operands.number : operands.number);
        effect.is_unclear = state->of[first].kind == MIXED;
        if (effect.place != 0)
            result = (struct value){PLACE, effect.place};
    } else if (arm_is(&operands, "mov") && operands.n == 2 && first != ARM_NONE) {
        result = state->of[first];
    } else {
        effect.is_unclear = uses_page(state, &operands);
    }
    if (operands.base != ARM_NONE)
        step_place(state, &operands, &effect);
    if (instruction_is_call(instruction) || arm_is(&operands, "svc"))
        take_results(state);
    set(state, operands.written[0], result);
    set(state, operands.written[1], (struct value){OTHER, 0});
    return effect;
}

static size_t index_of(const struct analysis *analysis, uint64_t address)
{
    uint64_t first = analysis->instructions[0].address;
    size_t at = address >= first ? (size_t)(address - first) / 4 : analysis->n;
    return at < analysis->n && analysis->instructions[at].address == address ? at : analysis->n;
}

static void flow(struct analysis *analysis, size_t to, const struct state *state)
{
    if (to >= analysis->n || (!join(&analysis->before[to], state) && analysis->is_reached[to]))
        return;
    analysis->is_reached[to] = true;
    g_array_append_val(analysis->pending, to);
}

// To wherever a jump through a register may lead. What is no page makes nothing unclear there, and
// most of these jumps leave the function.
static void flow_anywhere(struct analysis *analysis, const struct state *state)
{
    struct state pages = *state;
    for (size_t i = 0; i < ARM_REGISTERS; i++)
        if (pages.of[i].kind == PLACE)
            pages.of[i] = (struct value){UNSEEN, 0};
    if (!join(&analysis->anywhere, &pages))
        return;
    for (size_t i = 0; i < analysis->n; i++)
        flow(analysis, i, &analysis->anywhere);
}

static void follow(struct analysis *analysis, size_t at)
{
    const struct instruction *instruction = &analysis->instructions[at];
    struct state state = analysis->before[at];
    step(&state, instruction);
    if (instruction->kind == INSTRUCTION_JUMP || instruction->kind == INSTRUCTION_BRANCH)
        flow(analysis, index_of(analysis, arm_target(instruction->text)), &state);
    if (instruction->kind == INSTRUCTION_INDIRECT_JUMP && analysis->name != NULL)
        flow_anywhere(analysis, &state);
    if (instruction_falls_through(instruction) || instruction_is_call(instruction))
        flow(analysis, at + 1, &state);
}

static void settle(struct analysis *analysis, size_t from, enum kind kind)
{
    struct state state;
    for (size_t i = 0; i < ARM_REGISTERS; i++)
        state.of[i] = (struct value){kind, 0};
    flow(analysis, from, &state);
    while (analysis->pending->len > 0) {
        size_t at = g_array_index(analysis->pending, size_t, analysis->pending->len - 1);
        g_array_set_size(analysis->pending, analysis->pending->len - 1);
        follow(analysis, at);
    }
}

static bool has_page(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->n; i++)
        if (g_str_has_prefix(analysis->instructions[i].text, "adrp"))
            return true;
    return false;
}

// Code that no way leads to still runs: where an exception is caught. So is a part of a
// function that the compiler laid elsewhere. There, any register may hold a page.
static void analyse(struct analysis *analysis)
{
    enum { MOST_INSTRUCTIONS = 50000 }; // of a function, in bounded time and memory
    bool is_part = analysis->name != NULL && strstr(analysis->name, ".cold") != NULL;
    bool is_too_long = analysis->n > MOST_INSTRUCTIONS;
    if (!is_part && !has_page(analysis))
        return;
    for (size_t i = 0; i < analysis->n && is_too_long; i++)
        analysis->instructions[i].is_unclear = true;
    if (is_too_long)
        return;
    analysis->before = g_new0(struct state, analysis->n);
    analysis->is_reached = g_new0(bool, analysis->n);
    analysis->pending = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (size_t i = 0; i < analysis->n; i++)
        if (!analysis->is_reached[i])
            settle(analysis, i, i > 0 || is_part ? MIXED : OTHER);
    for (size_t i = 0; i < analysis->n; i++) {
        struct effect effect = step(&analysis->before[i], &analysis->instructions[i]);
        analysis->instructions[i].place = effect.place;
        analysis->instructions[i].is_unclear = effect.is_unclear;
    }
    g_free(analysis->before);
    g_free(analysis->is_reached);
    g_array_unref(analysis->pending);
}

void aarch64_pages_join(const struct image *image, struct instruction *instructions, size_t n)
{
    for (size_t start = 0, end = 0; start < n; start = end) {
        const struct image_symbol *function = image_function_at(image, instructions[start].address);
        while (end < n && image_function_at(image, instructions[end].address) == function)
            end++;
        struct analysis analysis = {.name = function != NULL ? function->name : NULL,
                                    .instructions = instructions + start,
                                    .n = end - start};
        analyse(&analysis);
    }
}
