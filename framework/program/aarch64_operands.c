// SPDX-License-Identifier: MIT
#include "framework/program/aarch64_operands.h"

#include <glib.h>
#include <string.h>

bool arm_is(const struct arm_operands *operands, const char *name)
{
    return strlen(name) == operands->name_length &&
           strncmp(operands->name, name, operands->name_length) == 0;
}

bool arm_begins(const struct arm_operands *operands, const char *name)
{
    return strlen(name) <= operands->name_length &&
           strncmp(operands->name, name, strlen(name)) == 0;
}

// `b.ne	410 <loop+0x10>  // b.any`
size_t arm_bare_length(const char *text)
{
    const char *comment = strstr(text, "//");
    size_t n = comment != NULL ? (size_t)(comment - text) : strlen(text);
    const char *symbol = g_strstr_len(text, (gssize)n, " <");
    n = symbol != NULL ? (size_t)(symbol - text) : n;
    while (n > 0 && g_ascii_isspace(text[n - 1]))
        n--;
    return n;
}

uint64_t arm_target(const char *text)
{
    size_t n = arm_bare_length(text);
    while (n > 0 && !g_ascii_isspace(text[n - 1]))
        n--;
    return g_ascii_strtoull(text + n, NULL, 16);
}

// The number of a general register at the start of a text, ARM_NONE if there is none.
static int read_register(const char *text, size_t left)
{
    size_t n = 1;
    int number = 0;
    if (left < 2 || (text[0] != 'x' && text[0] != 'w'))
        return ARM_NONE;
    for (; n < left && n < 3 && g_ascii_isdigit(text[n]); n++)
        number = number * 10 + (text[n] - '0');
    bool ends = n == left || !(g_ascii_isalnum(text[n]) || text[n] == '_' || text[n] == '.');
    return n > 1 && ends && number < ARM_REGISTERS ? number : ARM_NONE;
}

// How many of the first operands are results.
static size_t count_results(const struct arm_operands *operands)
{
    static const char *const none[] = {"st",  "cmp", "cmn",  "tst",  "ccm",  "fcmp", "fccmp",
                                       "b",   "cb",  "tb",   "ret",  "prfm", "nop",  "hint",
                                       "dmb", "dsb", "isb",  "msr",  "dc",   "ic",   "svc",
                                       "brk", "udf", "tlbi", "yield"};
    static const char *const both[] = {"ldp",    "ldnp",   "ldxp",  "ldaxp", "swp",
                                       "ldadd",  "ldclr",  "ldset", "ldeor", "ldsmax",
                                       "ldsmin", "ldumax", "ldumin"};
    // They say whether they stored; and these take bits of a register.
    static const char *const one[] = {"stx", "stlx", "bfi", "bfxil", "bic", "bfc"};
    for (size_t i = 0; i < G_N_ELEMENTS(one); i++)
        if (arm_begins(operands, one[i]))
            return 1;
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++)
        if (arm_begins(operands, both[i]))
            return 2;
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        if (arm_begins(operands, none[i]))
            return 0;
    return 1;
}

static void add_read(struct arm_operands *operands, int number)
{
    for (size_t i = 0; i + 1 < ARM_MOST_READ; i++)
        if (operands->read[i] == ARM_NONE) {
            operands->read[i] = number;
            operands->read[i + 1] = ARM_NONE;
            return;
        }
}

static void take_register(struct arm_operands *operands, int number, size_t operand,
                          bool is_in_brackets)
{
    if (is_in_brackets && operands->base == ARM_NONE && !operands->has_others) {
        operands->base = number;
        return;
    }
    operands->has_others = operands->has_others || is_in_brackets;
    if (!is_in_brackets && operand < count_results(operands))
        operands->written[operand] = number;
    else
        add_read(operands, number);
}

// What is behind a closing bracket.
static void take_end_of_place(struct arm_operands *operands, const char *after, size_t left)
{
    operands->is_post = left > 0 && after[0] == ',';
    operands->writes_back = operands->is_post || (left > 0 && after[0] == '!');
}

void arm_operands_read(struct arm_operands *operands, const char *text)
{
    size_t length = arm_bare_length(text);
    size_t at = strcspn(text, " \t");
    bool is_in_brackets = false;
    bool is_start = true; // of a word
    *operands = (struct arm_operands){.name = text,
                                      .name_length = MIN(at, length),
                                      .base = ARM_NONE,
                                      .written = {ARM_NONE, ARM_NONE},
                                      .read = {ARM_NONE},
                                      .n = at < length};
    for (size_t operand = 0; at < length; at++) {
        int number = is_start ? read_register(text + at, length - at) : ARM_NONE;
        if (number != ARM_NONE)
            take_register(operands, number, operand, is_in_brackets);
        if (is_in_brackets && is_start && g_str_has_prefix(text + at, "sp"))
            operands->has_others = true;
        if (text[at] == '#') {
            operands->number = g_ascii_strtoll(text + at + 1, NULL, 0);
            operands->has_number = true;
        }
        if (text[at] == ']')
            take_end_of_place(operands, text + at + 1, length - at - 1);
        is_in_brackets = text[at] == '[' || (is_in_brackets && text[at] != ']');
        if (text[at] == ',' && !is_in_brackets)
            operands->n = ++operand + 1;
        is_start = !g_ascii_isalnum(text[at]) && text[at] != '_' && text[at] != '.';
    }
}
