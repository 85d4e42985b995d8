// SPDX-License-Identifier: MIT
#include "framework/program/code.h"

#include "framework/base/hash.h"
#include "framework/program/code_functions.h"

// A program or library that was read, or why it cannot be.
struct entry {
    struct code_map *map;
    char *error;
};

struct code_index {
    GHashTable *maps;  // char *, the path -> struct entry *
    GHashTable *walks; // char *, of both programs -> struct walk *
};

bool code_is_same(enum code_sameness sameness)
{
    return sameness == CODE_IDENTICAL || sameness == CODE_SAME_BUT_ADDRESSES;
}

static void entry_free(void *data)
{
    struct entry *entry = data;
    code_map_free(entry->map);
    g_free(entry->error);
    g_free(entry);
}

static void walk_free(void *data)
{
    walk_clear(data);
    g_free(data);
}

struct code_index *code_index_new(void)
{
    struct code_index *index = g_new(struct code_index, 1);
    index->maps = g_hash_table_new_full(hash_text, g_str_equal, g_free, entry_free);
    index->walks = g_hash_table_new_full(hash_text, g_str_equal, g_free, walk_free);
    return index;
}

void code_index_free(struct code_index *index)
{
    if (index == NULL)
        return;
    g_hash_table_unref(index->walks);
    g_hash_table_unref(index->maps);
    g_free(index);
}

static const struct code_map *read_map(void *data, const char *path, const char **error)
{
    const struct code_index *index = data;
    struct entry *entry = g_hash_table_lookup(index->maps, path);
    if (entry == NULL) {
        g_autoptr(GError) refusal = NULL;
        entry = g_new0(struct entry, 1);
        entry->map = code_map_read(path, &refusal);
        entry->error = g_strdup(refusal ? refusal->message : NULL);
        g_hash_table_insert(index->maps, g_strdup(path), entry);
    }
    *error = entry->error;
    return entry->map;
}

// What was found of two programs so far. NULL and an error where one cannot be read.
static struct walk *find_walk(struct code_index *index, const struct code_program programs[2],
                              const char **error)
{
    g_autofree char *base = realpath(programs[0].path, NULL);
    g_autofree char *head = realpath(programs[1].path, NULL);
    const char *const paths[2] = {base ? base : programs[0].path, head ? head : programs[1].path};
    g_autofree char *key =
        g_strdup_printf("%s\n%s\n%s\n%s", programs[0].path, programs[1].path,
                        programs[0].library_path ? programs[0].library_path : "",
                        programs[1].library_path ? programs[1].library_path : "");
    const struct code_map *maps[2];
    for (unsigned side = 0; side < 2; side++) {
        maps[side] = read_map(index, paths[side], error);
        if (maps[side] == NULL)
            return NULL;
    }
    struct walk *walk = g_hash_table_lookup(index->walks, key);
    if (walk != NULL)
        return walk;
    walk = g_new(struct walk, 1);
    *walk = (struct walk){
        .programs = {maps[0], maps[1]}, .compare = walk_pair, .read = read_map, .data = index};
    for (unsigned side = 0; side < 2; side++) {
        walk->libraries[side] = libraries_find(paths[side], programs[side].library_path);
        walk->folders[side] = g_strdup(programs[side].folder);
    }
    walk_init(walk);
    g_hash_table_insert(index->walks, g_steal_pointer(&key), walk);
    return walk;
}

// Where a case starts: its body, and its definition.
struct start {
    const struct image_symbol *bodies[2];
    const struct image_symbol *definitions[2];
};

static bool find_start(const struct walk *walk, const char *symbol, struct start *start)
{
    g_autofree char *body = g_strconcat("bench_body_", symbol, NULL);
    g_autofree char *definition = g_strconcat("bench_def_", symbol, NULL);
    for (unsigned side = 0; side < 2; side++) {
        start->bodies[side] = code_map_case(walk->programs[side], body);
        start->definitions[side] = code_map_case(walk->programs[side], definition);
        if (start->bodies[side] == NULL || start->definitions[side] == NULL)
            return false;
    }
    return true;
}

static void add_start(struct walk *walk, GArray *starts, const struct start *start,
                      enum pair_kind kind)
{
    bool is_definition = kind == PAIR_OPTIONS;
    bool is_body = kind == PAIR_FUNCTION || kind == PAIR_OPENER;
    struct pair pair = {.kind = kind};
    for (unsigned side = 0; side < 2 && (is_definition || is_body); side++) {
        pair.at[side] = (is_body ? start->bodies : start->definitions)[side]->start;
        pair.users[side] = start->bodies[side];
    }
    guint node = walk_node(walk, &pair);
    g_array_append_val(starts, node);
}

// What the timed loop leads to by itself. Where no function that the body calls starts the loop,
// all of the body counts.
static struct finding find_loop(struct walk *walk, const struct start *start)
{
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint));
    bool are_openers = true;
    for (unsigned side = 0; side < 2; side++)
        are_openers = are_openers &&
                      g_hash_table_contains(walk->programs[side]->openers, start->bodies[side]);
    add_start(walk, starts, start, are_openers ? PAIR_OPENER : PAIR_FUNCTION);
    struct finding finding = walk_from(walk, starts);
    finding.is_open = finding.is_open || walk->starts_threads;
    return finding;
}

// The same and everything else that runs in the process of a case.
static struct finding find_case(struct walk *walk, const struct start *start)
{
    static const enum pair_kind kinds[] = {PAIR_FUNCTION, PAIR_OPTIONS, PAIR_PROCESS};
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint));
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        add_start(walk, starts, start, kinds[i]);
    return walk_from(walk, starts);
}

// What any pointer may lead to.
static struct finding find_taken(struct walk *walk, const struct start *start)
{
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint));
    add_start(walk, starts, start, PAIR_TAKEN);
    return walk_from(walk, starts);
}

// Why it is not the same; NULL: it is. To free.
static char *object(const struct finding *finding)
{
    if (finding->difference != NULL)
        return g_strdup(finding->difference);
    if (finding->split != NULL)
        return g_strdup_printf("'%s', which is two variables in head", finding->split->name);
    return g_strdup(finding->doubt);
}

static enum code_sameness judge(const struct finding *finding, char **why)
{
    char *words = object(finding);
    if (words == NULL)
        return finding->is_moved ? CODE_SAME_BUT_ADDRESSES : CODE_IDENTICAL;
    g_free(*why);
    *why = words;
    return finding->difference || finding->split ? CODE_DIFFERS : CODE_UNKNOWN;
}

// A pointer that the loop calls was set by code that ran before it. It leads to the same code if
// all that code is the same, or if every function that a pointer may lead to is.
static enum code_sameness judge_loop(struct walk *walk, const struct start *start, char **why)
{
    struct finding loop = find_loop(walk, start);
    enum code_sameness sameness = judge(&loop, why);
    if (!code_is_same(sameness) || !loop.is_open)
        return sameness;
    struct finding whole = find_case(walk, start);
    g_autofree char *ignored = NULL;
    g_autofree char *objection = NULL;
    struct finding taken = {0};
    if (!code_is_same(judge(&whole, &ignored)))
        taken = find_taken(walk, start);
    if (code_is_same(judge(&taken, &objection)))
        return sameness;
    *why = g_strdup_printf("it may call through a pointer that is set elsewhere, and what pointers "
                           "lead to differs: %s",
                           objection);
    return CODE_UNKNOWN;
}

static enum code_sameness compare(struct code_index *index, const struct code_program programs[2],
                                  const struct bench_case *bench_case, enum code_scope scope,
                                  char **why)
{
    const char *error = NULL;
    struct start start;
    struct walk *walk = find_walk(index, programs, &error);
    if (walk == NULL || bench_case->symbol == NULL) {
        *why = g_strdup(
            walk == NULL ? error
                         : "the suite's benchrun library is too old to name the case's function");
        return CODE_UNKNOWN;
    }
    if (!find_start(walk, bench_case->symbol, &start)) {
        *why = g_strdup_printf("the symbol tables do not have exactly one function 'bench_body_%s'",
                               bench_case->symbol);
        return CODE_UNKNOWN;
    }
    if (scope == CODE_OF_LOOP)
        return judge_loop(walk, &start, why);
    struct finding whole = find_case(walk, &start);
    enum code_sameness sameness = judge(&whole, why);
    if (!code_is_same(sameness) || !whole.has_path || !whole.opens_files)
        return sameness;
    *why = g_strdup("it may open files of its build, whose folder it names");
    return CODE_UNKNOWN;
}

enum code_sameness code_compare(struct code_index *index, const struct code_program programs[2],
                                const struct bench_case *bench_case, enum code_scope scope,
                                char **why)
{
    g_autofree char *words = NULL;
    enum code_sameness sameness = compare(index, programs, bench_case, scope, &words);
    if (why != NULL)
        *why = g_steal_pointer(&words);
    return sameness;
}
