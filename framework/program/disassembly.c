// SPDX-License-Identifier: MIT
#include "framework/program/disassembly.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/base/subprocess.h"
#include "framework/program/syntax.h"

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
static bool read_line(const struct syntax *syntax, const char *line, struct instruction *out)
{
    char *end = NULL;
    if (*line != ' ')
        return false;
    uint64_t address = g_ascii_strtoull(line, &end, 16);
    if (end == line || end[0] != ':' || end[1] != '\t')
        return false;
    *out = (struct instruction){address, end + 2, syntax->classify(end + 2), 0, false};
    return true;
}

static void read_lines(struct disassembly *disassembly, const struct syntax *syntax)
{
    struct instruction instruction;
    for (char *line = disassembly->output; *line != '\0';) {
        char *end = strchrnul(line, '\n');
        bool is_last = *end == '\0';
        *end = '\0';
        if (read_line(syntax, line, &instruction))
            g_array_append_val(disassembly->lines, instruction);
        line = is_last ? end : end + 1;
    }
    g_array_sort(disassembly->lines, by_address);
}

static char *run_objdump(const struct syntax *syntax, const char *program, GError **error)
{
    // No `--` before the name: LLVM's objdump does not accept it. A path never looks like an
    // option.
    g_autofree char *path = g_canonicalize_filename(program, NULL);
    const char *const words[] = {syntax->objdump,      "-d", "-w", "-z",
                                 "--no-show-raw-insn", path, NULL};
    const char *const environment[] = {"LC_ALL=C", NULL};
    struct subprocess_call call = {.argv = words, .environment = environment};
    struct subprocess_output output;
    if (!subprocess_run(&call, &output, error)) {
        g_prefix_error(error,
                       "cannot compare machine code without %s (Debian: %s): ", syntax->objdump,
                       syntax->package);
        return NULL;
    }
    if (!g_spawn_check_wait_status(output.wait_status, error)) {
        g_prefix_error(error, "%s cannot read '%s': %s", syntax->objdump, program,
                       g_strchomp(output.complaints));
        g_clear_pointer(&output.output, g_free);
    }
    g_free(output.complaints);
    return output.output;
}

struct disassembly *disassembly_read(const char *program, const struct image *image, GError **error)
{
    const struct syntax *syntax = syntax_find(image_machine(image));
    if (syntax == NULL) {
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT,
                    "machine code is compared on x86-64 and aarch64 only, and '%s' is for another "
                    "machine",
                    program);
        return NULL;
    }
    char *output = run_objdump(syntax, program, error);
    if (output == NULL)
        return NULL;
    struct disassembly *disassembly = g_new(struct disassembly, 1);
    disassembly->output = output;
    disassembly->lines = g_array_new(FALSE, FALSE, sizeof(struct instruction));
    read_lines(disassembly, syntax);
    if (syntax->join != NULL)
        syntax->join(image, elements_of(disassembly->lines, struct instruction),
                     disassembly->lines->len);
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
