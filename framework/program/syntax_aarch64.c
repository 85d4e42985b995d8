// SPDX-License-Identifier: MIT
// `ldr	x0, [x1, #16]`.
#include <elf.h>
#include <string.h>

#include "framework/program/aarch64_operands.h"
#include "framework/program/aarch64_pages.h"
#include "framework/program/syntax.h"

static enum instruction_kind classify(const char *text)
{
    static const char *const stops[] = {"ret", "eret", "udf", "brk", NULL};
    static const char *const indirect[] = {"br\t", "bra", NULL};
    static const char *const branches[] = {"b.", "bc.", "cbz", "cbnz", "tbz", "tbnz", NULL};
    if (g_str_has_prefix(text, "nop"))
        return INSTRUCTION_PADDING;
    if (starts_with_one_of(text, stops))
        return INSTRUCTION_STOP;
    if (g_str_has_prefix(text, "blr"))
        return INSTRUCTION_INDIRECT_CALL;
    if (g_str_has_prefix(text, "bl\t"))
        return INSTRUCTION_CALL;
    if (g_str_has_prefix(text, "b\t"))
        return INSTRUCTION_JUMP;
    if (starts_with_one_of(text, indirect))
        return INSTRUCTION_INDIRECT_JUMP;
    return starts_with_one_of(text, branches) ? INSTRUCTION_BRANCH : INSTRUCTION_PLAIN;
}

// What an instruction reads at a place, at most: a pair of registers of its kind.
static unsigned find_width(const struct arm_operands *operands)
{
    const char *first = operands->name + operands->name_length;
    first += strspn(first, " \t");
    return *first == '{' || arm_begins(operands, "prfm") ? 0 : *first == 'q' ? 32 : 16;
}

// `#0x10`, or nothing, becomes `@`.
static void replace_number(GString *text)
{
    char *number = strrchr(text->str, '#');
    char *bracket = strchr(text->str, ']');
    gssize at = number != NULL ? number - text->str : -1;
    if (bracket != NULL && (number == NULL || number > bracket)) {
        g_string_insert(text, bracket - text->str, ", @");
        return;
    }
    size_t n = at >= 0 ? strcspn(number, "],") : 0;
    if (at < 0)
        return;
    g_string_erase(text, at, (gssize)n);
    g_string_insert_c(text, at, '@');
}

// Whether the last operand is an address: of a jump, of `adr` or `adrp`, or of a constant beside
// the code.
static bool ends_with_address(const struct instruction *instruction,
                              const struct arm_operands *operands)
{
    bool loads = arm_begins(operands, "ldr") || arm_is(operands, "prfm");
    return instruction_is_branch(instruction) || arm_begins(operands, "adr") ||
           (loads && strchr(instruction->text, '[') == NULL);
}

static void read_shape(struct shape *shape, const struct image *image,
                       const struct instruction *instruction)
{
    struct arm_operands operands;
    (void)image;
    arm_operands_read(&operands, instruction->text);
    g_string_truncate(shape->text, arm_bare_length(shape->text->str));
    bool is_sum = operands.base == ARM_NONE;
    if (instruction->place != 0) {
        replace_number(shape->text);
        shape_refer(shape, (struct reference){instruction->place, false, is_sum,
                                              is_sum ? 0 : find_width(&operands)});
    }
    if (!ends_with_address(instruction, &operands))
        return;
    bool is_branch = instruction_is_branch(instruction);
    bool is_taken = arm_is(&operands, "adr");
    const char *operand = strpbrk(shape->text->str, " \t");
    while (operand != NULL && strpbrk(operand + 1, " \t") != NULL)
        operand = strpbrk(operand + 1, " \t");
    // What a page is part of is said by the instruction that adds the rest.
    if (!arm_is(&operands, "adrp"))
        shape_refer(shape, (struct reference){arm_target(instruction->text), is_branch, is_taken,
                                              is_branch || is_taken ? 0 : find_width(&operands)});
    if (operand != NULL)
        g_string_truncate(shape->text, (gsize)(operand + 1 - shape->text->str));
    g_string_append_c(shape->text, '@');
}

static bool may_refer(const struct instruction *instruction, const struct image *image)
{
    (void)image;
    return instruction->place != 0 || g_str_has_prefix(instruction->text, "adr\t") ||
           (g_str_has_prefix(instruction->text, "ldr") && strchr(instruction->text, '[') == NULL);
}

#ifdef __aarch64__
#define OBJDUMP "objdump", "binutils"
#else
#define OBJDUMP "aarch64-linux-gnu-objdump", "binutils-aarch64-linux-gnu"
#endif

const struct syntax syntax_aarch64 = {EM_AARCH64,         OBJDUMP,   classify,
                                      aarch64_pages_join, may_refer, read_shape};
