// SPDX-License-Identifier: MIT
#include "framework/program/disassembly.h"

#include <elf.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/subprocess.h"

struct disassembly {
    char *output;  // of objdump, newlines replaced by NUL
    GArray *lines; // struct instruction, by address
};

static int by_address(const void *a, const void *b)
{
    uint64_t x = ((const struct instruction *)a)->address;
    uint64_t y = ((const struct instruction *)b)->address;
    return (x > y) - (x < y);
}

// `    1149:<tab>endbr64` is an instruction; other lines name sections and functions.
static bool read_line(const char *line, struct instruction *out)
{
    char *end = NULL;
    if (*line != ' ')
        return false;
    out->address = g_ascii_strtoull(line, &end, 16);
    if (end == line || end[0] != ':' || end[1] != '\t')
        return false;
    out->text = end + 2;
    return true;
}

static void read_lines(struct disassembly *disassembly)
{
    struct instruction instruction;
    for (char *line = disassembly->output; *line != '\0';) {
        char *end = strchrnul(line, '\n');
        bool is_last = *end == '\0';
        *end = '\0';
        if (read_line(line, &instruction))
            g_array_append_val(disassembly->lines, instruction);
        line = is_last ? end : end + 1;
    }
    g_array_sort(disassembly->lines, by_address);
}

static char *run_objdump(const char *program, GError **error)
{
    // No `--` before the name: LLVM's objdump does not accept it. A path never looks like an
    // option.
    g_autofree char *path = g_canonicalize_filename(program, NULL);
    const char *const words[] = {"objdump", "-d", "-w", "-z", "--no-show-raw-insn", path, NULL};
    const char *const environment[] = {"LC_ALL=C", NULL};
    struct subprocess_call call = {.argv = words, .environment = environment};
    struct subprocess_output output;
    if (!subprocess_run(&call, &output, error)) {
        g_prefix_error(error, "cannot compare machine code without objdump (Debian: binutils): ");
        return NULL;
    }
    if (!g_spawn_check_wait_status(output.wait_status, error)) {
        g_prefix_error(error, "objdump cannot read '%s': %s", program,
                       g_strchomp(output.complaints));
        g_clear_pointer(&output.output, g_free);
    }
    g_free(output.complaints);
    return output.output;
}

struct disassembly *disassembly_read(const char *program, const struct image *image, GError **error)
{
    if (image_machine(image) != EM_X86_64) {
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT,
                    "machine code is compared on x86-64 only, and '%s' is for another machine",
                    program);
        return NULL;
    }
    char *output = run_objdump(program, error);
    if (output == NULL)
        return NULL;
    struct disassembly *disassembly = g_new(struct disassembly, 1);
    disassembly->output = output;
    disassembly->lines = g_array_new(FALSE, FALSE, sizeof(struct instruction));
    read_lines(disassembly);
    return disassembly;
}

void disassembly_free(struct disassembly *disassembly)
{
    if (disassembly == NULL)
        return;
    g_array_unref(disassembly->lines);
    g_free(disassembly->output);
    g_free(disassembly);
}

// The number of instructions before an address.
static guint count_before(const GArray *lines, uint64_t address)
{
    guint low = 0;
    for (guint high = lines->len; low < high;) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(lines, struct instruction, middle).address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct instruction *disassembly_range(const struct disassembly *disassembly, uint64_t start,
                                            uint64_t end, size_t *n)
{
    guint first = count_before(disassembly->lines, start);
    *n = end > start ? count_before(disassembly->lines, end) - first : 0;
    return *n > 0 ? elements_of(disassembly->lines, struct instruction) + first : NULL;
}

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

static bool starts_with_one_of(const char *text, const char *const *words)
{
    const char *mnemonic = skip_prefixes(text);
    for (; *words != NULL; words++)
        if (g_str_has_prefix(mnemonic, *words))
            return true;
    return false;
}

bool instruction_is_padding(const struct instruction *instruction)
{
    static const char *const words[] = {"nop", "xchg   %ax,%ax", NULL};
    return starts_with_one_of(instruction->text, words);
}

bool instruction_falls_through(const struct instruction *instruction)
{
    // A call at the end of a function is to one that does not return.
    static const char *const words[] = {"ret", "jmp", "ud2", "hlt", "call", NULL};
    return !starts_with_one_of(instruction->text, words);
}

bool instruction_is_call(const struct instruction *instruction)
{
    static const char *const words[] = {"call", NULL};
    return starts_with_one_of(instruction->text, words);
}

bool instruction_is_branch(const struct instruction *instruction)
{
    static const char *const words[] = {"call", "j", "loop", NULL};
    return starts_with_one_of(instruction->text, words) && strchr(instruction->text, '*') == NULL;
}

static bool has_starred_operand(const struct instruction *instruction, const char *mnemonic)
{
    const char *const words[] = {mnemonic, NULL};
    return starts_with_one_of(instruction->text, words) && strchr(instruction->text, '*') != NULL;
}

bool instruction_is_indirect_call(const struct instruction *instruction)
{
    return has_starred_operand(instruction, "call");
}

bool instruction_is_indirect_jump(const struct instruction *instruction)
{
    return has_starred_operand(instruction, "jmp");
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
    return starts_with_one_of(text, others) ? 0 : 8;
}

static void add_reference(struct shape *shape, uint64_t address, bool is_taken)
{
    const struct instruction instruction = {.text = shape->text->str};
    bool is_branch = !is_taken && instruction_is_branch(&instruction);
    unsigned most_bytes = is_taken ? 0 : find_width(shape->text->str);
    if (shape->n < MOST_REFERENCES)
        shape->references[shape->n++] =
            (struct reference){address, is_branch, is_taken, most_bytes};
}

// `lea    0xeb1(%rip),%rdi        # 2004 <table+0x4>`: the comment is the address.
static bool take_relative(struct shape *shape)
{
    char *comment = strchr(shape->text->str, '#');
    char *base = strstr(shape->text->str, "(%rip)");
    if (comment == NULL || base == NULL || base > comment)
        return false;
    uint64_t address = g_ascii_strtoull(comment + 1, NULL, 16);
    add_reference(shape, address, g_str_has_prefix(skip_prefixes(shape->text->str), "lea"));
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
static void take_branch(struct shape *shape)
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
    add_reference(shape, g_ascii_strtoull(operand + 1, NULL, 16), false);
    g_string_truncate(shape->text, (gsize)(operand + 1 - shape->text->str));
    g_string_append_c(shape->text, '@');
}

// In a program whose addresses are final, any number within it may be an address.
static void take_numbers(struct shape *shape, const struct image *image)
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
        add_reference(shape, number, before == '$' || *end == '(');
        g_string_erase(shape->text, start, end - found);
        g_string_insert_c(shape->text, start, '@');
        at = (gsize)start + 1;
    }
}

void shape_read(struct shape *shape, const struct image *image,
                const struct instruction *instruction)
{
    shape->n = 0;
    g_string_assign(shape->text, instruction->text);
    if (!take_relative(shape))
        take_branch(shape);
    if (image_is_fixed(image))
        take_numbers(shape, image);
}
