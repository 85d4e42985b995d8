// SPDX-License-Identifier: MIT
// A pipeline: 5,000 prices are read from a file, converted and written to another, in three stages
// that are marked by spans. The table has what each stage takes, and `--plot` stacks them.
//
// `by_hand` converts the numbers, whose form is known, without the C library: that stage is nearly
// gone, and the whole is only 1.6 times as fast. `by_hand_at_once` also reads and writes the files
// in one piece, for some 7 times.
#include <benchrun/bench.h>
#include <benchrun/span.h>

#include "random.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PRICES = 5000, LINE = 16, BYTES = PRICES * LINE };

static struct files {
    FILE *in, *out;
    char text[BYTES];
    unsigned cents[PRICES];
} files;

static void *open_files(struct bench *bench)
{
    (void)bench;
    struct random random = {5};
    files.in = tmpfile();
    files.out = tmpfile();
    if (files.in == NULL || files.out == NULL)
        abort();
    for (unsigned i = 0; i < PRICES; i++)
        fprintf(files.in, "%u.%02u\n", (unsigned)random_below(&random, 100000),
                (unsigned)random_below(&random, 100));
    fflush(files.in);
    return &files;
}

static void close_files(void *fixture)
{
    fclose(((struct files *)fixture)->in);
    fclose(((struct files *)fixture)->out);
}

static size_t fetch_lines(void)
{
    size_t length = 0;
    rewind(files.in);
    while (fgets(files.text + length, LINE, files.in) != NULL)
        length += strlen(files.text + length);
    return length;
}

static size_t fetch_at_once(void)
{
    return (size_t)pread(fileno(files.in), files.text, sizeof files.text, 0);
}

static void convert_by_library(const char *text, size_t length)
{
    const char *end = text + length;
    for (unsigned i = 0; i < PRICES && text < end; i++) {
        char *after = NULL;
        files.cents[i] = (unsigned)(strtod(text, &after) * 100 + 0.5);
        text = after + 1;
    }
}

static void convert_by_hand(const char *text, size_t length)
{
    const char *end = text + length;
    for (unsigned i = 0; i < PRICES && text < end; i++) {
        unsigned cents = 0;
        for (; *text != '\n'; text++)
            if (*text != '.')
                cents = cents * 10 + (unsigned)(*text - '0');
        files.cents[i] = cents;
        text++;
    }
}

static void store_lines(void)
{
    rewind(files.out);
    for (unsigned i = 0; i < PRICES; i++)
        fprintf(files.out, "%u\n", files.cents[i]);
    fflush(files.out);
}

static void store_at_once(void)
{
    static char text[BYTES];
    char *end = text;
    for (unsigned i = 0; i < PRICES; i++) {
        char digits[LINE];
        unsigned n = 0;
        for (unsigned left = files.cents[i]; left > 0 || n == 0; left /= 10)
            digits[n++] = (char)('0' + left % 10);
        while (n > 0)
            *end++ = digits[--n];
        *end++ = '\n';
    }
    if (pwrite(fileno(files.out), text, (size_t)(end - text), 0) != end - text)
        abort();
}

static void run(size_t (*fetch)(void), void (*convert)(const char *text, size_t length),
                void (*store)(void))
{
    struct bench_span *span = bench_span_begin("fetch");
    size_t length = fetch();
    bench_span_end(span);
    span = bench_span_begin("convert");
    convert(files.text, length);
    bench_span_end(span);
    span = bench_span_begin("store");
    store();
    bench_span_end(span);
}

static void report(struct bench *bench)
{
    ssize_t length = pread(fileno(files.out), files.text, sizeof files.text, 0);
    bench_output(bench, files.text, (size_t)length);
    bench_items(bench, PRICES);
}

#define OPTIONS .setup = open_files, .teardown = close_files

BENCH(pipeline, as_written, .baseline = true, OPTIONS)
{
    BENCH_LOOP (bench)
        run(fetch_lines, convert_by_library, store_lines);
    report(bench);
}

BENCH(pipeline, by_hand, OPTIONS)
{
    BENCH_LOOP (bench)
        run(fetch_lines, convert_by_hand, store_lines);
    report(bench);
}

BENCH(pipeline, by_hand_at_once, .min_speedup = 2, OPTIONS)
{
    BENCH_LOOP (bench)
        run(fetch_at_once, convert_by_hand, store_at_once);
    report(bench);
}
