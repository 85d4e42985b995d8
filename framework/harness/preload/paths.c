// SPDX-License-Identifier: MIT
#include "framework/harness/preload/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "framework/harness/preload/path_file.h"
#include "framework/harness/preload/path_table.h"

// Reserved is address space alone; the file grows by steps.
enum { MOST_BYTES = 1 << 30, STEP_BYTES = 1 << 20, MOST_RANGES = 1024, MOST_FILES = 10000 };

struct range {
    uint64_t start, end;
};

static struct {
    char folder[3072];
    char maps[4096];
    int fd;
    struct path_head *head; // NULL: nothing is counted
    struct path_node *nodes;
    size_t file_bytes;
    struct path_table children; // (address, parent) -> node
    struct path_table blocks;   // address -> bytes and node
    struct range code[MOST_RANGES];
    size_t n_code;
    uint64_t strange_page; // is in no file

    // The last path, outermost first: the next one shares most of it.
    void *last[PATHS_MOST_FRAMES];
    uint32_t last_nodes[PATHS_MOST_FRAMES];
    size_t n_last;
} paths = {.fd = -1};

static bool enlarge(size_t bytes)
{
    if (bytes <= paths.file_bytes)
        return true;
    size_t size = (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &limit); // beyond it the program would be killed
    if (size > MOST_BYTES || size > limit.rlim_cur ||
        posix_fallocate(paths.fd, 0, (off_t)size) != 0)
        return false;
    paths.file_bytes = size;
    return true;
}

// The maps file has the number of the other.
static bool create_files(void)
{
    for (unsigned n = 0; n < MOST_FILES; n++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/paths.%ld.%u", paths.folder, (long)getpid(), n);
        snprintf(paths.maps, sizeof paths.maps, "%s/maps.%ld.%u", paths.folder, (long)getpid(), n);
        paths.fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (paths.fd >= 0 || errno != EEXIST)
            break;
    }
    return paths.fd >= 0;
}

static void forget(void)
{
    path_table_clear(&paths.children);
    path_table_clear(&paths.blocks);
    paths.n_last = 0;
}

static void begin_tree(void)
{
    forget();
    paths.head->n_nodes = 1;
    paths.head->live_bytes = paths.head->peak_bytes = paths.head->peaks = 0;
    paths.head->n_lost = 0;
    paths.nodes[0] = (struct path_node){0};
}

// The parent keeps writing into its own.
static void leave_files(void)
{
    if (paths.head != NULL)
        munmap(paths.head, MOST_BYTES);
    if (paths.fd >= 0)
        close(paths.fd);
    paths.head = NULL;
    paths.fd = -1;
    paths.file_bytes = 0;
    paths.n_code = 0;
}

bool paths_begin(const char *folder)
{
    leave_files();
    if (folder != NULL)
        snprintf(paths.folder, sizeof paths.folder, "%s", folder);
    if (!create_files() || !enlarge(sizeof(struct path_head) + sizeof(struct path_node)))
        return false;
    void *memory = mmap(NULL, MOST_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, paths.fd, 0);
    if (memory == MAP_FAILED)
        return false;
    paths.head = memory;
    paths.nodes = (struct path_node *)(paths.head + 1);
    memcpy(paths.head->magic, PATHS_MAGIC, sizeof PATHS_MAGIC);
    begin_tree();
    return true;
}

void paths_reset(void)
{
    if (paths.head == NULL || paths.head->resets_done == paths.head->resets_asked)
        return;
    begin_tree();
    paths.head->resets_done = paths.head->resets_asked;
}

void paths_mark_region(void)
{
    if (paths.head != NULL)
        paths.head->has_region = 1;
}

void paths_mark_bypassed(void)
{
    if (paths.head != NULL)
        paths.head->is_bypassed = 1;
}

static bool is_in_code(uint64_t address)
{
    for (size_t i = 0; i < paths.n_code; i++)
        if (address >= paths.code[i].start && address < paths.code[i].end)
            return true;
    return false;
}

// A line is `start-end r-xp ...`.
static void take_line(const char *line)
{
    char *end = NULL;
    struct range range = {.start = strtoull(line, &end, 16)};
    if (*end != '-')
        return;
    range.end = strtoull(end + 1, &end, 16);
    if (strlen(end) > 4 && end[3] == 'x' && paths.n_code < MOST_RANGES)
        paths.code[paths.n_code++] = range;
}

static void take_lines(char *text, int out)
{
    paths.n_code = 0;
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end == NULL)
            break;
        *end = '\0';
        take_line(line);
        *end = '\n';
        line = end + 1;
    }
    for (size_t length = strlen(text), done = 0; done < length;) {
        ssize_t n = write(out, text + done, length - done);
        if (n <= 0)
            return;
        done += (size_t)n;
    }
}

// What is mapped now, so that the addresses can be read later.
static void read_maps(void)
{
    enum { MOST = 4 << 20 };
    int in = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    int out = open(paths.maps, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    // cppcheck-suppress invalidFunctionArg // memory without a file
    char *text = mmap(NULL, MOST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (in >= 0 && out >= 0 && text != MAP_FAILED) {
        size_t length = 0;
        ssize_t n = read(in, text, MOST - 1);
        while (n > 0) {
            length += (size_t)n;
            n = read(in, text + length, MOST - 1 - length);
        }
        take_lines(text, out);
    }
    if (text != MAP_FAILED)
        munmap(text, MOST);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
}

static void know_code(uint64_t address)
{
    enum { PAGE_BITS = 12 };
    if (is_in_code(address) || address >> PAGE_BITS == paths.strange_page)
        return;
    read_maps();
    if (!is_in_code(address))
        paths.strange_page = address >> PAGE_BITS;
}

// 0, the root: there is no room.
static uint32_t add_node(uint32_t parent, uint64_t address)
{
    uint32_t node = paths.head->n_nodes;
    size_t bytes = sizeof(struct path_head) + ((size_t)node + 1) * sizeof(struct path_node);
    const struct path_table_entry entry = {.key = address + 1, .extra = parent, .node = node};
    if (!enlarge(bytes) || !path_table_add(&paths.children, entry))
        return 0;
    paths.nodes[node] = (struct path_node){.address = address, .parent = parent};
    paths.head->n_nodes++;
    if (address != 0)
        know_code(address);
    return node;
}

static uint32_t child(uint32_t parent, uint64_t address)
{
    const struct path_table_entry *entry = path_table_find(&paths.children, address + 1, parent);
    return entry != NULL ? entry->node : add_node(parent, address);
}

static uint32_t find_node(void *const *addresses, size_t n, bool is_cut)
{
    size_t same = 0;
    if (!is_cut)
        while (same < n && same < paths.n_last && paths.last[same] == addresses[n - 1 - same])
            same++;
    uint32_t node = same > 0 ? paths.last_nodes[same - 1] : is_cut ? child(0, 0) : 0;
    for (size_t i = same; i < n; i++) {
        node = child(node, (uint64_t)addresses[n - 1 - i]);
        if (node == 0)
            break;
        paths.last[i] = addresses[n - 1 - i];
        paths.last_nodes[i] = node;
    }
    paths.n_last = is_cut || node == 0 ? 0 : n;
    return node;
}

// Whether the block can be found again; nothing to find is no block.
static bool keep_block(const void *block, size_t bytes, uint32_t node)
{
    const struct path_table_entry entry = {.key = (uint64_t)block, .value = bytes, .node = node};
    return block == NULL || path_table_add(&paths.blocks, entry);
}

// Before a node changes: what it had at a peak that has come since it last did.
static void keep_peak(struct path_node *node)
{
    if (node->peaks != paths.head->peaks)
        node->at_peak = node->live_bytes;
    node->peaks = paths.head->peaks;
}

static void add_live(struct path_node *node, size_t bytes)
{
    keep_peak(node);
    node->live_bytes += bytes;
    paths.head->live_bytes += bytes;
    if (paths.head->live_bytes > paths.head->peak_bytes) {
        paths.head->peak_bytes = paths.head->live_bytes;
        paths.head->peaks++;
    }
}

void paths_add(const void *block, size_t bytes, void *const *addresses, size_t n, bool is_cut)
{
    if (paths.head == NULL)
        return;
    paths_remove(block); // what freed it was not seen
    uint32_t at = find_node(addresses, n, is_cut);
    struct path_node *node = &paths.nodes[at];
    if ((at == 0 && n > 0) || !keep_block(block, bytes, at)) {
        paths.head->n_lost++;
        return;
    }
    node->n_calls++;
    node->bytes += bytes;
    if (block != NULL)
        add_live(node, bytes);
}

// Leaves the table; its path has this many bytes less.
static void take_out(struct path_table_entry *entry, size_t bytes)
{
    struct path_node *node = &paths.nodes[entry->node];
    keep_peak(node);
    node->live_bytes -= bytes;
    paths.head->live_bytes -= bytes;
    path_table_remove(&paths.blocks, entry);
}

static struct path_table_entry *find_block(const void *block)
{
    return paths.head != NULL && block != NULL ? path_table_find(&paths.blocks, (uint64_t)block, 0)
                                               : NULL;
}

struct paths_block paths_remove(const void *block)
{
    struct path_table_entry *entry = find_block(block);
    if (entry == NULL)
        return (struct paths_block){0};
    const struct paths_block known = {true, entry->value, entry->node};
    take_out(entry, known.bytes);
    return known;
}

// What was forgotten meanwhile has no path any more.
void paths_restore(const void *block, struct paths_block known)
{
    if (paths.head == NULL || !known.is_known || known.node >= paths.head->n_nodes)
        return;
    if (keep_block(block, known.bytes, known.node))
        add_live(&paths.nodes[known.node], known.bytes);
    else
        paths.head->n_lost++;
}

void paths_trim(const void *block, size_t bytes)
{
    struct path_table_entry *entry = find_block(block);
    if (entry == NULL)
        return;
    const struct path_table_entry whole = *entry;
    bool has_rest = bytes < whole.value;
    take_out(entry, has_rest ? bytes : whole.value);
    const struct path_table_entry rest = {whole.key + bytes, whole.value - bytes, whole.node, 0};
    if (has_rest && !path_table_add(&paths.blocks, rest))
        paths.head->n_lost++;
}
