// SPDX-License-Identifier: MIT
// Programs that were made to keep benchrun busy or to end it: the section table of a file
// decides nothing but whether it can be compared.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/program/code.h"
#include "framework/program/code_map.h"
#include "framework/program/image.h"
#include "tests/framework/program/crafted.h"

static char *folder;
static char *copy;

static void set_up(void)
{
    folder = g_dir_make_tmp("benchrun-crafted-XXXXXX", NULL);
    cr_assert_not_null(folder);
    copy = g_build_filename(folder, "copy", NULL);
}

static void tear_down(void)
{
    remove(copy);
    cr_assert(remove(folder) == 0);
    g_free(copy);
    g_free(folder);
}

TestSuite(code_crafted, .init = set_up, .fini = tear_down, .timeout = 30);

static struct bench_case bench_case = {.symbol = (char *)"code_all"};

static enum code_sameness compare_copy(char **why)
{
    const struct code_program programs[2] = {{.path = copy}, {.path = copy}};
    struct code_index *index = code_index_new();
    enum code_sameness sameness = code_compare(index, programs, &bench_case, CODE_OF_CASE, why);
    code_index_free(index);
    return sameness;
}

static void expect_refusal(const char *phrase)
{
    g_autoptr(GError) error = NULL;
    cr_expect_null(code_map_read(copy, &error));
    cr_assert(g_error_matches(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT), "%s",
              error ? error->message : "no error");
    cr_expect_not_null(strstr(error->message, phrase), "%s", error->message);
}

Test(code_crafted, the_copy_alone_is_identical)
{
    g_autofree char *why = NULL;
    crafted_close(crafted_open(PROGRAM, copy));
    cr_expect_eq(compare_copy(&why), CODE_IDENTICAL, "%s", why);
}

// The last section in memory, of 2^62 bytes that are not in the file, and the case's definition
// all of it.
Test(code_crafted, a_definition_of_2_to_the_61_bytes_is_unknown)
{
    g_autofree char *why = NULL;
    struct crafted *crafted = crafted_open(PROGRAM, copy);
    Elf64_Shdr *bss = crafted_section(crafted, ".bss");
    Elf64_Sym *definition = crafted_symbol(crafted, "bench_def_code_all");
    bss->sh_size = UINT64_C(1) << 62;
    definition->st_value = bss->sh_addr;
    definition->st_size = UINT64_C(1) << 61;
    crafted_close(crafted);
    cr_expect_eq(compare_copy(&why), CODE_UNKNOWN);
    cr_expect(why != NULL && strstr(why, "not in the file") != NULL, "%s", why);
}

Test(code_crafted, sections_that_overlap_are_refused)
{
    struct crafted *crafted = crafted_open(PROGRAM, copy);
    const Elf64_Shdr *tdata = crafted_section(crafted, ".tdata");
    Elf64_Shdr *bss = crafted_section(crafted, ".bss");
    bss->sh_addr = tdata->sh_addr;
    bss->sh_size = tdata->sh_size;
    crafted_close(crafted);
    expect_refusal("sections that overlap");
}

Test(code_crafted, sections_at_the_end_of_all_addresses_are_refused)
{
    static const uint64_t starts[] = {UINT64_MAX - 4, UINT64_MAX - 100, UINT64_C(1) << 63};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct crafted *crafted = crafted_open(PROGRAM, copy);
        crafted_section(crafted, ".data")->sh_addr = starts[i];
        crafted_section(crafted, ".plt")->sh_addr = starts[i];
        crafted_close(crafted);
        expect_refusal("sections that overlap");
    }
}

// Each is within the file, together they are not: a walk over all would take as often as there are
// sections.
Test(code_crafted, sections_that_share_the_file_are_refused)
{
    struct crafted *crafted = crafted_open(PROGRAM, copy);
    uint64_t each = crafted_section(crafted, ".symtab")->sh_offset;
    uint64_t all = 0;
    static const char *const names[] = {".rodata", ".data", ".tdata", ".bss"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Elf64_Shdr *section = crafted_section(crafted, names[i]);
        section->sh_type = SHT_PROGBITS;
        section->sh_offset = 0;
        section->sh_addr = (UINT64_C(1) << 40) + all;
        section->sh_size = each;
        all += each;
    }
    crafted_close(crafted);
    expect_refusal("sections that overlap");
}

Test(code_crafted, an_interruption_ends_the_walk)
{
    g_autofree char *why = NULL;
    crafted_close(crafted_open(PROGRAM, copy));
    const struct code_program programs[2] = {{.path = copy}, {.path = copy}};
    struct code_index *index = code_index_new();
    code_compare(index, programs, &bench_case, CODE_OF_LOOP, NULL); // reads the program
    interruption_request();
    cr_expect_eq(code_compare(index, programs, &bench_case, CODE_OF_CASE, &why), CODE_UNKNOWN);
    cr_expect_str_eq(why, "interrupted");
    code_index_free(index);
}
