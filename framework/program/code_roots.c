// SPDX-License-Identifier: MIT
// Where a walk starts, besides at a case's body: functions that nothing in the body may refer to.
#include "framework/program/code_roots.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/program/code_slots.h"
#include "framework/program/own_symbols.h"

static void add_functions(struct walk *walk, const struct code_map *const maps[2],
                          const uint64_t at[2])
{
    struct pair pair = {.maps = {maps[0], maps[1]}, .at = {at[0], at[1]}};
    walk_add(walk, &pair);
}

// Pointers to functions in [start, end) of the data. NULL, and a doubt, if that is not in the file,
// where a symbol may be of any size.
static GArray *list_pointers(struct walk *walk, const struct code_map *map, uint64_t start,
                             uint64_t end)
{
    const struct image *image = map->image;
    const struct image_section *own = image_section_at(image, start);
    if (own == NULL || own->bytes == NULL) {
        walk_doubt(walk, "the definition of the case is not in the file");
        return NULL;
    }
    GArray *slots = g_array_new(FALSE, FALSE, sizeof(struct image_slot));
    for (uint64_t at = start; at + 8 <= end && walk_spend(walk, 8); at += 8) {
        const struct image_slot *found = image_slot_at(image, at);
        struct image_slot slot = {.at = at};
        if (found != NULL)
            slot = *found;
        else if (image_is_fixed(image))
            memcpy(&slot.addend, own->bytes + (at - own->start), sizeof slot.addend);
        const struct image_section *target = image_section_at(image, (uint64_t)slot.addend);
        if (slot.symbol != NULL || (target != NULL && target->is_code))
            g_array_append_val(slots, slot);
    }
    return slots;
}

static bool is_of_compiler(const struct code_map *map, const struct image_slot *slot)
{
    const struct image_symbol *function = image_function_at(map->image, (uint64_t)slot->addend);
    return slot->symbol == NULL && function != NULL && own_symbol_is_compilers(function->name);
}

static void add_pointers(struct walk *walk, const struct code_map *const maps[2],
                         const GArray *base, const GArray *head, const char *what)
{
    if (base == NULL || head == NULL)
        return;
    if (base->len != head->len)
        walk_differ(walk, "%s", what);
    for (guint i = 0; i < MIN(base->len, head->len); i++) {
        const struct image_slot *slots[2] = {&g_array_index(base, struct image_slot, i),
                                             &g_array_index(head, struct image_slot, i)};
        const uint64_t at[2] = {(uint64_t)slots[0]->addend, (uint64_t)slots[1]->addend};
        if (g_strcmp0(slots[0]->symbol, slots[1]->symbol) != 0)
            walk_differ(walk, "%s", what);
        else if (slots[0]->symbol != NULL)
            walk_slots(walk, slots[0], slots[1], &walk->node->pair);
        else if (!is_of_compiler(maps[0], slots[0]) || !is_of_compiler(maps[1], slots[1]))
            add_functions(walk, maps, at);
    }
}

static void compare_options(struct walk *walk, const struct pair *pair)
{
    g_autofree char *what =
        g_strdup_printf("the functions named in the options of '%s'", pair->users[0]->name);
    GArray *pointers[2];
    for (unsigned side = 0; side < 2; side++) {
        const struct image_symbol *definition =
            image_object_at(walk->maps[side]->image, pair->at[side]);
        pointers[side] = list_pointers(walk, walk->maps[side], definition->start, definition->end);
    }
    add_pointers(walk, walk->maps, pointers[0], pointers[1], what);
    for (unsigned side = 0; side < 2; side++)
        g_clear_pointer(&pointers[side], g_array_unref);
}

static void add_constructors(struct walk *walk, const struct code_map *const maps[2])
{
    static const char *const names[] = {".preinit_array", ".init_array", NULL};
    for (unsigned i = 0; names[i] != NULL; i++) {
        GArray *pointers[2];
        for (unsigned side = 0; side < 2; side++) {
            const struct image_section *section = image_find_section(maps[side]->image, names[i]);
            pointers[side] = section != NULL
                                 ? list_pointers(walk, maps[side], section->start, section->end)
                                 : g_array_new(FALSE, FALSE, sizeof(struct image_slot));
        }
        add_pointers(walk, maps, pointers[0], pointers[1], "what runs before main()");
        for (unsigned side = 0; side < 2; side++)
            g_clear_pointer(&pointers[side], g_array_unref);
    }
}

// Functions that may be reached in a way that no walk sees, by name; of one name, by address.
static int by_name(const void *a, const void *b)
{
    const struct image_symbol *x = *(const struct image_symbol *const *)a;
    const struct image_symbol *y = *(const struct image_symbol *const *)b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->start > y->start) - (x->start < y->start);
}

static void add_by_name(struct walk *walk, const struct code_map *const maps[2],
                        GHashTable *const functions[2])
{
    g_autoptr(GPtrArray) base = pointers_of_set(functions[0]);
    g_autoptr(GPtrArray) head = pointers_of_set(functions[1]);
    g_ptr_array_sort(base, by_name);
    g_ptr_array_sort(head, by_name);
    for (guint i = 0; i < MAX(base->len, head->len); i++) {
        const struct image_symbol *x = i < base->len ? g_ptr_array_index(base, i) : NULL;
        const struct image_symbol *y = i < head->len ? g_ptr_array_index(head, i) : NULL;
        if (x == NULL || y == NULL || strcmp(x->name, y->name) != 0) {
            bool is_first = y == NULL || (x != NULL && strcmp(x->name, y->name) < 0);
            const struct image_symbol *only = is_first ? x : y;
            walk_differ(walk, "'%s', which only one of them has", only ? only->name : "?");
            return;
        }
        const uint64_t at[2] = {x->start, y->start};
        add_functions(walk, maps, at);
    }
}

// Functions of an image that others may call by name: a library that is not followed among them.
static void take_exports(const struct walk *walk, unsigned side, GHashTable *functions)
{
    const struct library *program = g_ptr_array_index(walk->libraries[side]->found, 0);
    GHashTableIter iterator;
    gpointer exported;
    g_hash_table_iter_init(&iterator, program->exports);
    while (g_hash_table_iter_next(&iterator, NULL, &exported)) {
        uint64_t address = ((const struct exported *)exported)->address;
        const struct image_symbol *function =
            image_function_at(walk->programs[side]->image, address);
        if (function != NULL && function->start == address &&
            !own_symbol_is_compilers(function->name))
            g_hash_table_add(functions, (gpointer)function);
    }
}

static void take_named(const struct walk *walk, unsigned side, const char *name,
                       GHashTable *functions)
{
    size_t n = 0;
    const struct image_symbol *all = image_functions(walk->programs[side]->image, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].name, name) == 0)
            g_hash_table_add(functions, (gpointer)&all[i]);
}

// The addresses of a library's functions that another image has.
static void take_across(const struct walk *walk, unsigned side, const struct code_map *from,
                        const struct code_map *to, GHashTable *functions)
{
    size_t n = 0;
    const struct image_slot *slots = image_slots(from->image, &n);
    for (size_t i = 0; i < n; i++) {
        const struct exported *exported = NULL;
        if (slots[i].symbol == NULL || slots[i].is_call || slots[i].is_thread_local)
            continue;
        const struct library *library =
            libraries_lookup(walk->libraries[side], slots[i].symbol, false, &exported);
        if (library == NULL || strcmp(library->path, to->path) != 0)
            continue;
        const struct image_symbol *function = image_function_at(to->image, exported->address);
        if (function != NULL)
            g_hash_table_add(functions, (gpointer)function);
    }
}

// Where the program asks for addresses by name, a pointer may lead anywhere.
static void doubt_loaded(struct walk *walk, const struct code_map *map)
{
    size_t n = 0;
    const struct image_slot *slots = image_slots(map->image, &n);
    for (size_t i = 0; i < n; i++)
        if (slots[i].symbol != NULL && walk_loads_code(slots[i].symbol))
            walk_doubt(walk, "it loads code by '%s'", slots[i].symbol);
}

// The maps of the images of both sides that belong together; NULL, and a doubt, where they do not.
static GPtrArray *list_images(struct walk *walk, unsigned side)
{
    GPtrArray *maps = g_ptr_array_new();
    const GPtrArray *found = walk->libraries[side]->found;
    g_ptr_array_add(maps, (gpointer)walk->programs[side]);
    for (guint i = 1; i < found->len && walk->follows_libraries; i++) {
        const struct library *library = g_ptr_array_index(found, i);
        const struct code_map *map = walk_image(walk, library->path);
        if (map != NULL)
            g_ptr_array_add(maps, (gpointer)map);
    }
    return maps;
}

static void compare_taken_of(struct walk *walk, GPtrArray *const images[2], guint at)
{
    GHashTable *functions[2];
    const struct code_map *maps[2];
    for (unsigned side = 0; side < 2; side++) {
        maps[side] = g_ptr_array_index(images[side], at);
        doubt_loaded(walk, maps[side]);
        functions[side] = g_hash_table_new(NULL, NULL);
        g_autoptr(GPtrArray) taken = pointers_of_set(maps[side]->taken);
        for (guint i = 0; i < taken->len; i++)
            g_hash_table_add(functions[side], g_ptr_array_index(taken, i));
        for (guint i = 0; i < images[side]->len; i++)
            if (i != at)
                take_across(walk, side, g_ptr_array_index(images[side], i), maps[side],
                            functions[side]);
        if (at == 0)
            take_exports(walk, side, functions[side]);
    }
    add_by_name(walk, maps, functions);
    g_hash_table_unref(functions[0]);
    g_hash_table_unref(functions[1]);
}

static void compare_process_of(struct walk *walk, GPtrArray *const images[2], guint at)
{
    const struct code_map *const maps[2] = {g_ptr_array_index(images[0], at),
                                            g_ptr_array_index(images[1], at)};
    GHashTable *functions[2] = {g_hash_table_new(NULL, NULL), g_hash_table_new(NULL, NULL)};
    for (unsigned side = 0; side < 2 && at == 0; side++) {
        take_exports(walk, side, functions[side]);
        take_named(walk, side, "main", functions[side]);
    }
    add_constructors(walk, maps);
    add_by_name(walk, maps, functions);
    g_hash_table_unref(functions[0]);
    g_hash_table_unref(functions[1]);
}

void walk_roots(struct walk *walk, const struct pair *pair)
{
    if (pair->kind == PAIR_OPTIONS) {
        compare_options(walk, pair);
        return;
    }
    GPtrArray *images[2] = {list_images(walk, 0), list_images(walk, 1)};
    if (images[0]->len != images[1]->len)
        walk_doubt(walk, "they run with different libraries");
    for (guint i = 0; i < MIN(images[0]->len, images[1]->len); i++) {
        if (pair->kind == PAIR_TAKEN)
            compare_taken_of(walk, images, i);
        else
            compare_process_of(walk, images, i);
    }
    g_ptr_array_unref(images[0]);
    g_ptr_array_unref(images[1]);
}
