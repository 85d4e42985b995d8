// SPDX-License-Identifier: MIT
#include "framework/program/side_by_side.h"

#include <string.h>

#include "framework/program/disassembly.h"

enum {
    MOST_INSTRUCTIONS = 2000, // of a function: the table below has the square of it
    CONTEXT = 2,              // instructions around a difference
    COLUMN = 44,              // characters of base
};

struct function {
    struct image *image;
    struct disassembly *disassembly;
    GPtrArray *texts;  // char *: its instructions
    GPtrArray *shapes; // char *: the same without addresses
};

static void function_clear(struct function *function)
{
    g_clear_pointer(&function->texts, g_ptr_array_unref);
    g_clear_pointer(&function->shapes, g_ptr_array_unref);
    g_clear_pointer(&function->disassembly, disassembly_free);
    g_clear_pointer(&function->image, image_close);
}

static const struct image_symbol *find_symbol(const struct image *image, const char *name,
                                              side_by_side_match *match)
{
    size_t n = 0;
    const struct image_symbol *functions = image_functions(image, &n);
    for (size_t i = 0; i < n; i++)
        if (match(functions[i].name, name))
            return &functions[i];
    return NULL;
}

// objdump's tabs and runs of blanks become one.
static char *plain_text(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    GString *plain = g_string_new(NULL);
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            g_string_append_printf(plain, "%s%s", plain->len > 0 ? " " : "", *word);
    return g_string_free(plain, FALSE);
}

static void take_instructions(struct function *function, const struct image_symbol *symbol)
{
    size_t n = 0;
    struct shape shape = {.text = g_string_new(NULL)};
    const struct instruction *instructions =
        disassembly_range(function->disassembly, symbol->start, symbol->end, &n);
    for (size_t i = 0; i < n && i < MOST_INSTRUCTIONS; i++) {
        if (instructions[i].kind == INSTRUCTION_PADDING)
            continue;
        shape_read(&shape, function->image, &instructions[i]);
        g_ptr_array_add(function->texts, plain_text(instructions[i].text));
        g_ptr_array_add(function->shapes, g_strdup(shape.text->str));
    }
    g_string_free(shape.text, TRUE);
}

static bool read_function(struct function *function, const char *program, const char *name,
                          side_by_side_match *match, GError **error)
{
    *function = (struct function){
        .texts = g_ptr_array_new_with_free_func(g_free),
        .shapes = g_ptr_array_new_with_free_func(g_free),
        .image = image_open(program, error),
    };
    if (function->image == NULL)
        return false;
    const struct image_symbol *symbol = find_symbol(function->image, name, match);
    if (symbol == NULL) {
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT, "'%s' has no function '%s'", program,
                    name);
        return false;
    }
    function->disassembly = disassembly_read(program, function->image, error);
    if (function->disassembly == NULL)
        return false;
    take_instructions(function, symbol);
    return true;
}

// A line of the result: an instruction of base, of head, or of both.
struct line {
    int at[2]; // -1: none
};

static bool is_same(const struct function functions[2], guint base, guint head)
{
    return strcmp(functions[0].shapes->pdata[base], functions[1].shapes->pdata[head]) == 0;
}

// The longest common subsequence, by the table of its lengths from the end (Wagner and Fischer,
// 1974).
static uint16_t *common_lengths(const struct function functions[2], guint n, guint m)
{
    uint16_t *lengths = g_new0(uint16_t, (gsize)(n + 1) * (m + 1));
    for (guint i = n; i-- > 0;)
        for (guint k = m; k-- > 0;) {
            gsize at = (gsize)i * (m + 1) + k;
            uint16_t below = lengths[at + m + 1];
            uint16_t right = lengths[at + 1];
            lengths[at] =
                is_same(functions, i, k) ? (uint16_t)(lengths[at + m + 2] + 1) : MAX(below, right);
        }
    return lengths;
}

static GArray *align(const struct function functions[2])
{
    guint n = functions[0].texts->len;
    guint m = functions[1].texts->len;
    guint i = 0;
    guint k = 0;
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    g_autofree uint16_t *lengths = common_lengths(functions, n, m);
    while (i < n || k < m) {
        struct line line = {{-1, -1}};
        gsize at = (gsize)i * (m + 1) + k;
        bool is_both = i < n && k < m && is_same(functions, i, k);
        bool is_base = is_both || k == m || (i < n && lengths[at + m + 1] >= lengths[at + 1]);
        if (is_base)
            line.at[0] = (int)i++;
        if (is_both || !is_base)
            line.at[1] = (int)k++;
        g_array_append_val(lines, line);
    }
    return lines;
}

static char mark_of(const struct line *line)
{
    return line->at[0] < 0 ? '>' : line->at[1] < 0 ? '<' : ' ';
}

// Whether a line differs, or is near one that does.
static bool is_wanted(const GArray *lines, guint at)
{
    guint first = at > CONTEXT ? at - CONTEXT : 0;
    for (guint i = first; i <= MIN(at + CONTEXT, lines->len - 1); i++)
        if (mark_of(&g_array_index(lines, struct line, i)) != ' ')
            return true;
    return false;
}

static void write_line(GString *out, const struct function functions[2], const struct line *line)
{
    const char *texts[2] = {"", ""};
    for (unsigned side = 0; side < 2; side++)
        if (line->at[side] >= 0)
            texts[side] = functions[side].texts->pdata[line->at[side]];
    gsize start = out->len;
    g_string_append_printf(out, "%-*.*s %c %s", COLUMN, COLUMN, texts[0], mark_of(line), texts[1]);
    while (out->len > start && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static char *write_lines(const struct function functions[2], const GArray *lines, unsigned most)
{
    GString *out = g_string_new(NULL);
    unsigned n = 0;
    unsigned left_out = 0;
    bool is_gap = false;
    for (guint i = 0; i < lines->len; i++) {
        bool is_shown = is_wanted(lines, i);
        if (is_shown && n++ < most) {
            g_string_append(out, is_gap ? "...\n" : "");
            write_line(out, functions, &g_array_index(lines, struct line, i));
        }
        left_out += is_shown && n > most;
        is_gap = !is_shown && n > 0;
    }
    if (left_out > 0)
        g_string_append_printf(out, "and %u more lines\n", left_out);
    return g_string_free(out, n == 0);
}

char *side_by_side(const char *const programs[2], const char *name, side_by_side_match *match,
                   unsigned most_lines, GError **error)
{
    struct function functions[2] = {{0}};
    char *text = NULL;
    if (read_function(&functions[0], programs[0], name, match, error) &&
        read_function(&functions[1], programs[1], name, match, error)) {
        g_autoptr(GArray) lines = align(functions);
        text = write_lines(functions, lines, most_lines);
    }
    function_clear(&functions[0]);
    function_clear(&functions[1]);
    return text;
}
