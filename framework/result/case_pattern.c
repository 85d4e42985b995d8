// SPDX-License-Identifier: MIT
#include "framework/result/case_pattern.h"

#include <fnmatch.h>
#include <string.h>

static bool is_exclusion(const char *pattern)
{
    return *pattern == '!';
}

// What is between the slashes; NULL where it is not a regular expression.
static char *regex_text(const char *pattern)
{
    size_t length = strlen(pattern);
    bool is_regex = length > 2 && pattern[0] == '/' && pattern[length - 1] == '/';
    return is_regex ? g_strndup(pattern + 1, length - 2) : NULL;
}

bool case_pattern_check(const char *pattern, GError **error)
{
    const char *plain = pattern + is_exclusion(pattern);
    g_autofree char *text = regex_text(plain);
    if (*plain == '\0') {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "the pattern '%s' is empty",
                    pattern);
        return false;
    }
    g_autoptr(GRegex) regex = text != NULL ? g_regex_new(text, G_REGEX_RAW, 0, error) : NULL;
    if (text == NULL || regex != NULL)
        return true;
    g_prefix_error(error, "the pattern '%s': ", pattern);
    return false;
}

static bool matches_glob(const char *id, const char *pattern)
{
    // `sum/*_fast` means the benchmarks with all their arguments.
    g_autofree char *below = g_strconcat(pattern, "/*", NULL);
    return fnmatch(pattern, id, 0) == 0 || fnmatch(below, id, 0) == 0;
}

// An id may hold bytes that are not UTF-8.
static bool matches_regex(const char *id, const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new(text, G_REGEX_RAW, 0, NULL);
    return regex != NULL && g_regex_match(regex, id, 0, NULL);
}

// Whether it ends in what may be the value of a parameter: `n:16`, `sum/loop/-3`.
static bool ends_in_value(const char *word)
{
    size_t at = strlen(word), end = at;
    while (at > 0 && g_ascii_isdigit(word[at - 1]))
        at--;
    bool has_digits = at < end;
    if (at > 0 && word[at - 1] == '-')
        at--;
    return has_digits && at > 0 && strchr(":/", word[at - 1]) != NULL;
}

static bool has_part(const char *id, const char *word)
{
    bool is_value = ends_in_value(word);
    for (const char *at = strstr(id, word); at != NULL; at = strstr(at + 1, word))
        if (!is_value || !g_ascii_isdigit(at[strlen(word)]))
            return true;
    return false;
}

static bool matches_one(const char *id, const char *pattern)
{
    g_autofree char *regex = regex_text(pattern);
    // An id as `list` prints it always matches, though its name may hold what a glob means.
    if (strcmp(pattern, id) == 0)
        return true;
    if (regex != NULL)
        return matches_regex(id, regex);
    if (strpbrk(pattern, "*?[") != NULL)
        return matches_glob(id, pattern);
    return *pattern != '\0' && has_part(id, pattern);
}

bool case_matches(const struct bench_case *bench_case, const char *const *patterns)
{
    bool is_included = false;
    bool has_inclusion = false;
    for (; patterns != NULL && *patterns != NULL; patterns++) {
        bool is_out = is_exclusion(*patterns);
        bool does_match = matches_one(bench_case->id, *patterns + is_out);
        if (is_out && does_match)
            return false;
        has_inclusion = has_inclusion || !is_out;
        is_included = is_included || (!is_out && does_match);
    }
    return is_included || !has_inclusion;
}
