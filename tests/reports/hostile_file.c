// SPDX-License-Identifier: MIT
#include "tests/reports/hostile_file.h"

#include <jansson.h>
#include <string.h>

#include "framework/base/json.h"
#include "framework/result/command_run.h"
#include "framework/result/file/run_file.h"

const char *const hostile_payloads[] = {
    "plain",
    // A terminal: title, colours, the cursor; with C1 controls; with directions; line ends.
    "\x1b]0;pwned\x07\x1b[2J\x1b[31m\b\r\x7f",
    "\xc2\x85\xc2\x90\xc2\x9b"
    "31m\xc2\x9d",
    "\u202e\u2066\u200f\u061c\u200b\ufeff\u00ad",
    "\u2028\u2029\v\f\t",
    "\u0301\ufe0f\u20dd",
    // A log of CI, at the start of a line and within.
    "::error::pwned ",
    "  \t::add-mask::pwned ",
    "\u00a0\u3000::stop-commands::pwned ",
    "\ufe0f:\ufe0f:error::pwned ",
    "x\n::error::pwned\r\n  ::add-mask::pwned\n\n##[error]pwned\n",
    "##[error]pwned ",
    "x ##vso[task.setvariable variable=PATH]pwned #\ufe0f#[error]x ###[y] ",
    "word word word word word word word word word word word word ::error::pwned word ::x:: ",
    // Markup.
    "<script>alert('pwned')</script><img src=x onerror=pwned>",
    "\" onload=\"pwned\" ' onload='pwned' ",
    "]]> --> <!-- <![CDATA[ </pre></text></title></svg></details>",
    "&#x0; &#x202e; &#8238; &#0; &lt; &amp; &bogus; ",
    "{{script}} {{style}} ",
    // Markdown.
    "![pwned](https://pwned.example/x.png) [pwned](javascript:pwned) [a]: <b> ",
    "| pwned | `pwned` ~~~ ``` ** ~~a~~ _b_ $c$ ",
    "# pwned",
    "- [x] pwned",
    "1. pwned",
    "===",
    "---",
    "    pwned",
    "> pwned",
    "@pwned https://pwned.example www.pwned.example pwned@pwned.example ",
    // Spreadsheets, TAP, Go, labels, formats, scripts.
    "=cmd|'/c calc'!A1",
    "+1-1@SUM(1)",
    "@SUM(1)",
    "a,b;\"c\"\"d\\",
    "not ok 1 - pwned # TODO pwned # SKIP\n1..0\nBail out! pwned",
    "%s%n%0A%3A%3Aerror%3A%3A",
    "\\n\\\" } benchrun_pwned{} 1\n# EOF\n",
    "'; system('touch pwned'); \" `touch pwned` $(touch pwned)",
    "../../../pwned",
    "",
    NULL,
};

// Texts that are words of the format, or no texts at all.
static bool is_word(const char *key)
{
    static const char *const keys[] = {
        "status",      "check",  "side", "ended_by",   "verdict", "claim",    "pairing",
        "cycles_from", "better", "kind", "complexity", "seed",    "pid_seed", NULL};
    return key != NULL && g_strv_contains(keys, key);
}

static json_t *attack_text(const char *text, const char *payload)
{
    g_autofree char *whole = g_strconcat(payload, text, NULL);
    return json_string(whole);
}

static json_t *attack(const char *key, const json_t *value, const char *payload);

// The names of metrics and parameters are keys; benchrun's own stay, so that they are known.
static json_t *attack_object(const char *key, const json_t *object, const char *payload)
{
    json_t *out = json_object();
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        bool is_named = g_strcmp0(key, "metrics") == 0 || g_strcmp0(key, "parameters") == 0;
        bool is_own = !is_named || metric_kind_find(name) != NULL;
        g_autofree char *own = g_strconcat(is_own ? "" : payload, name, NULL);
        json_object_set_new(out, own, attack(name, value, payload));
    }
    return out;
}

static json_t *attack(const char *key, const json_t *value, const char *payload)
{
    if (json_is_string(value) && !is_word(key))
        return attack_text(json_string_value(value), payload);
    if (json_is_object(value))
        return attack_object(key, value, payload);
    if (!json_is_array(value))
        return json_deep_copy(value);
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(value); i++)
        json_array_append_new(out, attack(key, json_array_get(value, i), payload));
    return out;
}

char *hostile_file(const struct run *run, const char *payload)
{
    g_autofree char *text = run_format(run);
    json_t *root = json_loads(text, 0, NULL);
    g_assert(root != NULL);
    char *file = json_print(attack(NULL, root, payload), JSON_INDENT(1));
    json_decref(root);
    return file;
}

static void fill(char **text, const char *word)
{
    if (*text == NULL)
        *text = g_strdup(word);
}

static void fill_machine(struct machine *machine)
{
    const char **texts[] = {
        &machine->id,          &machine->cpu,        &machine->vendor,  &machine->microarchitecture,
        &machine->arch,        &machine->kernel,     &machine->os,      &machine->libc,
        &machine->clocksource, &machine->hypervisor, &machine->governor};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (*texts[i] == NULL)
            *texts[i] = g_strdup("part");
    if (machine->features == NULL)
        machine->features = g_strsplit("avx2 sse4", " ", -1);
    if (machine->n_caches == 0) {
        machine->n_caches = 1;
        machine->caches = g_new0(struct cache, 1);
        machine->caches[0].level = 1;
    }
}

// As of `exec`, with a run for each sample.
static void fill_command(struct result *result)
{
    static const struct command_run run = {.user_ns = 1e6, .peak_bytes = 1 << 20, .exit_code = 3};
    fill(&result->bench_case->command, "a command");
    result->bench_case->parameters = g_strsplit("name=value", " ", -1);
    for (guint p = 0; p < result->processes->len; p++) {
        struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++)
            process_add_run(process, &run);
    }
}

static void fill_results(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        struct bench_case *bench_case = result->bench_case;
        fill(&result->node, "node");
        fill(&result->machine_id, "machine");
        fill(&bench_case->symbol, "symbol");
        fill(&bench_case->tags, "tag");
        fill(&bench_case->file, "file.c");
        fill(&bench_case->arg_name, "n");
        fill(&bench_case->variant, "fill:75");
        if (i % 2 == 1)
            fill_command(result);
        result_report_metric(result, "own", (double)i, "unit");
        result_set_metric(result, "instructions", "a pass", 100);
        if (result->warnings->len == 0)
            result_warn(result, "a warning");
    }
}

static void fill_part(struct run_part *part)
{
    *part = (struct run_part){.number = 1, .of = 2};
    fill(&part->plans, "digest");
    fill(&part->node, "node");
    part->options = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(part->options, g_strdup("--time=1"));
}

void hostile_fill(struct run *run)
{
    char **texts[] = {&run->command,        &run->version,       &run->clock.name,
                      &run->suite_compiler, &run->base_compiler, &run->revision.git,
                      &run->revision.branch};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        fill(texts[i], "words of it");
    char *part = NULL;
    fill(&part, "the id of a part");
    g_ptr_array_add(run->parts, part);
    if (run->machine == NULL)
        run->machine = g_new0(struct machine, 1);
    fill_machine(run->machine);
    fill_results(run->results);
    fill_results(run->base);
    for (guint i = 0; i < run->comparisons->len; i++) {
        struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        fill(&comparison->note, "a note");
        fill(&comparison->explanation, "lines of it");
        fill(&comparison->if_called, "a note, perhaps");
    }
    if (run->warnings->len == 0)
        g_ptr_array_add(run->warnings, g_strdup("a warning of the run"));
    g_ptr_array_add(run->fail_on, g_strdup("own"));
    references_take(run->references, "a reference", 1);
    run->references_s = 1e-6;
    fill_part(&run->part);
}
