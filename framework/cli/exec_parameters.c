// SPDX-License-Identifier: MIT
#include "framework/cli/exec_parameters.h"

#include <math.h>
#include <string.h>

#include "framework/cli/option_row.h"

// As many as a case can have.
enum { MOST_NUMBERS = 3 };

#define NAME_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-"

static void parameter_free(struct parameter *parameter)
{
    g_free(parameter->name);
    g_ptr_array_unref(parameter->values);
    g_free(parameter);
}

static bool are_whole_numbers(const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const char *text = g_ptr_array_index(values, i);
        gint64 number = 0;
        if (!g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &number, NULL))
            return false;
        // A `007` is another text than the number's.
        g_autofree char *again = g_strdup_printf("%" G_GINT64_FORMAT, number);
        if (strcmp(again, text) != 0)
            return false;
    }
    return true;
}

static guint count_numbers(const GPtrArray *parameters)
{
    guint n = 0;
    for (guint i = 0; i < parameters->len; i++)
        n += ((const struct parameter *)g_ptr_array_index(parameters, i))->are_numbers;
    return n;
}

// Takes the values over.
static bool add_parameter(GPtrArray *parameters, const char *name, GPtrArray *values,
                          GError **error)
{
    struct parameter *parameter = g_new(struct parameter, 1);
    *parameter = (struct parameter){.name = g_strdup(name), .values = values};
    parameter->are_numbers = are_whole_numbers(values) && count_numbers(parameters) < MOST_NUMBERS;
    g_ptr_array_add(parameters, parameter);
    if (*name == '\0' || strspn(name, NAME_CHARACTERS) != strlen(name))
        return option_refuse(
            error, "a parameter's name consists of letters, digits, _ and -, not '%s'", name);
    for (guint i = 0; i + 1 < parameters->len; i++)
        if (strcmp(((struct parameter *)g_ptr_array_index(parameters, i))->name, name) == 0)
            return option_refuse(error, "the parameter '%s' is given twice", name);
    if (exec_combinations(parameters) > EXEC_MOST_CASES)
        return option_refuse(error,
                             "the parameters have more than %d combinations: give fewer values",
                             EXEC_MOST_CASES);
    return true;
}

static bool add_list(GPtrArray *parameters, const char *text, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, " ", 2);
    if (parts[0] == NULL || parts[1] == NULL || *parts[1] == '\0')
        return option_refuse(error,
                             "--parameter-list needs a name and values: --parameter-list level "
                             "1,5,9");
    g_auto(GStrv) words = g_strsplit(parts[1], ",", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    for (char **word = words; *word != NULL; word++) {
        if (!g_hash_table_add(seen, *word)) {
            g_ptr_array_unref(values);
            return option_refuse(error, "--parameter-list %s has '%s' twice", parts[0], *word);
        }
        g_ptr_array_add(values, g_strdup(*word));
    }
    return add_parameter(parameters, parts[0], values, error);
}

// A number in decimals; how many of them goes to `places`. NAN where it is none.
static double read_decimal(const char *text, int *places)
{
    const char *digits = text + (*text == '-' || *text == '+');
    const char *point = strchr(digits, '.');
    bool is_plain = *digits != '\0' && strspn(digits, G_CSET_DIGITS ".") == strlen(digits) &&
                    strchr(point ? point + 1 : "", '.') == NULL && strcmp(digits, ".") != 0;
    *places = MAX(*places, point ? (int)strlen(point + 1) : 0);
    return is_plain ? g_ascii_strtod(text, NULL) : NAN;
}

static bool add_scan(GPtrArray *parameters, const char *text, const char *step_text, GError **error)
{
    enum { MOST_PLACES = 9 };
    int places = 0;
    g_auto(GStrv) parts = g_strsplit(text, " ", -1);
    if (g_strv_length(parts) != 3)
        return option_refuse(error,
                             "--parameter-scan needs a name and two numbers: --parameter-scan n 1 "
                             "10");
    double least = read_decimal(parts[1], &places);
    double most = read_decimal(parts[2], &places);
    double step = read_decimal(step_text, &places);
    if (isnan(least) || isnan(most) || isnan(step) || places > MOST_PLACES)
        return option_refuse(error,
                             "--parameter-scan %s: '%s', '%s' and the step '%s' must be numbers "
                             "such as 10 or 0.5",
                             parts[0], parts[1], parts[2], step_text);
    if (!(step > 0) || least > most)
        return option_refuse(error,
                             "--parameter-scan %s: MIN may not be above MAX, and the step must be "
                             "above 0: here it goes from %s to %s by %s",
                             parts[0], parts[1], parts[2], step_text);
    if ((most - least) / step >= EXEC_MOST_CASES)
        return option_refuse(error,
                             "--parameter-scan %s has more than %d values: give a larger "
                             "--parameter-step",
                             parts[0], EXEC_MOST_CASES);
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    double half_place = 0.5 * pow(10, -places); // what rounding may add up to
    for (int i = 0; least + i * step <= most + half_place; i++) {
        char number[64];
        char format[16];
        g_snprintf(format, sizeof format, "%%.%df", places);
        g_ascii_formatd(number, sizeof number, format, least + i * step);
        g_ptr_array_add(values, g_strdup(number));
    }
    return add_parameter(parameters, parts[0], values, error);
}

GPtrArray *exec_parameters(const struct exec_options *options, GError **error)
{
    g_autoptr(GPtrArray) parameters =
        g_ptr_array_new_with_free_func((GDestroyNotify)parameter_free);
    guint n_steps = options->steps ? g_strv_length(options->steps) : 0;
    for (guint i = 0; options->scans != NULL && options->scans[i] != NULL; i++)
        if (!add_scan(parameters, options->scans[i], i < n_steps ? options->steps[i] : "1", error))
            return NULL;
    for (guint i = 0; options->lists != NULL && options->lists[i] != NULL; i++)
        if (!add_list(parameters, options->lists[i], error))
            return NULL;
    return g_steal_pointer(&parameters);
}

size_t exec_combinations(const GPtrArray *parameters)
{
    size_t n = 1;
    for (guint i = 0; i < parameters->len && n <= EXEC_MOST_CASES; i++)
        n *= ((const struct parameter *)g_ptr_array_index(parameters, i))->values->len;
    return n;
}

const char *exec_value(const GPtrArray *parameters, guint index, size_t combination)
{
    for (guint i = parameters->len - 1; i > index; i--)
        combination /= ((const struct parameter *)g_ptr_array_index(parameters, i))->values->len;
    const GPtrArray *values =
        ((const struct parameter *)g_ptr_array_index(parameters, index))->values;
    return g_ptr_array_index(values, combination % values->len);
}

// The parameter whose {NAME} begins here; its length goes to `length`.
static bool find_at(const char *text, const GPtrArray *parameters, guint *index, size_t *length)
{
    for (guint i = 0; i < parameters->len && *text == '{'; i++) {
        const char *name = ((const struct parameter *)g_ptr_array_index(parameters, i))->name;
        *length = strlen(name) + 2;
        *index = i;
        if (g_str_has_prefix(text + 1, name) && text[*length - 1] == '}')
            return true;
    }
    return false;
}

// In one pass: a value that looks like another parameter stays what it is.
char *exec_fill(const char *text, const GPtrArray *parameters, size_t combination, bool of_all)
{
    GString *out = g_string_new(NULL);
    while (*text != '\0') {
        guint index = 0;
        size_t length = 0;
        bool is_one = find_at(text, parameters, &index, &length);
        const struct parameter *parameter = is_one ? g_ptr_array_index(parameters, index) : NULL;
        if (is_one && (of_all || !parameter->are_numbers)) {
            g_string_append(out, exec_value(parameters, index, combination));
            text += length;
        } else {
            g_string_append_c(out, *text++);
        }
    }
    return g_string_free(out, FALSE);
}

bool exec_mentions(const char *text, const struct parameter *parameter)
{
    g_autofree char *braces = g_strdup_printf("{%s}", parameter->name);
    return strstr(text, braces) != NULL;
}

bool exec_check_names(const char *text, const GPtrArray *parameters, GError **error)
{
    char quote = '\0';
    for (const char *c = text; *c != '\0'; c++) {
        guint index = 0;
        size_t length = 0;
        if (*c == '\\' && c[1] != '\0' && quote != '\'')
            c++;
        else if (quote != '\0' ? *c == quote : *c == '\'' || *c == '"')
            quote = quote != '\0' ? '\0' : *c;
        else if (*c == '{' && quote == '\0' && !find_at(c, parameters, &index, &length)) {
            size_t n = strspn(c + 1, NAME_CHARACTERS);
            if (n > 0 && c[n + 1] == '}')
                return option_refuse(error,
                                     "'%s' has {%.*s}, but there is no such parameter: give it "
                                     "with --parameter-list %.*s 1,2,3, or put the braces in "
                                     "quotes",
                                     text, (int)n, c + 1, (int)n, c + 1);
        }
    }
    return true;
}
