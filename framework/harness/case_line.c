// SPDX-License-Identifier: MIT
#include "framework/harness/case_line.h"

#include <stdio.h>

#include "framework/harness/wire.h"

// GROUP_NAME as in BENCH(GROUP, NAME): the body is the function `bench_body_GROUP_NAME`.
static void print_symbol(const struct bench_def *def)
{
    char symbol[512];
    int length = snprintf(symbol, sizeof symbol, "%s_%s", def->group, def->name);
    if (length > 0 && (size_t)length < sizeof symbol)
        wire_text("symbol", symbol);
}

// A technique may pay only from some size on.
static double claimed_speedup(const struct registered_case *c)
{
    const struct bench_options *options = &c->def->options;
    bool is_below = options->claim_arg != 0 && c->args[0] < options->claim_arg;
    return is_below ? 0 : options->min_speedup;
}

static void print_args(const struct registered_case *c)
{
    const struct bench_options *options = &c->def->options;
    static const char *const keys[REGISTRY_ARGS] = {"arg", "arg2", "arg3"};
    static const char *const name_keys[REGISTRY_ARGS] = {"arg_name", "arg2_name", "arg3_name"};
    const char *const names[REGISTRY_ARGS] = {options->arg_name, options->arg2_name,
                                              options->arg3_name};
    for (unsigned i = 0; i < REGISTRY_ARGS; i++) {
        if (c->has_args[i])
            wire_print(" %s=%lld", keys[i], (long long)c->args[i]);
        if (c->has_args[i] && names[i] != NULL)
            wire_text(name_keys[i], names[i]);
    }
    if (c->param != NULL)
        wire_text("param", c->param->name);
}

void case_line_print(const struct registered_case *c)
{
    const struct bench_options *options = &c->def->options;
    wire_print("case");
    wire_text("group", c->def->group);
    wire_text("name", options->name ? options->name : c->def->name);
    print_args(c);
    wire_print(" baseline=%d iterations=%llu", options->baseline,
               (unsigned long long)options->iterations);
    wire_number("time_s", options->time_s);
    wire_number("min_speedup", claimed_speedup(c));
    if (options->tags != NULL)
        wire_text("tags", options->tags);
    if (options->all_cpus)
        wire_print(" all_cpus=1");
    if (c->has_threads)
        wire_print(" threads=%u", c->threads);
    if (options->requests > 0)
        wire_print(" requests=%u", options->requests);
    if (c->has_concurrency)
        wire_print(" concurrency=%u", c->concurrency);
    if (options->requests > 0)
        wire_number("rate", options->rate);
    if (registry_mistake(c) != NULL)
        wire_text("mistake", registry_mistake(c));
    if (options->latency || options->requests > 0)
        wire_print(" latency=1");
    if (options->cold)
        wire_print(" cold=1");
    if (!c->is_compared)
        wire_print(" compares=0");
    wire_text("file", c->def->file);
    wire_print(" line=%u", options->line);
    print_symbol(c->def);
    wire_print("\n");
}
