// SPDX-License-Identifier: MIT
// AT&T syntax.
#include <elf.h>
#include <string.h>

#include "framework/program/syntax.h"

// The mnemonic after its prefixes.
static const char *skip_prefixes(const char *text)
{
    static const char *const prefixes[] = {"bnd",   "notrack", "data16", "addr32", "cs",  "ds",
                                           "es",    "ss",      "fs",     "gs",     "rep", "repz",
                                           "repnz", "lock",    "rex.W",  "rex"};
    for (;;) {
        size_t length = strcspn(text, " ");
        bool is_prefix = false;
        for (unsigned i = 0; i < G_N_ELEMENTS(prefixes) && text[length] == ' '; i++)
            is_prefix = is_prefix ||
                        (strlen(prefixes[i]) == length && strncmp(text, prefixes[i], length) == 0);
        if (!is_prefix)
            return text;
        text += length;
        text += strspn(text, " ");
    }
}

static enum instruction_kind classify(const char *text)
{
    static const char *const padding[] = {"nop", "xchg   %ax,%ax", NULL};
    static const char *const stops[] = {"ret", "ud2", "hlt", NULL};
    static const char *const branches[] = {"j", "loop", NULL};
    const char *mnemonic = skip_prefixes(text);
    bool is_indirect = strchr(text, '*') != NULL;
    if (starts_with_one_of(mnemonic, padding))
        return INSTRUCTION_PADDING;
    if (starts_with_one_of(mnemonic, stops))
        return INSTRUCTION_STOP;
    if (g_str_has_prefix(mnemonic, "call"))
        return is_indirect ? INSTRUCTION_INDIRECT_CALL : INSTRUCTION_CALL;
    if (g_str_has_prefix(mnemonic, "jmp"))
        return is_indirect ? INSTRUCTION_INDIRECT_JUMP : INSTRUCTION_JUMP;
    return starts_with_one_of(mnemonic, branches) ? INSTRUCTION_BRANCH : INSTRUCTION_PLAIN;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    return length >= strlen(end) && strncmp(text + length - strlen(end), end, strlen(end)) == 0;
}

// What an instruction with a plain memory operand reads at most: a register's width.
static unsigned find_width(const char *text)
{
    // Saved states, x87 and bit strings have other widths.
    static const char *const others[] = {"f", "x", "bt", "cmpxchg16b", NULL};
    const char *mnemonic = skip_prefixes(text);
    size_t length = strcspn(mnemonic, " ");
    if (strstr(text, "%zmm") != NULL)
        return 64;
    if (strstr(text, "%ymm") != NULL)
        return 32;
    if (strstr(text, "%xmm") != NULL)
        return ends_with(mnemonic, length, "ss") ? 4 : ends_with(mnemonic, length, "sd") ? 8 : 16;
    return starts_with_one_of(mnemonic, others) ? 0 : 8;
}

static void add_reference(struct shape *shape, const struct instruction *instruction,
                          uint64_t address, bool is_taken)
{
    bool is_branch = !is_taken && instruction_is_branch(instruction);
    unsigned most_bytes = is_taken ? 0 : find_width(shape->text->str);
    shape_refer(shape, (struct reference){address, is_branch, is_taken, most_bytes});
}

// `lea    0xeb1(%rip),%rdi        # 2004 <table+0x4>`: the comment is the address.
static bool take_relative(struct shape *shape, const struct instruction *instruction)
{
    char *comment = strchr(shape->text->str, '#');
    char *base = strstr(shape->text->str, "(%rip)");
    if (comment == NULL || base == NULL || base > comment)
        return false;
    uint64_t address = g_ascii_strtoull(comment + 1, NULL, 16);
    add_reference(shape, instruction, address,
                  g_str_has_prefix(skip_prefixes(shape->text->str), "lea"));
    const char *number = base;
    while (number > shape->text->str && (g_ascii_isxdigit(number[-1]) || number[-1] == 'x'))
        number--;
    if (number > shape->text->str && number[-1] == '-')
        number--;
    gssize start = number - shape->text->str;
    g_string_truncate(shape->text, (gsize)(comment - shape->text->str));
    g_string_erase(shape->text, start, base - number);
    g_string_insert_c(shape->text, start, '@');
    g_strchomp(shape->text->str);
    shape->text->len = strlen(shape->text->str);
    return true;
}

// `call   1149 <foo>`: a last operand of hexadecimal digits alone is where a branch goes.
static void take_branch(struct shape *shape, const struct instruction *instruction)
{
    char *name = strstr(shape->text->str, " <");
    if (name != NULL)
        g_string_truncate(shape->text, (gsize)(name - shape->text->str));
    char *operand = strrchr(shape->text->str, ' ');
    if (operand == NULL)
        return;
    size_t n = strspn(operand + 1, "0123456789abcdef");
    if (n == 0 || operand[1 + n] != '\0')
        return;
    add_reference(shape, instruction, g_ascii_strtoull(operand + 1, NULL, 16), false);
    g_string_truncate(shape->text, (gsize)(operand + 1 - shape->text->str));
    g_string_append_c(shape->text, '@');
}

// In a program whose addresses are final, any number within it may be an address.
static void take_numbers(struct shape *shape, const struct image *image,
                         const struct instruction *instruction)
{
    gsize at = 0;
    for (const char *found; (found = strstr(shape->text->str + at, "0x")) != NULL;) {
        char *end = NULL;
        gssize start = found - shape->text->str;
        uint64_t number = g_ascii_strtoull(found, &end, 16);
        char before = start > 0 ? found[-1] : ' ';
        at = (gsize)start + 2;
        if (before == '-' || image_section_at(image, number) == NULL)
            continue;
        add_reference(shape, instruction, number, before == '$' || *end == '(');
        g_string_erase(shape->text, start, end - found);
        g_string_insert_c(shape->text, start, '@');
        at = (gsize)start + 1;
    }
}

static void read_shape(struct shape *shape, const struct image *image,
                       const struct instruction *instruction)
{
    if (!take_relative(shape, instruction))
        take_branch(shape, instruction);
    if (image_is_fixed(image))
        take_numbers(shape, image, instruction);
}

static bool may_refer(const struct instruction *instruction, const struct image *image)
{
    return strchr(instruction->text, '#') != NULL ||
           (image_is_fixed(image) && strstr(instruction->text, "0x") != NULL);
}

#ifdef __x86_64__
#define OBJDUMP "objdump", "binutils"
#else
#define OBJDUMP "x86_64-linux-gnu-objdump", "binutils-x86-64-linux-gnu"
#endif

const struct syntax syntax_x86_64 = {EM_X86_64, OBJDUMP, classify, NULL, may_refer, read_shape};
