// SPDX-License-Identifier: MIT
// A few thousand mutations of good input, drawn from a seed: that the parsers neither crash nor
// contradict themselves. Longer runs: the targets fuzz_* with clang's fuzzer.
#include "tests/fuzz/fuzz.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/mutate.h"
#include "tests/fuzz/seeds_live.h"

TestSuite(fuzz, .timeout = 60);

enum { MOST_BYTES = 4096 };

static const char *const reply_seeds[] = {
    "ok",
    "ok iterations=1000 elapsed_ns=250000 preempted=0 major_faults=0 cycles=750000",
    "failed message=the%20body%20left%20its%20BENCH_LOOP%0Aearly",
    "metric name=hit%20rate value=0.97 unit=%25",
    "case group=g name=gr%C3%B6%C3%9Fer arg=-9223372036854775808 arg_name=n baseline=1 time_s=0.5",
    "error message=%",
};

static const char *const output_seeds[] = {
    "output kind=bytes n=3 tolerance=0\ndata YWJj",
    "output kind=f32 n=2 tolerance=0.0001\ndata AADAPwAAAIA=\noutput kind=bytes n=0 tolerance=0",
    "output kind=f64 n=2 tolerance=1e-9\ndata AAAAAAAA8D8AAAAA\ndata AAAAQA==",
};

static const char *const run_seeds[] = {
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"seed\": \"18446744073709551615\", \"cpu\": 3},"
    " \"machine\": {\"id\": \"m\", \"caches\": [{\"level\": 1, \"kind\": \"data\"}], \"smt\": "
    "true},"
    " \"results\": [{\"id\": \"g/n\", \"group\": \"g\", \"name\": \"n\", \"arg\": -5,"
    " \"status\": \"ok\", \"iterations\": 10, \"processes\": [{\"pid_seed\": 1, \"first_ns\": 5.5,"
    " \"samples_ns\": [1.5, 2.5], \"sample_iterations\": [10, 12],"
    " \"samples_cycles\": [4, 5], \"causes\": {\"preempted\": [1]}}],"
    " \"metrics\": {\"m\": {\"value\": 1, \"unit\": \"u\"}}, \"warnings\": [\"w\"]}],"
    " \"comparisons\": [{\"id\": \"g/n\", \"baseline\": \"g/b\", \"ratio\": 0.5,"
    " \"interval\": [0.4, 0.6], \"verdict\": \"faster\", \"claim\": \"holds\"}]}",
};

static const char *const profile_seeds[] = {
    "{\"benchrun_profile\":1,\"target\":\"t\",\"passes\":[{\"name\":\"time\",\"rate_hz\":997,"
    "\"samples\":100,\"lost\":1,\"truncated\":2,\"overhead\":0.01}],\"modules\":[{\"name\":\"t\"}],"
    "\"functions\":[{\"name\":\"main\",\"file\":\"a.c\",\"line\":3},{\"name\":\"f\"}],"
    "\"frames\":[[0,5,false],[1,0,true]],\"nodes\":[[0,0],[1,1],[2,1]],\"metrics\":[{\"name\":"
    "\"time\",\"unit\":\"s\",\"pass\":\"time\",\"self\":[[1,0.5],[3,2]]},{\"name\":\"calls\","
    "\"exact\":true,\"self\":[[2,9007199254740991]]}],\"lines\":[{\"file\":\"a.c\",\"line\":5,"
    "\"metric\":1,\"value\":7}],\"notes\":[\"n\"]}",
    "{\"benchrun_profile\":1,\"metrics\":[{\"name\":\"time\",\"unit\":\"s\",\"self\":[[0,1]]}],"
    "\"spans\":["
    "{\"label\":\"a\",\"note\":\"n\",\"pid\":1,\"tid\":1,\"number\":2,\"parent\":1,\"at_s\":-0.5,"
    "\"lasted_s\":2},"
    "{\"label\":\"b\",\"pid\":1,\"tid\":1,\"number\":3,\"at_s\":1,\"lasted_s\":1e10,\"open\":true}]"
    ","
    "\"spans_seen_s\":2,\"spans_left_out\":1}",
};

static const char *const import_seeds[] = {
    "{\"context\": {\"date\": \"2024-05-06T07:08:09+02:00\", \"executable\": \"./b\","
    " \"num_cpus\": 4, \"mhz_per_cpu\": 3000, \"caches\": [{\"type\": \"Data\", \"level\": 1,"
    " \"size\": 32768, \"num_sharing\": 2}], \"load_avg\": [0.5]}, \"benchmarks\": ["
    "{\"name\": \"BM_a/n:64/threads:2\", \"run_type\": \"iteration\", \"iterations\": 1000,"
    " \"real_time\": 1.5e2, \"cpu_time\": 140, \"time_unit\": \"us\", \"hits\": 0.5,"
    " \"bytes_per_second\": 4e9, \"threads\": 2},"
    "{\"name\": \"BM_a_mean\", \"run_type\": \"aggregate\", \"real_time\": NaN},"
    "{\"name\": \"BM_b\", \"error_occurred\": true, \"error_message\": \"no\"}]}",
    "{\"results\": [{\"command\": \"sleep 1\", \"mean\": 1.1, \"times\": [1.0, 1.25, 0.000001],"
    " \"exit_codes\": [0, 0, 0], \"parameters\": {\"n\": \"1\"}}]}",
};

// Changes a few places: a bit, a byte, a piece taken out, doubled, or cut off at the end.
static size_t mutate(struct random *random, uint8_t *bytes, size_t length)
{
    static const char telling[] = "=%\n \"{}[],:0-9.eE\x00\xff\x80%/+";
    for (size_t n = 1 + random_below(random, 6); n > 0 && length > 1; n--) {
        size_t at = random_below(random, length);
        size_t piece = 1 + random_below(random, 16);
        switch (random_below(random, 5)) {
        case 0:
            bytes[at] ^= (uint8_t)(1u << random_below(random, 8));
            break;
        case 1:
            bytes[at] = (uint8_t)telling[random_below(random, sizeof telling)];
            break;
        case 2:
            piece = piece < length - at ? piece : length - at;
            memmove(bytes + at, bytes + at + piece, length - at - piece);
            length -= piece;
            break;
        case 3:
            piece = piece < length - at ? piece : length - at;
            if (length + piece > MOST_BYTES)
                break;
            memmove(bytes + at + piece, bytes + at, length - at);
            length += piece;
            break;
        default:
            if (random_below(random, 4) == 0)
                length = at;
        }
    }
    return length;
}

static void try_mutations(void (*parse)(const uint8_t *, size_t), const char *const *seeds,
                          size_t n_seeds, unsigned n)
{
    struct random random = {20240229};
    for (unsigned i = 0; i < n; i++) {
        uint8_t bytes[MOST_BYTES];
        const char *seed = seeds[i % n_seeds];
        memcpy(bytes, seed, strlen(seed));
        parse(bytes, i < n_seeds ? strlen(seed) : mutate(&random, bytes, strlen(seed)));
    }
    parse((const uint8_t *)"", 0);
}

Test(fuzz, replies)
{
    try_mutations(fuzz_reply, reply_seeds, sizeof reply_seeds / sizeof *reply_seeds, 20000);
}

Test(fuzz, outputs)
{
    try_mutations(fuzz_outputs, output_seeds, sizeof output_seeds / sizeof *output_seeds, 20000);
}

Test(fuzz, result_files)
{
    try_mutations(fuzz_run_file, run_seeds, sizeof run_seeds / sizeof *run_seeds, 10000);
}

Test(fuzz, profiles)
{
    try_mutations(fuzz_profile, profile_seeds, sizeof profile_seeds / sizeof *profile_seeds, 10000);
}

// Of what is no text: most of it is sizes and numbers.
static void try_binary(void (*parse)(const uint8_t *, size_t), size_t (*seed)(uint8_t *),
                       unsigned n)
{
    struct random random = {20241123};
    uint8_t bytes[LIVE_SEED_BYTES]; // as many as mutate() makes at most
    parse(bytes, seed(bytes));
    for (unsigned i = 0; i < n; i++)
        parse(bytes, mutate(&random, bytes, seed(bytes)));
    for (size_t length = seed(bytes); length > 0; length--)
        parse(bytes, length - 1);
}

Test(fuzz, tables_of_spans)
{
    try_binary(fuzz_span_table, seed_span_table, 10000);
}

Test(fuzz, cards_of_runs)
{
    try_binary(fuzz_run_card, seed_run_card, 10000);
}

// Mutations that stay JSON, each of the one before or of a seed.
Test(fuzz, reports)
{
    struct random random = {20240301};
    char *text = NULL;
    for (unsigned i = 0; i < 300; i++) {
        char *next =
            mutate_json(&random, (const uint8_t *)(text ? text : ""), text ? strlen(text) : 0);
        free(text);
        text = i % 4 == 3 ? (free(next), NULL) : next;
        if (text != NULL)
            fuzz_reports((const uint8_t *)text, strlen(text));
    }
    free(text);
}

Test(fuzz, files_of_other_tools)
{
    try_mutations(fuzz_run_file, import_seeds, sizeof import_seeds / sizeof *import_seeds, 10000);
}
