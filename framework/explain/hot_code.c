// SPDX-License-Identifier: MIT
#include "framework/explain/hot_code.h"

#include <elf.h>
#include <string.h>

#include "framework/explain/operands.h"
#include "framework/program/disassembly.h"

enum { MOST_OFFSETS = 4096 };

struct finder {
    struct hot_code *code;
    const struct image *image;
    const struct disassembly *disassembly;
    const GArray *costs;
    const struct instruction_cost *hottest;
};

// A loop as instructions, first to last.
struct range {
    uint64_t start, end; // of the last instruction its own address
};

static const struct instruction_cost *cost_at(const GArray *costs, uint64_t address)
{
    guint low = 0, high = costs->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        const struct instruction_cost *cost =
            &g_array_index(costs, struct instruction_cost, middle);
        if (cost->address == address)
            return cost;
        if (cost->address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void count(struct finder *finder, const struct instruction_cost *cost)
{
    size_t n = 0;
    struct operation operation;
    struct hot_code *code = finder->code;
    const struct instruction *instruction =
        disassembly_range(finder->disassembly, cost->address, cost->address + 1, &n);
    code->runs += cost->counts[COST_RUNS];
    code->branches += cost->counts[COST_BRANCHES];
    code->mispredicted += cost->counts[COST_MISPREDICTED];
    if (n == 0)
        return;
    operation_read(&operation, instruction->text);
    bool is_float = g_str_has_suffix(operation.name, "d") || g_str_has_suffix(operation.name, "s");
    if (operation.kind == ARITHMETIC_SCALAR) {
        code->scalar += cost->counts[COST_RUNS];
        code->scalar_bytes = MAX(code->scalar_bytes, operation.bytes);
    }
    if (operation.kind == ARITHMETIC_PACKED && is_float)
        code->packed += cost->counts[COST_RUNS];
}

static void find_worst_branch(struct finder *finder)
{
    g_autoptr(GHashTable) by_line = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    struct hot_code *code = finder->code;
    const struct instruction_cost *worst = NULL;
    double most = 0;
    for (guint i = 0; i < finder->costs->len; i++) {
        const struct instruction_cost *cost =
            &g_array_index(finder->costs, struct instruction_cost, i);
        double *sum = g_hash_table_lookup(by_line, GUINT_TO_POINTER(cost->line));
        if (sum == NULL) {
            sum = g_new0(double, 1);
            g_hash_table_insert(by_line, GUINT_TO_POINTER(cost->line), sum);
        }
        *sum += cost->counts[COST_MISPREDICTED];
        if (*sum > most) {
            most = *sum;
            worst = cost;
        }
    }
    const struct image_symbol *function =
        worst != NULL ? image_function_at(finder->image, worst->address) : NULL;
    if (function == NULL || code->mispredicted <= 0)
        return;
    code->worst_function = g_strdup(function->name);
    code->worst_line = worst->line;
    code->worst_share = most / code->mispredicted;
}

// The shortest jump back over the hottest instruction.
static bool find_loop(const struct finder *finder, const struct image_symbol *function,
                      struct range *loop)
{
    size_t n = 0;
    const struct instruction *instructions =
        disassembly_range(finder->disassembly, function->start, function->end, &n);
    uint64_t hot = finder->hottest->address;
    bool is_found = false;
    for (size_t i = 0; i < n; i++) {
        struct operation operation;
        uint64_t end = instructions[i].address;
        operation_read(&operation, instructions[i].text);
        bool holds = operation.is_branch && operation.target >= function->start &&
                     operation.target <= hot && end >= hot && operation.target < end;
        if (!holds || (is_found && end - operation.target >= loop->end - loop->start))
            continue;
        *loop = (struct range){operation.target, end};
        is_found = true;
    }
    return is_found;
}

// How a loop moves its registers: by a constant each time, or in a way that is not known.
struct steps {
    int64_t by[REGISTERS];
    bool is_unknown[REGISTERS];
};

static void take_step(struct steps *steps, const struct operation *operation)
{
    int number = operation->written;
    if (number == NO_REGISTER)
        return;
    if (operation->step == 0 || steps->by[number] != 0)
        steps->is_unknown[number] = true;
    steps->by[number] = operation->step;
}

// By how many bytes a place moves each time; 0: it does not, or nobody knows.
static int64_t stride_of(const struct steps *steps, const struct memory_operand *memory)
{
    const int numbers[] = {memory->base, memory->index};
    int64_t stride = 0;
    for (int i = 0; i < 2; i++) {
        if (numbers[i] == NO_REGISTER)
            continue;
        if (steps->is_unknown[numbers[i]])
            return 0;
        stride += steps->by[numbers[i]] * (i == 1 ? (int64_t)memory->scale : 1);
    }
    return stride;
}

// What a loop reads of each step: a set of bytes.
struct reach {
    int64_t stride;
    int base, index;
    bool touched[MOST_OFFSETS];
    unsigned n;
};

static void touch(struct reach *reach, const struct memory_operand *memory, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        int64_t size = ABS(reach->stride);
        int64_t at = ((memory->displacement + i) % size + size) % size;
        reach->n += !reach->touched[at];
        reach->touched[at] = true;
    }
}

static bool is_wide(const struct operation *operation, const struct steps *steps,
                    const struct reach *widest)
{
    int64_t stride = operation->is_load ? stride_of(steps, &operation->memory) : 0;
    return stride != 0 && ABS(stride) < MOST_OFFSETS && operation->bytes > 0 &&
           ABS(stride) > ABS(widest->stride);
}

static void find_reach(struct hot_loop *loop, const struct operation *operations, size_t n,
                       const struct steps *steps)
{
    g_autofree struct reach *reach = g_new0(struct reach, 1);
    for (size_t i = 0; i < n; i++)
        if (is_wide(&operations[i], steps, reach)) {
            reach->stride = stride_of(steps, &operations[i].memory);
            reach->base = operations[i].memory.base;
            reach->index = operations[i].memory.index;
            loop->element = operations[i].bytes;
        }
    for (size_t i = 0; i < n && reach->stride != 0; i++) {
        const struct memory_operand *memory = &operations[i].memory;
        if (operations[i].is_load && memory->base == reach->base && memory->index == reach->index)
            touch(reach, memory, operations[i].bytes);
    }
    loop->stride = (unsigned)ABS(reach->stride);
    loop->touched = reach->n;
}

// Reads the operations of a loop and the steps of its registers.
static struct operation *read_loop(const struct finder *finder, const struct range *range,
                                   struct steps *steps, size_t *n)
{
    const struct instruction *instructions =
        disassembly_range(finder->disassembly, range->start, range->end + 1, n);
    struct operation *operations = g_new(struct operation, *n);
    memset(steps, 0, sizeof *steps);
    for (size_t i = 0; i < *n; i++) {
        operation_read(&operations[i], instructions[i].text);
        take_step(steps, &operations[i]);
    }
    return operations;
}

static void describe_loop(struct finder *finder, const struct range *range)
{
    size_t n = 0;
    unsigned branches = 0, calls = 0, computes = 0;
    double runs = 0, misses = 0;
    struct steps steps;
    struct hot_loop *loop = &finder->code->loop;
    g_autofree struct operation *operations = read_loop(finder, range, &steps, &n);
    for (size_t i = 0; i < n; i++) {
        branches += operations[i].is_branch;
        calls += operations[i].is_call;
        computes += operations[i].kind != ARITHMETIC_NONE && operations[i].step == 0;
        loop->is_packed = loop->is_packed || operations[i].kind == ARITHMETIC_PACKED;
    }
    for (guint i = 0; i < finder->costs->len; i++) {
        const struct instruction_cost *cost =
            &g_array_index(finder->costs, struct instruction_cost, i);
        if (cost->address < range->start || cost->address > range->end)
            continue;
        runs += cost->counts[COST_RUNS];
        misses += cost->counts[COST_FIRST_LEVEL];
    }
    const struct instruction_cost *last = cost_at(finder->costs, range->end);
    double times = last != NULL ? last->counts[COST_RUNS] : 0;
    find_reach(loop, operations, n, &steps);
    loop->is_plain = branches == 1 && calls == 0 && computes > 0 && loop->stride > 0;
    loop->share = runs / finder->code->runs;
    loop->missed = times > 0 ? misses / times : 0;
}

static void find_hot_loop(struct finder *finder)
{
    struct range range = {0, 0};
    for (guint i = 0; i < finder->costs->len; i++) {
        const struct instruction_cost *cost =
            &g_array_index(finder->costs, struct instruction_cost, i);
        if (finder->hottest == NULL || cost->counts[COST_RUNS] > finder->hottest->counts[COST_RUNS])
            finder->hottest = cost;
    }
    const struct image_symbol *function =
        finder->hottest != NULL ? image_function_at(finder->image, finder->hottest->address) : NULL;
    if (function == NULL || !find_loop(finder, function, &range))
        return;
    finder->code->loop.function = g_strdup(function->name);
    finder->code->loop.line = finder->hottest->line;
    describe_loop(finder, &range);
}

static bool is_known_machine(const struct image *image, GError **error)
{
    if (image_machine(image) == EM_X86_64)
        return true;
    g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT, "it is not a program for x86-64");
    return false;
}

bool hot_code_find(struct hot_code *code, const char *program, const GArray *costs, GError **error)
{
    struct image *image = image_open(program, error);
    struct disassembly *disassembly = image != NULL && is_known_machine(image, error)
                                          ? disassembly_read(program, image, error)
                                          : NULL;
    *code = (struct hot_code){0};
    if (disassembly != NULL) {
        struct finder finder = {code, image, disassembly, costs, NULL};
        for (guint i = 0; i < costs->len; i++)
            count(&finder, &g_array_index(costs, struct instruction_cost, i));
        find_worst_branch(&finder);
        find_hot_loop(&finder);
        disassembly_free(disassembly);
    }
    if (image != NULL)
        image_close(image);
    return disassembly != NULL;
}

void hot_code_clear(struct hot_code *code)
{
    g_free(code->worst_function);
    g_free(code->loop.function);
    *code = (struct hot_code){0};
}
