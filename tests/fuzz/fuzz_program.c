// SPDX-License-Identifier: MIT
#include <glib.h>
#include <string.h>

#include "framework/explain/hot_code.h"
#include "framework/explain/operands.h"
#include "framework/explain/vector_report.h"
#include "framework/program/code.h"
#include "framework/program/code_map.h"
#include "framework/program/empty_loop.h"
#include "framework/program/exports.h"
#include "framework/program/libraries.h"
#include "framework/program/locals.h"
#include "framework/program/parameters.h"
#include "framework/program/producer.h"
#include "framework/program/suite_program.h"
#include "framework/program/syntax.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"
#include "tests/fuzz/world.h"

// Each address is found where it is said to be.
static void look_at(const struct image *image, const char *path)
{
    size_t n = 0;
    const struct image_section *sections = image_sections(image, &n);
    for (size_t i = 0; i < n; i++) {
        insist(image_section_at(image, sections[i].start) == &sections[i], "a section is found");
        insist(image_find_section(image, sections[i].name) != NULL, "a section has its name");
    }
    const struct image_symbol *functions = image_functions(image, &n);
    for (size_t i = 0; i < n; i++) {
        unsigned parameters = 0;
        insist(functions[i].end > functions[i].start, "a function has a size");
        insist(image_section_at(image, functions[i].start) != NULL, "a function is in a section");
        g_ptr_array_unref(locals_of_function(path, functions[i].name));
        parameters_read(path, functions[i].start, &parameters);
        if (i > 20)
            break;
    }
    const struct image_slot *slots = image_slots(image, &n);
    for (size_t i = 0; i < n; i++)
        insist(image_slot_at(image, slots[i].at) != NULL, "a slot is found");
}

static void free_table(GHashTable *table)
{
    g_clear_pointer(&table, g_hash_table_unref);
}

void fuzz_elf(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    const char *path = world_file(data, size);
    struct image *image = image_open(path, &error);
    insist((image == NULL) == (error != NULL), "a program that cannot be read has a reason");
    if (image != NULL)
        look_at(image, path);
    image_close(image);
    free_table(exports_read(path, NULL));
    free_table(empty_loops_find(path));
    g_free(producer_read(path, NULL));
    g_free(producer_read(path, "a.c"));
    suite_is_program(path);
    world_set(data, size);
    libraries_free(libraries_find(path, NULL));
    world_set(NULL, 0);
}

// The first zero byte after the last line that objdump printed ends its text.
static size_t split(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    return end != NULL ? (size_t)(end - data) : size;
}

static void look_for_hot_code(const char *path)
{
    struct hot_code code;
    g_autoptr(GArray) costs = g_array_new(FALSE, TRUE, sizeof(struct instruction_cost));
    for (unsigned i = 0; i < 64; i++) {
        struct instruction_cost cost = {0x1000 + i, i, {100 + i, 1, 2, 1}};
        g_array_append_val(costs, cost);
    }
    if (hot_code_find(&code, path, costs, NULL))
        hot_code_clear(&code);
}

void fuzz_code(const uint8_t *data, size_t size)
{
    size_t length = split(data, size);
    size_t rest = MIN(length + 1, size);
    const struct bench_case bench_case = {.symbol = (char *)"g_n"};
    const char *path = world_file(data + rest, size - rest);
    const struct code_program programs[2] = {{.path = path}, {.path = path}};
    world_set(data, length);
    struct code_map *map = code_map_read(path, NULL);
    code_map_free(map);
    struct code_index *index = code_index_new();
    g_autofree char *why = NULL;
    enum code_sameness sameness = code_compare(index, programs, &bench_case, CODE_OF_CASE, &why);
    insist(code_is_same(sameness) == (why == NULL), "what is not the same has a reason");
    code_index_free(index);
    look_for_hot_code(path);
    world_set(NULL, 0);
}

void fuzz_instructions(const uint8_t *data, size_t size)
{
    struct operation operation;
    g_autofree char *text = input_text(data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        operation_read(&operation, *line);
        insist(operation.written >= NO_REGISTER && operation.written < REGISTERS,
               "a register is one");
        insist(memchr(operation.name, '\0', sizeof operation.name) != NULL, "a name ends");
        insist(syntax_x86_64.classify(*line) <= INSTRUCTION_STOP, "an instruction is of a kind");
        insist(syntax_aarch64.classify(*line) <= INSTRUCTION_STOP, "an instruction is of a kind");
    }
}

void fuzz_vector_report(const uint8_t *data, size_t size)
{
    g_autofree char *text = input_text(data, size);
    g_free(vector_report_find(text, "folder/a.c", 12));
}
