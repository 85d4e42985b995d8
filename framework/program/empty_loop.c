// SPDX-License-Identifier: MIT
#include "framework/program/empty_loop.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/program/image.h"
#include "framework/program/own_symbols.h"
#include "framework/program/plain_name.h"

enum { MOST_DEPTH = 4 }; // calls from a body to the function that has its loop

struct finder {
    const struct image *image;
    const struct loop_code *code;
    GHashTable *visited; // starts of functions
    unsigned n_loops;    // timed loops that a body can reach
    bool is_empty;       // the last of them
};

bool empty_loop_is_all(const struct loop_code *of, const guint8 *code, size_t n)
{
    bool is_found = false;
    for (size_t at = 0; at < n;) {
        size_t length = of->empty_loop(code + at, n - at);
        if (length > 0 && is_found)
            return false;
        if (length == 0 && of->may_jump_back(code + at, at, n - at))
            return false;
        is_found = is_found || length > 0;
        at += MAX(length, of->step);
    }
    return is_found;
}

static const guint8 *bytes_of(const struct image *image, const struct image_symbol *function)
{
    const struct image_section *section = image_section_at(image, function->start);
    bool is_inside = section != NULL && section->is_code && section->bytes != NULL &&
                     function->end > function->start && function->end <= section->end;
    return is_inside ? section->bytes + (function->start - section->start) : NULL;
}

// What the loader puts into a slot; NULL: nothing that is known.
static const char *name_in_slot(const struct image *image, uint64_t slot)
{
    const struct image_slot *found = slot != 0 ? image_slot_at(image, slot) : NULL;
    return found != NULL ? found->symbol : NULL;
}

// What is called at an address: a function, or the one that a stub of the linkage table leads to.
static const char *name_at(const struct finder *finder, uint64_t address)
{
    enum { MOST_STUB_BYTES = 16 };
    const struct image_section *section = image_section_at(finder->image, address);
    const struct image_symbol *function = image_function_at(finder->image, address);
    if (section == NULL || section->bytes == NULL || !section->is_stubs)
        return function != NULL && function->start == address ? function->name : NULL;
    for (uint64_t at = address; at < MIN(address + MOST_STUB_BYTES, section->end);
         at += finder->code->step) {
        struct transfer transfer =
            finder->code->transfer(section->bytes + (at - section->start), section->end - at, at);
        const char *name = name_in_slot(finder->image, transfer.slot);
        if (name != NULL)
            return name;
    }
    return NULL;
}

// The name of what a call or a jump leads to; NULL: not known. Chance bytes lead to the start of no
// function, and to no slot.
static const char *find_transfer(const struct finder *finder, const struct image_symbol *function,
                                 const guint8 *bytes, size_t at, struct transfer *transfer)
{
    size_t left = function->end - function->start - at;
    *transfer = finder->code->transfer(bytes + at, left, function->start + at);
    return transfer->target != 0 ? name_at(finder, transfer->target)
                                 : name_in_slot(finder->image, transfer->slot);
}

// The loop between the call of bench_loop_begin() that ends at `start`, and that of the end.
static void take_loop(struct finder *finder, const struct image_symbol *function,
                      const guint8 *bytes, size_t start)
{
    size_t n = function->end - function->start;
    finder->n_loops++;
    finder->is_empty = false;
    for (size_t at = start; at < n; at += finder->code->step) {
        struct transfer transfer;
        if (!own_symbol_is_end(find_transfer(finder, function, bytes, at, &transfer)))
            continue;
        finder->is_empty = empty_loop_is_all(finder->code, bytes + start, at - start);
        return;
    }
}

static void visit(struct finder *finder, const struct image_symbol *function, unsigned depth)
{
    const guint8 *bytes = bytes_of(finder->image, function);
    size_t n = function->end - function->start;
    if (bytes == NULL || !g_hash_table_add(finder->visited, (gpointer)function))
        return;
    for (size_t at = 0; at < n; at += finder->code->step) {
        struct transfer transfer;
        const char *name = find_transfer(finder, function, bytes, at, &transfer);
        const struct image_symbol *callee = name != NULL && transfer.target != 0
                                                ? image_function_at(finder->image, transfer.target)
                                                : NULL;
        if (own_symbol_is_begin(name))
            take_loop(finder, function, bytes, at + transfer.length);
        else if (callee != NULL && !g_str_has_prefix(name, "bench_loop_") && depth < MOST_DEPTH)
            visit(finder, callee, depth + 1);
    }
}

static bool is_emptied(const struct image *image, const struct loop_code *code,
                       const struct image_symbol *body)
{
    g_autoptr(GHashTable) visited = g_hash_table_new(NULL, NULL);
    struct finder finder = {.image = image, .code = code, .visited = visited};
    visit(&finder, body, 0);
    return finder.n_loops == 1 && finder.is_empty;
}

GHashTable *empty_loops_find(const char *program)
{
    static const char prefix[] = "bench_body_";
    struct image *image = image_open(program, NULL);
    const struct loop_code *code = image != NULL ? loop_code_find(image_machine(image)) : NULL;
    if (code == NULL) {
        image_close(image);
        return NULL;
    }
    size_t n = 0;
    const struct image_symbol *functions = image_functions(image, &n);
    GHashTable *found = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < n; i++) {
        g_autofree char *name =
            strstr(functions[i].name, prefix) != NULL ? plain_name(functions[i].name) : NULL;
        if (name != NULL && g_str_has_prefix(name, prefix) &&
            is_emptied(image, code, &functions[i]))
            g_hash_table_add(found, g_strdup(name + strlen(prefix)));
    }
    image_close(image);
    return found;
}
