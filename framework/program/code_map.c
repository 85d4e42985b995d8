// SPDX-License-Identifier: MIT
// What is read from a program once, before any case is compared.
#include <string.h>

#include "framework/program/code.h"
#include "framework/program/code_walk.h"

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void add_boundaries_of_code(struct code_map *map)
{
    size_t n = 0;
    struct shape shape = {.text = g_string_new(NULL)};
    const struct instruction *instructions = disassembly_range(map->disassembly, 0, UINT64_MAX, &n);
    bool is_fixed = image_is_fixed(map->image);
    for (size_t i = 0; i < n; i++) {
        if (strchr(instructions[i].text, '#') == NULL &&
            !(is_fixed && strstr(instructions[i].text, "0x") != NULL))
            continue;
        shape_read(&shape, map->image, &instructions[i]);
        for (unsigned r = 0; r < shape.n; r++)
            g_array_append_val(map->boundaries, shape.references[r].address);
    }
    g_string_free(shape.text, TRUE);
}

// If addresses are final, any word of the data may be one.
static void add_boundaries_of_data(struct code_map *map)
{
    size_t n = 0;
    const struct image_section *sections = image_sections(map->image, &n);
    for (size_t i = 0; i < n; i++) {
        if (sections[i].bytes == NULL || sections[i].is_code)
            continue;
        for (uint64_t at = (sections[i].start + 7) / 8 * 8; at + 8 <= sections[i].end; at += 8) {
            uint64_t word = 0;
            memcpy(&word, sections[i].bytes + (at - sections[i].start), sizeof word);
            if (image_section_at(map->image, word) != NULL)
                g_array_append_val(map->boundaries, word);
        }
    }
}

// Data without a symbol ends where anything else is known to start.
static void find_boundaries(struct code_map *map)
{
    size_t n = 0;
    const struct image_symbol *objects = image_objects(map->image, &n);
    for (size_t i = 0; i < n; i++) {
        g_array_append_val(map->boundaries, objects[i].start);
        g_array_append_val(map->boundaries, objects[i].end);
    }
    const struct image_slot *slots = image_slots(map->image, &n);
    for (size_t i = 0; i < n; i++) {
        uint64_t address = (uint64_t)slots[i].addend;
        if (slots[i].symbol == NULL)
            g_array_append_val(map->boundaries, address);
    }
    add_boundaries_of_code(map);
    if (image_is_fixed(map->image))
        add_boundaries_of_data(map);
    g_array_sort(map->boundaries, by_value);
}

struct code_map *code_map_read(const char *program, GError **error)
{
    struct image *image = image_open(program, error);
    struct disassembly *disassembly = image ? disassembly_read(program, image, error) : NULL;
    if (disassembly == NULL) {
        image_close(image);
        return NULL;
    }
    struct code_map *map = g_new(struct code_map, 1);
    map->image = image;
    map->disassembly = disassembly;
    map->boundaries = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    find_boundaries(map);
    return map;
}

void code_map_free(struct code_map *map)
{
    if (map == NULL)
        return;
    g_array_unref(map->boundaries);
    disassembly_free(map->disassembly);
    image_close(map->image);
    g_free(map);
}
