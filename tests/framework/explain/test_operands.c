// SPDX-License-Identifier: MIT
#include "framework/explain/operands.h"

#include <criterion/criterion.h>

enum { AX = 0, CX = 1, DX = 2, SI = 6, R9 = 9, NONE = NO_REGISTER };

static struct operation read_one(const char *text)
{
    struct operation operation;
    operation_read(&operation, text);
    return operation;
}

Test(operands, memory_is_a_place_that_moves)
{
    struct operation one = read_one("mov    -0x8(%rax,%rcx,4),%edx");
    cr_expect_str_eq(one.name, "mov");
    cr_expect(one.is_load && one.memory.exists);
    cr_expect_eq(one.memory.displacement, -8);
    cr_expect_eq(one.memory.base, AX);
    cr_expect_eq(one.memory.index, CX);
    cr_expect_eq(one.memory.scale, 4);
    cr_expect_eq(one.bytes, 4);
    cr_expect_eq(one.written, DX);
    cr_expect_eq(one.step, 0);
    struct operation store = read_one("mov    %r9,0x10(%rsi)");
    cr_expect(store.memory.exists && !store.is_load);
    cr_expect_eq(store.written, NONE);
    cr_expect_eq(store.memory.base, SI);
    struct operation global = read_one("mov    0x2ed2(%rip),%rax        # 4010 <counter>");
    cr_expect_eq(global.memory.base, NONE);
    struct operation compared = read_one("cmpb   $0x0,(%rax)");
    cr_expect(compared.is_load);
    cr_expect_eq(compared.bytes, 1);
    cr_expect_eq(compared.written, NONE);
}

Test(operands, sizes_are_those_of_what_is_read)
{
    static const struct {
        const char *text;
        unsigned bytes;
    } rows[] = {
        {"movss  (%rax),%xmm0", 4},        {"addsd  0x8(%rax),%xmm1", 8},
        {"movzbl (%rax),%eax", 1},         {"movswl (%rax),%eax", 2},
        {"movslq (%rax),%rdx", 4},         {"movups (%rax),%xmm2", 16},
        {"vaddpd (%rax),%ymm0,%ymm0", 32}, {"add    (%rax),%r9d", 4},
        {"addq   $0x1,(%rax)", 8},         {"mov    (%rax),%al", 1},
        {"vpaddd (%rax),%zmm3,%zmm3", 64}, {"mov    (%rax),%dx", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(read_one(rows[i].text).bytes, rows[i].bytes, "%s: %u", rows[i].text,
                     read_one(rows[i].text).bytes);
}

Test(operands, steps_are_constants_that_are_added)
{
    static const struct {
        const char *text;
        int written;
        int64_t step;
    } rows[] = {
        {"add    $0x38,%rax", AX, 0x38},
        {"sub    $0xffffffffffffff80,%rcx", CX, 0x80},
        {"sub    $0x1,%rdx", DX, -1},
        {"inc    %rsi", SI, 1},
        {"lea    0x10(%r9),%r9", R9, 0x10},
        {"lea    0x10(%rax),%r9", R9, 0},
        {"add    %rcx,%rax", AX, 0},
        {"cmp    %rcx,%rax", NONE, 0},
        {"add    $0xffffffffffffffe0,%rax", AX, -0x20},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct operation one = read_one(rows[i].text);
        cr_expect_eq(one.written, rows[i].written, "%s: %d", rows[i].text, one.written);
        cr_expect_eq(one.step, rows[i].step, "%s: %lld", rows[i].text, (long long)one.step);
    }
}

Test(operands, kinds_of_arithmetic)
{
    static const struct {
        const char *text;
        enum arithmetic kind;
    } rows[] = {
        {"addss  %xmm1,%xmm0", ARITHMETIC_SCALAR},
        {"vfmadd231sd (%rax),%xmm1,%xmm0", ARITHMETIC_SCALAR},
        {"mulps  %xmm1,%xmm0", ARITHMETIC_PACKED},
        {"vfnmadd213pd %ymm2,%ymm1,%ymm0", ARITHMETIC_PACKED},
        {"paddd  %xmm1,%xmm0", ARITHMETIC_PACKED},
        {"vpmuludq %ymm1,%ymm0,%ymm2", ARITHMETIC_PACKED},
        {"movss  (%rax),%xmm0", ARITHMETIC_NONE},
        {"movaps %xmm1,%xmm0", ARITHMETIC_NONE},
        {"comiss %xmm1,%xmm0", ARITHMETIC_NONE},
        {"push   %rbp", ARITHMETIC_NONE},
        {"pxor   %xmm0,%xmm0", ARITHMETIC_NONE},
        {"popcnt %rax,%rcx", ARITHMETIC_NONE},
        {"imul   %rax,%rcx", ARITHMETIC_INTEGER},
        {"addl   $0x1,(%rax)", ARITHMETIC_INTEGER},
        {"xor    %eax,%eax", ARITHMETIC_INTEGER},
        {"ret", ARITHMETIC_NONE},
        {"", ARITHMETIC_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(read_one(rows[i].text).kind, rows[i].kind, "%s", rows[i].text);
}

Test(operands, branches_have_targets)
{
    struct operation back = read_one("jne    27e0 <body+0x30>");
    cr_expect(back.is_branch && !back.is_call);
    cr_expect_eq(back.target, 0x27e0);
    struct operation call = read_one("call   1149 <f>");
    cr_expect(call.is_call && !call.is_branch);
    cr_expect_eq(call.target, 0x1149);
    struct operation table = read_one("jmp    *%rax");
    cr_expect(table.is_branch);
    cr_expect_eq(table.target, 0);
}

// What no assembler would write must not be read beyond its end.
Test(operands, nonsense_is_survived)
{
    static const char *const texts[] = {"(",      "mov (",     "mov (%",        "mov 0x(,,,,),%",
                                        ",,,,,,", "lea 0x(%)", "%%%%(((,,,)))", "add $,%rax",
                                        "jne",    "v"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        read_one(texts[i]);
}
