// SPDX-License-Identifier: MIT
#include "tests/fuzz/insist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/reports/sinks.h"

void insist(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "%s: this must hold\n", what);
    abort();
}

void insist_fine(const char *what, const char *problem)
{
    if (problem == NULL)
        return;
    fprintf(stderr, "%s: %s\n", what, problem);
    abort();
}

static struct {
    const uint8_t *data;
    size_t size;
} tried;

void insist_of(const uint8_t *data, size_t size)
{
    tried.data = data;
    tried.size = size;
}

static bool has_word_of_a_number(void)
{
    g_autofree char *text = input_text(tried.data, tried.size);
    for (size_t i = 0; i + 3 <= tried.size; i++)
        if (g_ascii_strncasecmp(text + i, "inf", 3) == 0 ||
            g_ascii_strncasecmp(text + i, "nan", 3) == 0)
            return true;
    return false;
}

void insist_sink(const char *format, const char *text)
{
    g_autofree char *problem = sink_problem(format, text);
    if (problem != NULL && g_str_has_prefix(problem, "no number") && has_word_of_a_number())
        return;
    insist_fine(format, problem);
}

char *input_text(const uint8_t *data, size_t size)
{
    char *text = g_malloc(size + 1);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

char *input_line(const uint8_t *data, size_t size)
{
    char *line = input_text(data, size);
    for (size_t i = 0; i < size; i++)
        if (line[i] == '\n' || line[i] == '\0')
            line[i] = ' ';
    return line;
}
