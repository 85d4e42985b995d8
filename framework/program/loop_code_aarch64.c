// SPDX-License-Identifier: MIT
#include <elf.h>
#include <string.h>

#include "framework/program/loop_code.h"

enum { BYTES = 4 }; // of each instruction

static guint32 read_word(const guint8 *at)
{
    guint32 word;
    memcpy(&word, at, sizeof word);
    return GUINT32_FROM_LE(word);
}

// A signed number of some bits.
static gint64 field(guint32 word, unsigned first, unsigned bits)
{
    guint32 value = word >> first & ((1u << bits) - 1);
    return value >> (bits - 1) ? (gint64)value - ((gint64)1 << bits) : (gint64)value;
}

// `sub x0, x0, #1` and `cbnz x0` back to it, or `subs` and `b.ne`.
static size_t empty_loop(const guint8 *code, size_t n)
{
    if (n < 2 * BYTES)
        return 0;
    guint32 first = read_word(code);
    guint32 second = read_word(code + BYTES);
    guint32 number = first & 0x1f;
    bool is_same = (first >> 5 & 0x1f) == number;
    bool is_sub = (first & 0xfffffc00) == 0xd1000400 && second == (0xb5ffffe0 | number);
    bool is_subs = (first & 0xfffffc00) == 0xf1000400 && second == 0x54ffffe1;
    return is_same && (is_sub || is_subs) ? 2 * BYTES : 0;
}

// `b`, `b.eq`, `cbz` or `tbz`, and their like.
static bool may_jump_back(const guint8 *code, size_t before, size_t n)
{
    guint32 word = n >= BYTES ? read_word(code) : 0;
    gint64 words = 0;
    if ((word & 0xfc000000) == 0x14000000)
        words = field(word, 0, 26);
    else if ((word & 0xff000000) == 0x54000000 || (word & 0x7e000000) == 0x34000000)
        words = field(word, 5, 19);
    else if ((word & 0x7e000000) == 0x36000000)
        words = field(word, 5, 14);
    return words < 0 && words * BYTES + (gint64)before >= 0;
}

// `adrp x16, page` and `ldr x17, [x16, #offset]`, as stubs of the linkage table begin.
static struct transfer through_slot(const guint8 *code, uint64_t address)
{
    guint32 first = read_word(code);
    guint32 second = read_word(code + BYTES);
    bool is_stub = (first & 0x9f00001f) == 0x90000010 && (second & 0xffc003ff) == 0xf9400211;
    uint64_t pages = (uint64_t)(field(first, 5, 19) * 4 + (first >> 29 & 3));
    uint64_t slot = (address & ~(uint64_t)0xfff) + pages * 0x1000 + (second >> 10 & 0xfff) * 8;
    return (struct transfer){is_stub ? 2 * BYTES : 0, 0, is_stub ? slot : 0};
}

// `bl` or `b`.
static struct transfer transfer(const guint8 *code, size_t n, uint64_t address)
{
    guint32 word = n >= BYTES ? read_word(code) : 0;
    if ((word & 0x7c000000) == 0x14000000)
        return (struct transfer){BYTES, address + (uint64_t)(field(word, 0, 26) * BYTES), 0};
    return n >= 2 * BYTES ? through_slot(code, address) : (struct transfer){0};
}

const struct loop_code loop_code_aarch64 = {EM_AARCH64, BYTES, empty_loop, may_jump_back, transfer};
