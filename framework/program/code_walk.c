// SPDX-License-Identifier: MIT
#include "framework/program/code_walk.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/interruption.h"

// Programs of a few hundred KB take one or two: each byte is compared once, or as often as code
// refers to the data around it.
static const uint64_t steps_per_byte = 256;

static const char interrupted[] = "interrupted";

bool walk_spend(struct walk *walk, uint64_t steps)
{
    bool is_stopped = interruption_is_requested();
    if (!is_stopped && steps <= walk->steps_left) {
        walk->steps_left -= steps;
        return true;
    }
    walk->steps_left = 0;
    if (is_stopped)
        walk_doubt(walk, interrupted);
    else
        walk_doubt(walk, "its code and data refer to each other too often");
    return false;
}

void walk_differ(struct walk *walk, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (walk->node->difference == NULL)
        walk->node->difference = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void walk_doubt(struct walk *walk, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (walk->node->doubt == NULL)
        walk->node->doubt = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void walk_data_differs(struct walk *walk, const struct pair *pair)
{
    const struct image_symbol *object = image_object_at(walk->maps[0]->image, pair->at[0]);
    const char *user = pair->users[0] ? pair->users[0]->name : "?";
    if (object != NULL)
        walk_differ(walk, "'%s', which '%s' uses", object->name, user);
    else
        walk_differ(walk, "a constant that '%s' uses", user);
}

// What makes two pairs the same one.
struct key {
    const struct code_map *maps[2];
    uint64_t at[2];
    uint64_t of[3];
};

static struct key key_of(const struct pair *pair)
{
    return (struct key){
        {pair->maps[0], pair->maps[1]},
        {pair->at[0], pair->at[1]},
        {pair->kind, pair->is_taken, pair->most_bytes},
    };
}

static guint hash_pair(gconstpointer pair)
{
    struct key key = key_of(pair);
    return hash_bytes(&key, sizeof key);
}

static gboolean equal_pair(gconstpointer a, gconstpointer b)
{
    struct key x = key_of(a);
    struct key y = key_of(b);
    return memcmp(&x, &y, sizeof x) == 0;
}

static void node_free(void *data)
{
    struct node *node = data;
    g_clear_pointer(&node->leads_to, g_array_unref);
    g_free(node->difference);
    g_free(node->doubt);
    g_free(node);
}

static void take_image(struct walk *walk, const struct code_map *map)
{
    if (!g_hash_table_add(walk->images, (gpointer)map))
        return;
    walk->steps_left += steps_per_byte * image_bytes(map->image);
    walk->starts_threads = walk->starts_threads || map->starts_threads;
}

const struct code_map *walk_image(struct walk *walk, const char *path)
{
    const struct code_map *map = walk->read(walk->data, path, &walk->refusal);
    if (map == NULL)
        walk_doubt(walk, "%s", walk->refusal);
    else
        take_image(walk, map);
    return map;
}

void walk_init(struct walk *walk)
{
    walk->nodes = g_ptr_array_new_with_free_func(node_free);
    walk->by_pair = g_hash_table_new(hash_pair, equal_pair);
    walk->images = g_hash_table_new(NULL, NULL);
    walk->follows_libraries = !libraries_are_same(walk->libraries[0], walk->libraries[1]);
    take_image(walk, walk->programs[0]);
    take_image(walk, walk->programs[1]);
}

void walk_clear(struct walk *walk)
{
    g_hash_table_unref(walk->by_pair);
    g_hash_table_unref(walk->images);
    g_ptr_array_unref(walk->nodes);
    for (unsigned side = 0; side < 2; side++) {
        libraries_free(walk->libraries[side]);
        g_free(walk->folders[side]);
    }
}

// The pair is the first member of a node.
guint walk_node(struct walk *walk, const struct pair *pair)
{
    struct pair whole = *pair;
    gpointer known = NULL;
    for (unsigned side = 0; side < 2; side++)
        if (whole.maps[side] == NULL)
            whole.maps[side] = walk->node ? walk->maps[side] : walk->programs[side];
    if (g_hash_table_lookup_extended(walk->by_pair, &whole, NULL, &known))
        return GPOINTER_TO_UINT(known);
    struct node *node = g_new0(struct node, 1);
    node->pair = whole;
    g_hash_table_insert(walk->by_pair, &node->pair, GUINT_TO_POINTER(walk->nodes->len));
    g_ptr_array_add(walk->nodes, node);
    return walk->nodes->len - 1;
}

void walk_add(struct walk *walk, const struct pair *pair)
{
    guint node = walk_node(walk, pair);
    g_array_append_val(walk->node->leads_to, node);
}

static void compare_node(struct walk *walk, struct node *node)
{
    node->leads_to = g_array_new(FALSE, FALSE, sizeof(guint));
    walk->node = node;
    for (unsigned side = 0; side < 2; side++)
        walk->maps[side] = node->pair.maps[side];
    if (walk_spend(walk, 1))
        walk->compare(walk, &node->pair);
    walk->node = NULL;
}

// A variable of base has one counterpart in head, on all of the way.
static bool takes_twin(GHashTable *twins, const struct node *node)
{
    const struct image_symbol *base = node->variables[0];
    const struct image_symbol *twin = base ? g_hash_table_lookup(twins, base) : NULL;
    if (base != NULL)
        g_hash_table_insert(twins, (gpointer)base, (gpointer)node->variables[1]);
    return twin == NULL || twin == node->variables[1];
}

static void take(struct finding *finding, const struct node *node)
{
    if (finding->difference == NULL)
        finding->difference = node->difference;
    if (finding->doubt == NULL)
        finding->doubt = node->doubt;
    finding->is_moved = finding->is_moved || node->is_moved;
    finding->is_open = finding->is_open || node->is_open;
    finding->has_path = finding->has_path || node->has_path;
    finding->opens_files = finding->opens_files || node->opens_files;
}

struct finding walk_from(struct walk *walk, const GArray *starts)
{
    struct finding finding = {0};
    g_autoptr(GArray) pending = g_array_copy((GArray *)starts);
    g_autoptr(GHashTable) twins = g_hash_table_new(NULL, NULL);
    uint64_t visit = ++walk->visits;
    for (guint i = 0; i < pending->len && finding.difference == NULL && finding.split == NULL;
         i++) {
        struct node *node = g_ptr_array_index(walk->nodes, g_array_index(pending, guint, i));
        if (interruption_is_requested()) {
            finding.doubt = interrupted;
            break;
        }
        if (node->visit == visit)
            continue;
        node->visit = visit;
        if (node->leads_to == NULL)
            compare_node(walk, node);
        take(&finding, node);
        if (!takes_twin(twins, node))
            finding.split = node->variables[0];
        g_array_append_vals(pending, node->leads_to->data, node->leads_to->len);
    }
    return finding;
}
