// SPDX-License-Identifier: MIT
// The data that code refers to: objects with a symbol, and those without one (literals, constants,
// tables of jump targets), which end where something else is referred to.
#include "framework/program/code_data.h"

#include <string.h>

#include "framework/program/code_place.h"
#include "framework/program/code_slots.h"

// How far before an object an address may be and still mean it: compilers write `&table[-1]`.
enum { NEAR_BYTES = 32, FAR_BYTES = 4096, MOST_PADDING_BYTES = 64 };

// Two stretches of data that should be the same.
struct stretch {
    uint64_t start[2];
    uint64_t n;
};

// The bytes at a pair of addresses. False, and a doubt, if one is not in its file: what an address
// leads to is up to the program.
static bool find_bytes(struct walk *walk, const uint64_t at[2], const uint8_t *bytes[2])
{
    for (unsigned side = 0; side < 2; side++) {
        const struct image_section *section = image_section_at(walk->maps[side]->image, at[side]);
        if (section == NULL || section->bytes == NULL) {
            walk_doubt(walk, "it refers to data that is not in the file");
            return false;
        }
        bytes[side] = section->bytes + (at[side] - section->start);
    }
    return true;
}

static uint64_t bytes_left(const struct walk *walk, unsigned side, uint64_t address)
{
    return image_section_at(walk->maps[side]->image, address)->end - address;
}

static uint64_t read_word(const uint8_t *bytes)
{
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// Whether an address lies where the linker aligns the next function: nothing there can be pointed
// to, so that the number is none of an address (the end of a text, say).
static bool is_gap(const struct code_map *map, uint64_t address)
{
    uint64_t start = address, end = address + 1;
    const struct image_section *section = image_section_at(map->image, address);
    if (section == NULL || !section->is_code || image_function_at(map->image, address) != NULL)
        return false;
    while (address - start < MOST_PADDING_BYTES && image_function_at(map->image, start - 1) == NULL)
        start--;
    while (end - address < MOST_PADDING_BYTES && image_function_at(map->image, end) == NULL)
        end++;
    size_t n = 0;
    const struct instruction *gap = disassembly_range(map->disassembly, start, end, &n);
    bool is_padding = n > 0 && image_function_at(map->image, start - 1) != NULL &&
                      image_function_at(map->image, end) != NULL;
    for (size_t i = 0; i < n; i++)
        is_padding = is_padding &&
                     (gap[i].kind == INSTRUCTION_PADDING || g_str_has_prefix(gap[i].text, "int3"));
    return is_padding;
}

// Where addresses are final, a word may hold one: then what it points to must be the same.
static bool take_pointers(struct walk *walk, const uint64_t at[2], const uint8_t *const bytes[2],
                          const struct pair *pair)
{
    struct pair target = {.users = {pair->users[0], pair->users[1]}, .is_taken = true};
    for (unsigned side = 0; side < 2; side++) {
        target.at[side] = read_word(bytes[side]);
        if (!image_is_fixed(walk->maps[side]->image) || at[side] % 8 != 0 ||
            image_section_at(walk->maps[side]->image, target.at[side]) == NULL ||
            is_gap(walk->maps[side], target.at[side]))
            return false;
    }
    walk->node->is_moved = walk->node->is_moved || target.at[0] != target.at[1];
    walk_add(walk, &target);
    return true;
}

// An entry of a table of jump targets: the distance from the table to a place in the function.
static bool is_same_jump(struct walk *walk, const uint8_t *const bytes[2], const struct pair *pair)
{
    uint64_t targets[2];
    for (unsigned side = 0; side < 2; side++) {
        const struct image_symbol *user = pair->users[side];
        int32_t distance = 0;
        memcpy(&distance, bytes[side], sizeof distance);
        targets[side] = pair->at[side] + (uint64_t)(int64_t)distance;
        if (user == NULL || targets[side] < user->start || targets[side] >= user->end)
            return false;
    }
    return walk_is_same_place(walk, pair->users, targets);
}

// Compares the data at an offset; returns how many bytes were compared, 0 if they differ.
static uint64_t compare_step(struct walk *walk, const uint64_t at[2], uint64_t left,
                             const struct pair *pair)
{
    const uint8_t *bytes[2] = {NULL, NULL};
    const struct image_slot *slots[2] = {image_slot_at(walk->maps[0]->image, at[0]),
                                         image_slot_at(walk->maps[1]->image, at[1])};
    if (!find_bytes(walk, at, bytes))
        return left;
    if ((slots[0] != NULL || slots[1] != NULL) && left >= 8) {
        walk_slots(walk, slots[0], slots[1], pair);
        return 8;
    }
    if (left >= 8 && take_pointers(walk, at, bytes, pair))
        return 8;
    if (left >= 4 && (at[0] - pair->at[0]) % 4 == 0 && memcmp(bytes[0], bytes[1], 4) != 0) {
        walk->node->is_moved = true;
        return is_same_jump(walk, bytes, pair) ? 4 : 0;
    }
    return *bytes[0] == *bytes[1] ? 1 : 0;
}

static void compare_stretch(struct walk *walk, const struct stretch *stretch,
                            const struct pair *pair)
{
    for (uint64_t done = 0; done < stretch->n && walk->node->difference == NULL;) {
        uint64_t at[2] = {stretch->start[0] + done, stretch->start[1] + done};
        uint64_t step = compare_step(walk, at, stretch->n - done, pair);
        if (step == 0)
            walk_data_differs(walk, pair);
        if (!walk_spend(walk, step))
            return;
        done += step;
    }
}

void walk_thread_local(struct walk *walk, const struct pair *pair)
{
    const struct image_section *sections[2];
    for (unsigned side = 0; side < 2; side++)
        sections[side] = image_find_section(walk->maps[side]->image, ".tdata");
    if (sections[0] == NULL && sections[1] == NULL)
        return;
    if (sections[0] == NULL || sections[1] == NULL || sections[0]->bytes == NULL ||
        sections[1]->bytes == NULL ||
        sections[0]->end - sections[0]->start != sections[1]->end - sections[1]->start) {
        walk_data_differs(walk, pair);
        return;
    }
    struct stretch stretch = {{sections[0]->start, sections[1]->start},
                              sections[0]->end - sections[0]->start};
    compare_stretch(walk, &stretch, pair);
}

// `table.0` and `table.1`: compilers number the variables of functions.
static size_t length_without_number(const char *name)
{
    size_t n = strlen(name);
    while (n > 0 && g_ascii_isdigit(name[n - 1]))
        n--;
    return n > 0 && name[n - 1] == '.' ? n - 1 : strlen(name);
}

static bool has_same_name(const struct image_symbol *base, const struct image_symbol *head)
{
    size_t n = length_without_number(base->name);
    return n == length_without_number(head->name) && strncmp(base->name, head->name, n) == 0;
}

static void compare_objects(struct walk *walk, const struct image_symbol *const objects[2],
                            const struct image_section *section, const struct pair *pair)
{
    struct stretch stretch = {{objects[0]->start, objects[1]->start},
                              objects[0]->end - objects[0]->start};
    // A variable's name matters, because code elsewhere may change it.
    if (stretch.n != objects[1]->end - objects[1]->start ||
        pair->at[0] - objects[0]->start != pair->at[1] - objects[1]->start ||
        (section->is_writable && !has_same_name(objects[0], objects[1]))) {
        walk_data_differs(walk, pair);
        return;
    }
    for (unsigned side = 0; side < 2 && section->is_writable; side++)
        walk->node->variables[side] = objects[side];
    if (section->bytes != NULL)
        compare_stretch(walk, &stretch, pair);
}

// How long data without a symbol may be: until anything else is known to start.
static uint64_t length_until_boundary(const struct walk *walk, unsigned side, uint64_t address)
{
    const GArray *boundaries = walk->maps[side]->boundaries;
    guint low = 0;
    for (guint high = boundaries->len; low < high;) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(boundaries, uint64_t, middle) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    uint64_t left = bytes_left(walk, side, address);
    return low < boundaries->len ? MIN(left, g_array_index(boundaries, uint64_t, low) - address)
                                 : left;
}

static bool is_padding(const uint8_t *bytes, uint64_t n)
{
    bool is_zero = n < MOST_PADDING_BYTES;
    for (uint64_t i = 0; i < n && is_zero; i++)
        is_zero = bytes[i] == 0;
    return is_zero;
}

// A text ends at its NUL: linkers let a shorter text start inside a longer one.
static bool is_same_text(struct walk *walk, const struct pair *pair, const uint8_t *const bytes[2],
                         uint64_t n)
{
    const char *texts[2] = {(const char *)bytes[0], (const char *)bytes[1]};
    if (!g_utf8_validate(texts[0], (gssize)n, NULL))
        return true; // it is not a text
    uint64_t left = MIN(bytes_left(walk, 0, pair->at[0]), bytes_left(walk, 1, pair->at[1]));
    return !walk_spend(walk, strnlen(texts[0], left)) || strncmp(texts[0], texts[1], left) == 0;
}

// A text without the folder of its build, which is in it if it names a source: `__FILE__`. NULL: it
// is not a text, or more than one.
static char *bare_text(const struct walk *walk, unsigned side, const uint8_t *bytes, uint64_t n)
{
    uint64_t length = strnlen((const char *)bytes, n);
    if (length == n || !g_utf8_validate((const char *)bytes, (gssize)length, NULL) ||
        !is_padding(bytes + length, n - length))
        return NULL;
    g_autoptr(GString) text = g_string_new_len((const char *)bytes, (gssize)length);
    g_string_replace(text, walk->folders[side], "{folder}", 0);
    return g_strdup(text->str);
}

static bool is_same_path(struct walk *walk, const struct pair *pair, const uint64_t n[2])
{
    const uint8_t *bytes[2] = {NULL, NULL};
    if (walk->folders[0] == NULL || walk->folders[1] == NULL || !walk_spend(walk, n[0] + n[1]) ||
        !find_bytes(walk, pair->at, bytes))
        return false;
    g_autofree char *base = bare_text(walk, 0, bytes[0], n[0]);
    g_autofree char *head = bare_text(walk, 1, bytes[1], n[1]);
    bool is_same = base != NULL && strstr(base, "{folder}") != NULL && g_strcmp0(base, head) == 0;
    walk->node->has_path = walk->node->has_path || is_same;
    walk->node->is_moved = walk->node->is_moved || is_same;
    return is_same;
}

static void compare_unnamed(struct walk *walk, const struct pair *pair)
{
    uint64_t n[2] = {length_until_boundary(walk, 0, pair->at[0]),
                     length_until_boundary(walk, 1, pair->at[1])};
    for (unsigned side = 0; side < 2 && pair->most_bytes > 0; side++)
        n[side] = MIN(n[side], pair->most_bytes);
    if (is_same_path(walk, pair, n))
        return;
    unsigned longer = n[1] > n[0];
    struct stretch stretch = {{pair->at[0], pair->at[1]}, n[!longer]};
    uint64_t tail = n[longer] - n[!longer];
    const uint8_t *bytes[2] = {NULL, NULL};
    if (!find_bytes(walk, pair->at, bytes))
        return;
    const uint8_t *ends[2] = {bytes[0] + stretch.n, bytes[1] + stretch.n};
    compare_stretch(walk, &stretch, pair);
    if (!is_same_text(walk, pair, bytes, stretch.n))
        walk_data_differs(walk, pair);
    if (tail == 0 || is_padding(ends[longer], tail))
        return;
    if (bytes_left(walk, !longer, pair->at[!longer]) < n[longer] ||
        memcmp(ends[0], ends[1], tail) != 0)
        walk_data_differs(walk, pair);
}

// A pointer slightly before an object may refer to it.
static void add_near_object(struct walk *walk, const struct pair *pair)
{
    const struct image_symbol *next[2];
    uint64_t distance[2];
    bool is_inside = false;
    for (unsigned side = 0; side < 2; side++) {
        const struct image *image = walk->maps[side]->image;
        const struct image_symbol *own = image_object_at(image, pair->at[side]);
        is_inside = is_inside || (own != NULL && own->start != pair->at[side]);
        next[side] = image_object_after(image, pair->at[side]);
        if (next[side] == NULL ||
            image_section_at(image, next[side]->start) != image_section_at(image, pair->at[side]))
            return;
        distance[side] = next[side]->start - pair->at[side];
    }
    if (MIN(distance[0], distance[1]) > (is_inside ? FAR_BYTES : NEAR_BYTES))
        return;
    // The same code means an object of the same name.
    bool is_alike = distance[0] == distance[1] && has_same_name(next[0], next[1]);
    struct pair near = {.at = {next[0]->start, next[1]->start},
                        .users = {pair->users[0], pair->users[1]}};
    if (is_alike)
        walk_add(walk, &near);
    else if (is_inside)
        walk_data_differs(walk, pair);
}

void walk_data(struct walk *walk, const struct pair *pair)
{
    const struct image_section *sections[2];
    const struct image_symbol *objects[2];
    for (unsigned side = 0; side < 2; side++) {
        sections[side] = image_section_at(walk->maps[side]->image, pair->at[side]);
        objects[side] = image_object_at(walk->maps[side]->image, pair->at[side]);
    }
    if (sections[0] == NULL || sections[1] == NULL ||
        sections[0]->is_writable != sections[1]->is_writable ||
        (sections[0]->bytes == NULL) != (sections[1]->bytes == NULL) ||
        (objects[0] == NULL) != (objects[1] == NULL)) {
        walk_data_differs(walk, pair);
        return;
    }
    const struct image_slot *slots[2] = {image_slot_at(walk->maps[0]->image, pair->at[0]),
                                         image_slot_at(walk->maps[1]->image, pair->at[1])};
    if (slots[0] != NULL && slots[1] != NULL && slots[0]->is_copy)
        walk_slots(walk, slots[0], slots[1], pair);
    if (objects[0] != NULL)
        compare_objects(walk, objects, sections[0], pair);
    else if (slots[0] != NULL || slots[1] != NULL)
        walk_slots(walk, slots[0], slots[1], pair);
    else if (sections[0]->bytes != NULL)
        compare_unnamed(walk, pair);
    if (pair->is_taken)
        add_near_object(walk, pair);
}
