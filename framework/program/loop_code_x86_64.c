// SPDX-License-Identifier: MIT
#include <elf.h>
#include <string.h>

#include "framework/program/loop_code.h"

enum {
    CALL = 0xe8,
    JUMP = 0xe9,
    CALL_BYTES = 5, // of either: an opcode and 32 bits of distance
    SLOT_BYTES = 6, // of one by a slot: two of opcode
};

static gint32 read_distance(const guint8 *at)
{
    gint32 distance;
    memcpy(&distance, at, sizeof distance);
    return GINT32_FROM_LE(distance);
}

// `sub $1`, `add $-1` or `dec` of a 64-bit register, and `jne` back to it.
static size_t empty_loop(const guint8 *code, size_t n)
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

static bool may_jump_back(const guint8 *code, size_t before, size_t n)
{
    bool is_near = (code[0] & 0xf0) == 0x70 || code[0] == 0xeb;
    bool is_far = code[0] == JUMP || (before > 0 && code[-1] == 0x0f && (code[0] & 0xf0) == 0x80);
    gint64 distance = 0; // from its end
    size_t length = is_near ? 2 : CALL_BYTES;
    if (is_near && n >= length)
        distance = code[1] < 0x80 ? code[1] : code[1] - 0x100;
    else if (is_far && n >= length)
        distance = read_distance(code + 1);
    return distance < 0 && (gint64)(before + length) + distance >= 0;
}

// By a slot: `call *slot(%rip)` or `jmp *slot(%rip)`, as stubs of the linkage table have it and
// code that was compiled with -fno-plt.
static struct transfer transfer(const guint8 *code, size_t n, uint64_t address)
{
    if (n >= CALL_BYTES && (code[0] == CALL || code[0] == JUMP))
        return (struct transfer){
            CALL_BYTES, address + CALL_BYTES + (uint64_t)(gint64)read_distance(code + 1), 0};
    if (n >= SLOT_BYTES && code[0] == 0xff && (code[1] == 0x15 || code[1] == 0x25))
        return (struct transfer){SLOT_BYTES, 0,
                                 address + SLOT_BYTES + (uint64_t)(gint64)read_distance(code + 2)};
    return (struct transfer){0};
}

const struct loop_code loop_code_x86_64 = {EM_X86_64, 1, empty_loop, may_jump_back, transfer};
