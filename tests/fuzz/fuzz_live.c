// SPDX-License-Identifier: MIT
// What programs show of themselves (framework/live/), read, listed and printed.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/cli/ps_text.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

static void print(const struct live_list *list)
{
    for (int is_of_process = 0; is_of_process < 2; is_of_process++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GString) json = g_string_new(NULL);
        if (is_of_process)
            ps_text_write_process(text, list, 80);
        else
            ps_text_write(text, list, 0);
        ps_json_write(json, list, is_of_process);
        insist_sink("table", text->str);
        insist_sink("json", json->str);
    }
}

// A file of these bytes that is of process 7 by its name.
static struct live_file open_file(const uint8_t *data, size_t size)
{
    struct live_file file = {"7-x", memfd_create("live", MFD_CLOEXEC), size, 7};
    insist(file.fd >= 0 && write(file.fd, data, size) == (ssize_t)size, "a file can be made");
    return file;
}

void fuzz_span_table(const uint8_t *data, size_t size)
{
    struct live_file file = open_file(data, size);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) programs = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SpanProgram) program = span_program_read(&file, &error);
    if (program != NULL) {
        g_ptr_array_add(programs, program);
        print(&(struct live_list){none, programs, none, 0});
    }
    insist((program == NULL) == (error != NULL), "spans are read or not");
    close(file.fd);
}

void fuzz_run_card(const uint8_t *data, size_t size)
{
    struct live_file file = open_file(data, size);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) runs = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(ShownRun) run = shown_run_read(&file, &error);
    if (run != NULL) {
        g_ptr_array_add(runs, run);
        print(&(struct live_list){runs, none, none, 0});
    }
    insist((run == NULL) == (error != NULL), "a card is read or not");
    close(file.fd);
}
