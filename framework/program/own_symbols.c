// SPDX-License-Identifier: MIT
#include "framework/program/own_symbols.h"

#include <string.h>

#include "framework/program/plain_name.h"

bool own_symbol_is_library(const char *name)
{
    static const char *const names[] = {"bench_add_time",
                                        "bench_batch",
                                        "bench_bytes",
                                        "bench_cold",
                                        "bench_fail",
                                        "bench_fixture",
                                        "bench_items",
                                        "bench_loop_begin",
                                        "bench_loop_end",
                                        "bench_main",
                                        "bench_metric",
                                        "bench_next_request",
                                        "bench_output",
                                        "bench_output_f32",
                                        "bench_output_f64",
                                        "bench_request_done",
                                        "bench_request_failed",
                                        "bench_requests_left",
                                        "bench_requests_wait_ns",
                                        "bench_skip",
                                        "bench_span_begin",
                                        "bench_span_cancel_fd",
                                        "bench_span_cancelled",
                                        "bench_span_end",
                                        "bench_span_note",
                                        "bench_span_number",
                                        "bench_thread",
                                        "bench_threads",
                                        "bench_timeit",
                                        "bench_timeit_auto",
                                        "bench_timer_begin",
                                        "bench_timer_end",
                                        "bench_wants_output",
                                        NULL};
    return name != NULL && g_strv_contains(names, name);
}

bool own_symbol_is_begin(const char *name)
{
    return g_strcmp0(name, "bench_loop_begin") == 0;
}

bool own_symbol_is_end(const char *name)
{
    return g_strcmp0(name, "bench_loop_end") == 0;
}

bool own_symbol_is_compilers(const char *name)
{
    // The third asks whether the CPU has atomic instructions (aarch64); the others are made of
    // parts of several objects, and have in musl the size of the first.
    static const char *const names[] = {
        "frame_dummy", "__do_global_dtors_aux", "init_have_lse_atomics", "_init", "_fini", NULL};
    return g_strv_contains(names, name);
}

bool own_symbol_is_starter(const char *name)
{
    // A compiler may have made a clone of it.
    g_autofree char *plain = name != NULL ? plain_name(name) : NULL;
    return g_strcmp0(plain, "benchrun_start_thread") == 0 ||
           g_strcmp0(plain, "benchrun_start_watch") == 0;
}

bool own_symbol_is_registry(const struct image *image, uint64_t address)
{
    const struct image_section *section = image_section_at(image, address);
    const struct image_symbol *object = image_object_at(image, address);
    if (section != NULL &&
        (strcmp(section->name, "bench_defs") == 0 || strcmp(section->name, "bench_groups") == 0))
        return true;
    if (object == NULL || strstr(object->name, "bench_") == NULL)
        return false;
    g_autofree char *name = plain_name(object->name);
    return name != NULL &&
           (strcmp(name, "bench_registry") == 0 || g_str_has_prefix(name, "bench_def_") ||
            g_str_has_prefix(name, "bench_group_def_"));
}
