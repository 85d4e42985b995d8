// SPDX-License-Identifier: MIT
#include "framework/explain/operands.h"

#include <glib.h>
#include <string.h>

enum { MOST_OPERANDS = 4 };

struct words {
    const char *name;
    char *operands[MOST_OPERANDS];
    unsigned n;
};

// Names of the registers of 64, 32, 16 and 8 bits, by number.
static int register_number(const char *name, unsigned *bytes)
{
    static const char *const old[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    const char *rest = name + 1;
    unsigned most = *name == 'r' ? 8 : *name == 'e' ? 4 : 2;
    *bytes = most;
    if (*name == 'r' && g_ascii_isdigit(*rest)) {
        char *end = NULL;
        guint64 number = g_ascii_strtoull(rest, &end, 10);
        *bytes = *end == 'd' ? 4 : *end == 'w' ? 2 : *end == 'b' ? 1 : 8;
        return number < REGISTERS ? (int)number : NO_REGISTER;
    }
    const char *two = most == 2 ? name : rest;
    for (int i = 0; i < (int)G_N_ELEMENTS(old); i++) {
        if (strncmp(two, old[i], 2) == 0 && (two[2] == '\0' || two[2] == 'l'))
            return *bytes = two[2] == 'l' ? 1 : most, i;
        bool is_low = name[0] == old[i][0] && (name[1] == 'l' || name[1] == 'h') && name[2] == '\0';
        if (i < 4 && is_low)
            return *bytes = 1, i;
    }
    return NO_REGISTER;
}

static unsigned vector_bytes(const char *operand)
{
    return g_str_has_prefix(operand, "%xmm")   ? 16
           : g_str_has_prefix(operand, "%ymm") ? 32
           : g_str_has_prefix(operand, "%zmm") ? 64
                                               : 0;
}

// Splits a copy at the commas outside of brackets.
static void split(struct words *words, char *text)
{
    unsigned depth = 0;
    char *comment = strpbrk(text, "<#");
    if (comment != NULL)
        *comment = '\0';
    text = g_strchomp(text);
    words->name = text;
    text += strcspn(text, " ");
    if (*text != '\0')
        *text++ = '\0';
    text = g_strchug(text);
    while (*text != '\0' && words->n < MOST_OPERANDS) {
        words->operands[words->n++] = text;
        for (; *text != '\0' && (*text != ',' || depth > 0); text++)
            depth += *text == '(' ? 1u : *text == ')' ? -1u : 0;
        if (*text != '\0')
            *text++ = '\0';
    }
}

static int read_register(const char *text)
{
    unsigned bytes = 0;
    const char *name = *text == '%' ? text + 1 : text;
    char *end = strpbrk(name, ",)");
    g_autofree char *alone = end != NULL ? g_strndup(name, (gsize)(end - name)) : g_strdup(name);
    return register_number(alone, &bytes);
}

static void read_memory(struct memory_operand *memory, const char *text)
{
    const char *bracket = strchr(text, '(');
    *memory = (struct memory_operand){
        .exists = true, .base = NO_REGISTER, .index = NO_REGISTER, .scale = 1};
    bool is_negative = *text == '-';
    int64_t number = (int64_t)g_ascii_strtoull(text + is_negative, NULL, 16);
    memory->displacement = is_negative ? -number : number;
    g_auto(GStrv) parts = g_strsplit(bracket + 1, ",", 3);
    if (parts[0] != NULL && *parts[0] == '%')
        memory->base = read_register(parts[0]);
    if (parts[0] != NULL && parts[1] != NULL)
        memory->index = read_register(parts[1]);
    if (parts[0] != NULL && parts[1] != NULL && parts[2] != NULL)
        memory->scale = (unsigned)g_ascii_strtoull(parts[2], NULL, 10);
}

// `addsd`, `vfmadd231ps`: the kind by the last two letters of what computes with such numbers.
static enum arithmetic kind_of(const char *name)
{
    static const char *const vector[] = {"add", "sub", "mul", "div", "sqrt", "max",
                                         "min", "fma", "fms", "fnm", "rcp",  "rsqrt"};
    static const char *const integer[] = {"add", "sub", "imul", "and", "or", "xor",
                                          "shl", "sar", "shr",  "not", "neg"};
    // pxor also sets a register to 0.
    static const char *const no_vector[] = {"push", "pop",  "pause", "prefetch",
                                            "pext", "pdep", "pxor",  "vpxor"};
    const char *plain = *name == 'v' ? name + 1 : name;
    bool is_scalar = g_str_has_suffix(name, "ss") || g_str_has_suffix(name, "sd");
    bool is_packed = g_str_has_suffix(name, "ps") || g_str_has_suffix(name, "pd");
    for (size_t i = 0; (is_scalar || is_packed) && i < G_N_ELEMENTS(vector); i++)
        if (g_str_has_prefix(plain, vector[i]))
            return is_scalar ? ARITHMETIC_SCALAR : ARITHMETIC_PACKED;
    for (size_t i = 0; i < G_N_ELEMENTS(no_vector); i++)
        if (g_str_has_prefix(name, no_vector[i]))
            return ARITHMETIC_NONE;
    if (*plain == 'p')
        return ARITHMETIC_PACKED;
    for (size_t i = 0; i < G_N_ELEMENTS(integer); i++) {
        size_t n = strlen(integer[i]);
        if (strncmp(name, integer[i], n) == 0 && strspn(name + n, "bwlq") == strlen(name + n))
            return ARITHMETIC_INTEGER;
    }
    return ARITHMETIC_NONE;
}

// From the name where it says so, else from a register.
static unsigned bytes_of(const struct words *words)
{
    static const struct {
        const char *prefix;
        unsigned bytes;
    } extending[] = {{"movzb", 1}, {"movsb", 1}, {"movzw", 2}, {"movsw", 2}, {"movsl", 4}};
    const char *name = words->name;
    for (size_t i = 0; i < G_N_ELEMENTS(extending); i++)
        if (g_str_has_prefix(name, extending[i].prefix))
            return extending[i].bytes;
    if (g_str_has_suffix(name, "ss"))
        return 4;
    if (g_str_has_suffix(name, "sd"))
        return 8;
    for (unsigned i = 0; i < words->n; i++) {
        unsigned bytes = vector_bytes(words->operands[i]);
        if (bytes == 0 && *words->operands[i] == '%')
            register_number(words->operands[i] + 1, &bytes);
        if (bytes > 0)
            return bytes;
    }
    const char *last = name + strlen(name) - (*name != '\0');
    return *last == 'b' ? 1 : *last == 'w' ? 2 : *last == 'l' ? 4 : *last == 'q' ? 8 : 0;
}

static bool only_compares(const char *name)
{
    return g_str_has_prefix(name, "cmp") || g_str_has_prefix(name, "test") ||
           g_str_has_prefix(name, "push") || strstr(name, "comis") != NULL;
}

static int64_t immediate(const char *operand)
{
    bool is_negative = operand[1] == '-';
    int64_t number = (int64_t)g_ascii_strtoull(operand + 1 + is_negative, NULL, 16);
    return is_negative ? -number : number;
}

// What an instruction adds to the register that it writes; 0: it does something else.
static int64_t step_of(const struct words *words, const struct operation *operation)
{
    const char *name = words->name;
    bool has_immediate = words->n == 2 && *words->operands[0] == '$';
    if (g_str_has_prefix(name, "inc"))
        return 1;
    if (g_str_has_prefix(name, "dec"))
        return -1;
    if (has_immediate && g_str_has_prefix(name, "add"))
        return immediate(words->operands[0]);
    if (has_immediate && g_str_has_prefix(name, "sub"))
        return -immediate(words->operands[0]);
    bool is_own = operation->memory.exists && operation->memory.base == operation->written &&
                  operation->memory.index == NO_REGISTER;
    return g_str_has_prefix(name, "lea") && is_own ? operation->memory.displacement : 0;
}

static void read_operands(struct operation *operation, const struct words *words)
{
    bool is_address = g_str_has_prefix(words->name, "lea") || g_str_has_prefix(words->name, "nop");
    for (unsigned i = 0; i < words->n; i++) {
        if (strchr(words->operands[i], '(') == NULL)
            continue;
        bool is_last = i + 1 == words->n;
        read_memory(&operation->memory, words->operands[i]);
        operation->is_load =
            !is_address && (!is_last || words->n == 1 || only_compares(words->name));
    }
    const char *last = words->n > 0 ? words->operands[words->n - 1] : "";
    unsigned bytes = 0;
    if (*last == '%' && !only_compares(words->name))
        operation->written = register_number(last + 1, &bytes);
    operation->step = operation->written != NO_REGISTER ? step_of(words, operation) : 0;
    operation->bytes = bytes_of(words);
}

void operation_read(struct operation *operation, const char *text)
{
    struct words words = {0};
    g_autofree char *copy = g_strdup(text);
    split(&words, copy);
    *operation = (struct operation){.written = NO_REGISTER};
    g_strlcpy(operation->name, words.name, sizeof operation->name);
    operation->is_call = g_str_has_prefix(words.name, "call");
    operation->is_branch = *words.name == 'j';
    if (operation->is_call || operation->is_branch) {
        if (words.n > 0 && g_ascii_isxdigit(*words.operands[0]))
            operation->target = g_ascii_strtoull(words.operands[0], NULL, 16);
        return;
    }
    operation->kind = kind_of(words.name);
    read_operands(operation, &words);
}
