// SPDX-License-Identifier: MIT
#include "framework/explain/hot_code.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "framework/program/disassembly.h"
#include "framework/program/parameters.h"

static char *folder, *program;

static void build(void)
{
    g_autofree char *line = NULL;
    int status = 0;
    folder = g_dir_make_tmp("benchrun-loops-XXXXXX", NULL);
    program = g_build_filename(folder, "program", NULL);
    line = g_strdup_printf("gcc -g -O2 -fno-tree-vectorize -o %s " SOURCE, program);
    cr_assert(g_spawn_command_line_sync(line, NULL, NULL, &status, NULL));
    cr_assert(g_spawn_check_wait_status(status, NULL), "%s", line);
}

static void end(void)
{
    cr_expect(remove(program) == 0);
    cr_expect(remove(folder) == 0);
    g_free(program);
    g_free(folder);
}

TestSuite(hot_code, .init = build, .fini = end, .timeout = 60);

static struct image_symbol find(const struct image *image, const char *name)
{
    size_t n = 0;
    const struct image_symbol *functions = image_functions(image, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(functions[i].name, name) == 0)
            return functions[i];
    cr_assert_fail("no function '%s'", name);
    return functions[0];
}

// The first and the last instruction of the last jump back in a function.
static void find_loop(const struct instruction *instructions, size_t n, uint64_t loop[2])
{
    for (size_t i = 0; i < n; i++) {
        const char *blank = strchr(instructions[i].text, ' ');
        bool is_jump = *instructions[i].text == 'j' && blank != NULL;
        uint64_t target = is_jump ? g_ascii_strtoull(blank, NULL, 16) : 0;
        if (target >= instructions[0].address && target < instructions[i].address) {
            loop[0] = target;
            loop[1] = instructions[i].address;
        }
    }
}

// As if one function alone had run, once, and what is in its loop a thousand times.
static GArray *costs_of(const struct image *image, const char *name)
{
    size_t n = 0;
    uint64_t loop[2] = {0, 0};
    GArray *costs = g_array_new(FALSE, TRUE, sizeof(struct instruction_cost));
    struct image_symbol function = find(image, name);
    struct disassembly *disassembly = disassembly_read(program, image, NULL);
    const struct instruction *instructions =
        disassembly_range(disassembly, function.start, function.end, &n);
    find_loop(instructions, n, loop);
    for (size_t i = 0; i < n; i++) {
        uint64_t address = instructions[i].address;
        bool is_inside = address >= loop[0] && address <= loop[1];
        const struct instruction_cost cost = {
            .address = address, .line = 7, .counts = {[COST_RUNS] = is_inside ? 1000 : 1}};
        g_array_append_val(costs, cost);
    }
    disassembly_free(disassembly);
    return costs;
}

static void look(struct hot_code *code, const char *name)
{
    struct image *image = image_open(program, NULL);
    cr_assert_not_null(image);
    g_autoptr(GArray) costs = costs_of(image, name);
    cr_assert(hot_code_find(code, program, costs, NULL));
    image_close(image);
}

Test(hot_code, knows_what_a_loop_reads_of_each_object)
{
    struct hot_code code;
    look(&code, "sum_field");
    cr_expect_str_eq(code.loop.function, "sum_field");
    cr_expect_eq(code.loop.line, 7);
    cr_expect_eq(code.loop.stride, 56);
    cr_expect_eq(code.loop.touched, 4);
    cr_expect(code.loop.is_plain);
    cr_expect_not(code.loop.is_packed);
    cr_expect_gt(code.loop.share, 0.99);
    cr_expect_eq(code.scalar + code.packed, 0);
    hot_code_clear(&code);
}

Test(hot_code, tells_numbers_one_by_one_from_several_at_once)
{
    struct hot_code code;
    look(&code, "sum_all");
    cr_expect_eq(code.loop.stride, 4);
    cr_expect_eq(code.loop.touched, 4);
    cr_expect_eq(code.loop.element, 4);
    cr_expect(code.loop.is_plain);
    cr_expect_gt(code.scalar, 100);
    cr_expect_eq(code.scalar_bytes, 4);
    cr_expect_eq(code.packed, 0);
    hot_code_clear(&code);
}

Test(hot_code, of_no_program_is_an_error)
{
    struct hot_code code;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) costs = g_array_new(FALSE, FALSE, sizeof(struct instruction_cost));
    cr_expect_not(hot_code_find(&code, "/no/such/program", costs, &error));
    cr_expect_not_null(error);
}

static void expect_parameters(const char *name, enum parameters kind, unsigned n)
{
    struct image *image = image_open(program, NULL);
    unsigned found = 99;
    cr_expect_eq(parameters_read(program, find(image, name).start, &found), kind, "%s", name);
    cr_expect_eq(found, n, "%s: %u", name, found);
    image_close(image);
}

Test(hot_code, parameters_are_numbers_or_something_else)
{
    unsigned n = 99;
    expect_parameters("numbers_alone", PARAMETERS_NUMBERS, 4);
    expect_parameters("with_others", PARAMETERS_POINTERS, 2);
    expect_parameters("sum_field", PARAMETERS_POINTERS, 2);
    expect_parameters("nothing", PARAMETERS_NONE, 0);
    cr_expect_eq(parameters_read(program, 1, &n), PARAMETERS_UNKNOWN);
    cr_expect_eq(parameters_read("/no/such/program", 1, &n), PARAMETERS_UNKNOWN);
}
