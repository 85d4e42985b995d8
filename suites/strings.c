// SPDX-License-Identifier: MIT
// Joining words: a text of n words, each followed by a blank.
//
// strcat() walks through the text to find its end, again for each word: the time grows with the
// square of n. Code that remembers the end needs time in proportion to n. snprintf() can do that
// too, but reads its format again for each word, so it pays only for long texts. Whether the buffer
// doubles when it is full or its size is counted first matters little: `doubling` copies each byte
// about once more, `presized` measures each word twice.
#include <benchrun/bench.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { MAX_WORD_BYTES = 12 };

struct words {
    size_t n;
    char texts[][MAX_WORD_BYTES + 1];
};

static void *words_new(struct bench *bench)
{
    size_t n = (size_t)bench->arg;
    struct words *words = calloc(1, sizeof *words + n * sizeof *words->texts);
    if (words == NULL)
        abort();
    struct random random = {11};
    words->n = n;
    for (size_t i = 0; i < n; i++) {
        size_t length = 1 + random_below(&random, MAX_WORD_BYTES);
        for (size_t k = 0; k < length; k++)
            words->texts[i][k] = (char)('a' + random_below(&random, 26));
    }
    return words;
}

static char *resize(char *text, size_t n_bytes)
{
    text = realloc(text, n_bytes);
    if (text == NULL)
        abort();
    return text;
}

static size_t most_bytes(const struct words *words)
{
    return words->n * (MAX_WORD_BYTES + 1) + 1;
}

static char *join_strcat(const struct words *words)
{
    char *text = resize(NULL, most_bytes(words));
    text[0] = '\0';
    for (size_t i = 0; i < words->n; i++) {
        strcat(text, words->texts[i]);
        strcat(text, " ");
    }
    return text;
}

static char *join_snprintf(const struct words *words)
{
    size_t n_bytes = most_bytes(words);
    char *text = resize(NULL, n_bytes);
    size_t end = 0;
    for (size_t i = 0; i < words->n; i++)
        end += (size_t)snprintf(text + end, n_bytes - end, "%s ", words->texts[i]);
    return text;
}

static char *join_doubling(const struct words *words)
{
    size_t n_bytes = 16;
    char *text = resize(NULL, n_bytes);
    size_t end = 0;
    for (size_t i = 0; i < words->n; i++) {
        size_t length = strlen(words->texts[i]);
        while (end + length + 2 > n_bytes) {
            n_bytes *= 2;
            text = resize(text, n_bytes);
        }
        memcpy(text + end, words->texts[i], length);
        end += length;
        text[end++] = ' ';
    }
    text[end] = '\0';
    return text;
}

static char *join_presized(const struct words *words)
{
    size_t n_bytes = 1;
    for (size_t i = 0; i < words->n; i++)
        n_bytes += strlen(words->texts[i]) + 1;
    char *text = resize(NULL, n_bytes);
    size_t end = 0;
    for (size_t i = 0; i < words->n; i++) {
        size_t length = strlen(words->texts[i]);
        memcpy(text + end, words->texts[i], length);
        end += length;
        text[end++] = ' ';
    }
    text[end] = '\0';
    return text;
}

static void measure_join(struct bench *bench, char *(*join)(const struct words *words))
{
    const struct words *words = bench_fixture(bench);
    char *text = NULL;
    BENCH_LOOP (bench) {
        free(text);
        text = join(words);
        bench_do_not_optimize(text);
    }
    size_t n_bytes = strlen(text);
    bench_items(bench, (double)words->n);
    bench_bytes(bench, (double)n_bytes);
    bench_output(bench, text, n_bytes);
    free(text);
}

#define JOIN_OPTIONS \
    .args = {8, 64, 512, 4096}, .arg_name = "words", .setup = words_new, .teardown = free

BENCH(join, strcat, .baseline = true, JOIN_OPTIONS)
{
    measure_join(bench, join_strcat);
}

BENCH(join, snprintf, JOIN_OPTIONS, .min_speedup = 1.5, .claim_arg = 4096)
{
    measure_join(bench, join_snprintf);
}

BENCH(join, doubling, JOIN_OPTIONS, .min_speedup = 1.5, .claim_arg = 64)
{
    measure_join(bench, join_doubling);
}

BENCH(join, presized, JOIN_OPTIONS, .min_speedup = 1.3, .claim_arg = 64)
{
    measure_join(bench, join_presized);
}
