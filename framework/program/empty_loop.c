// SPDX-License-Identifier: MIT
#include "framework/program/empty_loop.h"

#include <elf.h>
#include <string.h>

#include "framework/program/image.h"
#include "framework/program/plain_name.h"

enum {
    CALL = 0xe8,
    JUMP = 0xe9,
    CALL_BYTES = 5, // of either: an opcode and 32 bits of distance
    SLOT_BYTES = 6, // of one by a slot: two of opcode
    MOST_DEPTH = 4, // calls from a body to the function that has its loop
};

struct finder {
    const struct image *image;
    GHashTable *visited; // starts of functions
    unsigned n_loops;    // timed loops that a body can reach
    bool is_empty;       // the last of them
};

static gint32 read_distance(const guint8 *at)
{
    gint32 distance;
    memcpy(&distance, at, sizeof distance);
    return GINT32_FROM_LE(distance);
}

// `sub $1`, `add $-1` or `dec` of a 64-bit register, and `jne` back to it; its length, else 0.
static size_t empty_loop_at(const guint8 *code, size_t n)
{
    bool is_wide = n >= 5 && (code[0] == 0x48 || code[0] == 0x49);
    size_t length = 0;
    if (!is_wide)
        return 0;
    if (code[1] == 0xff && (code[2] & 0xf8) == 0xc8)
        length = 3;
    else if (code[1] == 0x83 && (((code[2] & 0xf8) == 0xe8 && code[3] == 0x01) ||
                                 ((code[2] & 0xf8) == 0xc0 && code[3] == 0xff)))
        length = 4;
    bool jumps_back = length > 0 && n >= length + 2 && code[length] == 0x75 &&
                      (gint8)code[length + 1] == -(gint8)(length + 2);
    return jumps_back ? length + 2 : 0;
}

// Whether what may be a jump at `at` leads back into the code. Bytes of other instructions can look
// like one; then a loop is thought to be there that is not, which is the safe side.
static bool may_jump_back(const guint8 *code, size_t at, size_t n)
{
    bool is_near = (code[at] & 0xf0) == 0x70 || code[at] == 0xeb;
    bool is_far = code[at] == JUMP || (at > 0 && code[at - 1] == 0x0f && (code[at] & 0xf0) == 0x80);
    gint64 target = -1;
    if (is_near && at + 2 <= n && (gint8)code[at + 1] < 0)
        target = (gint64)at + 2 + (gint8)code[at + 1];
    if (is_far && at + CALL_BYTES <= n && read_distance(code + at + 1) < 0)
        target = (gint64)at + CALL_BYTES + read_distance(code + at + 1);
    return target >= 0;
}

bool empty_loop_is_all(const guint8 *code, size_t n)
{
    bool is_found = false;
    for (size_t at = 0; at < n;) {
        size_t length = empty_loop_at(code + at, n - at);
        if (length > 0 && is_found)
            return false;
        if (length == 0 && may_jump_back(code, at, n))
            return false;
        is_found = is_found || length > 0;
        at += MAX(length, (size_t)1);
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

// What `call *slot(%rip)` or `jmp *slot(%rip)` at an address leads to, as stubs of the linkage
// table have it and code that was compiled with -fno-plt; NULL: nothing that is known.
static const char *name_in_slot(const struct image *image, uint64_t address, const guint8 *code)
{
    bool is_indirect = code[0] == 0xff && (code[1] == 0x15 || code[1] == 0x25);
    uint64_t slot = address + SLOT_BYTES + (uint64_t)(gint64)read_distance(code + 2);
    const struct image_slot *found = is_indirect ? image_slot_at(image, slot) : NULL;
    return found != NULL ? found->symbol : NULL;
}

// What is called at an address: a function, or the one that a stub of the linkage table leads to.
static const char *name_at(const struct image *image, uint64_t address)
{
    enum { MOST_STUB_BYTES = 16 };
    const struct image_section *section = image_section_at(image, address);
    const struct image_symbol *function = image_function_at(image, address);
    if (section == NULL || section->bytes == NULL || !g_str_has_prefix(section->name, ".plt"))
        return function != NULL && function->start == address ? function->name : NULL;
    for (uint64_t at = address; at < address + MOST_STUB_BYTES && at + SLOT_BYTES <= section->end;
         at++) {
        const char *name = name_in_slot(image, at, section->bytes + (at - section->start));
        if (name != NULL)
            return name;
    }
    return NULL;
}

// A call or, as the last thing of a function, a jump.
struct transfer {
    size_t length;    // of the instruction; 0: there is none
    uint64_t target;  // 0: by a slot
    const char *name; // of what is there; NULL: not known
};

// Chance bytes lead to the start of no function, and to no slot.
static struct transfer transfer_at(const struct finder *finder, const struct image_symbol *function,
                                   const guint8 *bytes, size_t at)
{
    size_t left = function->end - function->start - at;
    uint64_t address = function->start + at;
    if (left >= CALL_BYTES && (bytes[at] == CALL || bytes[at] == JUMP)) {
        uint64_t target = address + CALL_BYTES + (uint64_t)(gint64)read_distance(bytes + at + 1);
        return (struct transfer){CALL_BYTES, target, name_at(finder->image, target)};
    }
    const char *name = left >= SLOT_BYTES ? name_in_slot(finder->image, address, bytes + at) : NULL;
    return (struct transfer){name != NULL ? SLOT_BYTES : 0, 0, name};
}

// The loop between the call of bench_loop_begin() that ends at `start`, and that of the end.
static void take_loop(struct finder *finder, const struct image_symbol *function,
                      const guint8 *bytes, size_t start)
{
    size_t n = function->end - function->start;
    finder->n_loops++;
    finder->is_empty = false;
    for (size_t at = start; at < n; at++) {
        struct transfer transfer = transfer_at(finder, function, bytes, at);
        if (g_strcmp0(transfer.name, "bench_loop_end") != 0)
            continue;
        finder->is_empty = empty_loop_is_all(bytes + start, at - start);
        return;
    }
}

static void visit(struct finder *finder, const struct image_symbol *function, unsigned depth)
{
    const guint8 *bytes = bytes_of(finder->image, function);
    size_t n = function->end - function->start;
    if (bytes == NULL || !g_hash_table_add(finder->visited, (gpointer)function))
        return;
    for (size_t at = 0; at < n; at++) {
        struct transfer transfer = transfer_at(finder, function, bytes, at);
        const struct image_symbol *callee = transfer.name != NULL && transfer.target != 0
                                                ? image_function_at(finder->image, transfer.target)
                                                : NULL;
        if (g_strcmp0(transfer.name, "bench_loop_begin") == 0)
            take_loop(finder, function, bytes, at + transfer.length);
        else if (callee != NULL && !g_str_has_prefix(transfer.name, "bench_loop_") &&
                 depth < MOST_DEPTH)
            visit(finder, callee, depth + 1);
    }
}

static bool is_emptied(const struct image *image, const struct image_symbol *body)
{
    g_autoptr(GHashTable) visited = g_hash_table_new(NULL, NULL);
    struct finder finder = {.image = image, .visited = visited};
    visit(&finder, body, 0);
    return finder.n_loops == 1 && finder.is_empty;
}

GHashTable *empty_loops_find(const char *program)
{
    static const char prefix[] = "bench_body_";
    struct image *image = image_open(program, NULL);
    if (image == NULL || image_machine(image) != EM_X86_64) {
        if (image != NULL)
            image_close(image);
        return NULL;
    }
    size_t n = 0;
    const struct image_symbol *functions = image_functions(image, &n);
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < n; i++) {
        g_autofree char *name =
            strstr(functions[i].name, prefix) != NULL ? plain_name(functions[i].name) : NULL;
        if (name != NULL && g_str_has_prefix(name, prefix) && is_emptied(image, &functions[i]))
            g_hash_table_add(found, g_strdup(name + strlen(prefix)));
    }
    image_close(image);
    return found;
}
