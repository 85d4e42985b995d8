// SPDX-License-Identifier: MIT
#include "framework/profile/stacks.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/profile/code_file.h"
#include "framework/profile/debug_file.h"
#include "framework/profile/frames.h"
#include "framework/profile/kernel_names.h"
#include "framework/profile/perf_registers.h"

enum { MOST_FRAMES = 512, DWARF_REGISTERS = 33 };

struct mapped {
    uint64_t start, end, offset;
    const char *path;
};

// A process and the code in it.
struct space {
    pid_t pid;
    GArray *mapped; // struct mapped, by address: no two overlap
    Dwfl *dwfl;     // NULL: to be made of what is mapped
    bool is_attached;
    struct stacks *stacks;
};

struct stacks {
    struct profile *profile;
    struct frames *frames;
    struct kernel_names *kernel;      // read when a sample first needs it
    GHashTable *spaces;               // pid -> struct space *
    const struct perf_sample *sample; // that is looked at
    bool is_short;                    // more of its stack was asked for than was copied
    GArray *addresses;                // uint64_t: of its frames, innermost first
    GArray *modules;                  // Dwfl_Module *: where they are
};

static void mapped_clear(void *data)
{
    g_free((char *)((struct mapped *)data)->path);
}

static void forget_modules(struct space *space)
{
    g_clear_pointer(&space->dwfl, dwfl_end);
    space->is_attached = false;
}

static void space_free(void *data)
{
    struct space *space = data;
    forget_modules(space);
    g_array_unref(space->mapped);
    g_free(space);
}

struct stacks *stacks_new(struct profile *profile)
{
    struct stacks *stacks = g_new(struct stacks, 1);
    *stacks = (struct stacks){
        .profile = profile,
        .frames = frames_new(profile),
        .spaces = g_hash_table_new_full(NULL, NULL, NULL, space_free),
        .addresses = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
        .modules = g_array_new(FALSE, FALSE, sizeof(Dwfl_Module *)),
    };
    return stacks;
}

void stacks_free(struct stacks *stacks)
{
    if (stacks == NULL)
        return;
    g_hash_table_unref(stacks->spaces);
    frames_free(stacks->frames);
    kernel_names_free(stacks->kernel);
    g_array_unref(stacks->addresses);
    g_array_unref(stacks->modules);
    g_free(stacks);
}

static struct space *find_space(struct stacks *stacks, pid_t pid)
{
    struct space *space = g_hash_table_lookup(stacks->spaces, GINT_TO_POINTER(pid));
    if (space != NULL)
        return space;
    space = g_new0(struct space, 1);
    space->pid = pid;
    space->stacks = stacks;
    space->mapped = g_array_new(FALSE, FALSE, sizeof(struct mapped));
    g_array_set_clear_func(space->mapped, mapped_clear);
    g_hash_table_insert(stacks->spaces, GINT_TO_POINTER(pid), space);
    return space;
}

static bool is_same(const struct mapped *one, const struct mapped *other)
{
    return one->start == other->start && one->end == other->end && one->offset == other->offset &&
           strcmp(one->path, other->path) == 0;
}

static const struct mapped *mapped_at(const struct space *space, guint index)
{
    return &g_array_index(space->mapped, struct mapped, index);
}

// The first that ends after an address.
static guint find_mapped(const struct space *space, uint64_t address)
{
    guint low = 0;
    for (guint high = space->mapped->len; low < high;) {
        guint middle = low + (high - low) / 2;
        if (mapped_at(space, middle)->end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// A new mapping takes the place of what was there. The path is copied.
static void add_mapped(struct space *space, struct mapped mapped)
{
    if (!code_file_is_known(mapped.path) || mapped.start >= mapped.end)
        return;
    guint at = find_mapped(space, mapped.start);
    guint n = 0;
    while (at + n < space->mapped->len && mapped_at(space, at + n)->start < mapped.end)
        n++;
    if (n == 1 && is_same(mapped_at(space, at), &mapped))
        return;
    if (n > 0)
        g_array_remove_range(space->mapped, at, n);
    mapped.path = g_strdup(mapped.path);
    g_array_insert_val(space->mapped, at, mapped);
    forget_modules(space);
}

void stacks_map(struct stacks *stacks, const struct perf_mapping *mapping)
{
    add_mapped(find_space(stacks, mapping->pid),
               (struct mapped){mapping->start, mapping->end, mapping->offset, mapping->path});
}

void stacks_exec(struct stacks *stacks, pid_t pid)
{
    struct space *space = find_space(stacks, pid);
    g_array_set_size(space->mapped, 0);
    forget_modules(space);
}

void stacks_fork(struct stacks *stacks, pid_t pid, pid_t parent)
{
    const struct space *from = find_space(stacks, parent);
    stacks_exec(stacks, pid);
    struct space *space = find_space(stacks, pid);
    for (guint i = 0; i < from->mapped->len; i++) {
        struct mapped mapped = g_array_index(from->mapped, struct mapped, i);
        mapped.path = g_strdup(mapped.path);
        g_array_append_val(space->mapped, mapped);
    }
}

// A line is `start-end r-xp offset device inode   path`.
static void read_line(struct space *space, const char *line)
{
    uint64_t start = 0;
    uint64_t end = 0;
    uint64_t offset = 0;
    char rights[8] = "";
    int path_at = 0;
    if (sscanf(line,
               "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s %" G_GINT64_MODIFIER
               "x %*s %*s %n",
               &start, &end, rights, &offset, &path_at) < 4 ||
        path_at == 0 || strchr(rights, 'x') == NULL)
        return;
    add_mapped(space, (struct mapped){start, end, offset, line + path_at});
}

void stacks_take_maps(struct stacks *stacks, pid_t pid, char *text)
{
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        read_line(find_space(stacks, pid), line);
}

void stacks_read_maps(struct stacks *stacks, pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/maps", pid);
    g_autofree char *text = NULL;
    if (g_file_get_contents(path, &text, NULL, NULL))
        stacks_take_maps(stacks, pid, text);
}

// How far the file is from where it wants to be: of the segment that was mapped.
static bool find_bias(int fd, const struct mapped *mapped, uint64_t *bias)
{
    size_t n = 0;
    bool is_found = false;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    if (elf == NULL || elf_getphdrnum(elf, &n) != 0)
        n = 0;
    for (size_t i = 0; i < n && !is_found; i++) {
        GElf_Phdr header;
        if (gelf_getphdr(elf, (int)i, &header) == NULL || header.p_type != PT_LOAD ||
            (header.p_flags & PF_X) == 0)
            continue;
        uint64_t offset = header.p_offset / page * page;
        is_found = mapped->offset >= offset && mapped->offset < header.p_offset + header.p_filesz;
        *bias = mapped->start - (mapped->offset - offset) - header.p_vaddr / page * page;
    }
    if (elf != NULL)
        elf_end(elf);
    return is_found;
}

static void report(struct space *space, const struct mapped *mapped)
{
    uint64_t bias = 0;
    const struct perf_mapping mapping = {space->pid, mapped->start, mapped->end, mapped->offset,
                                         mapped->path};
    int fd = code_file_open(&mapping);
    if (fd < 0)
        return;
    // With a descriptor, libdwfl takes it; the name is that of the process.
    g_autofree char *name = code_file_name(mapped->path);
    bool is_ours = debug_file_is_ours(space->pid, fd);
    Dwfl_Module *module = find_bias(fd, mapped, &bias)
                              ? dwfl_report_elf(space->dwfl, name, name, fd, bias, true)
                              : NULL;
    if (module == NULL)
        close(fd);
    else if (is_ours)
        debug_file_follow(module);
}

static pid_t next_thread(Dwfl *dwfl, void *data, void **thread)
{
    (void)dwfl;
    const struct space *space = data;
    if (*thread != NULL)
        return 0;
    *thread = data;
    return space->stacks->sample->tid;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *data, void **thread)
{
    (void)dwfl;
    (void)tid;
    *thread = data;
    return true;
}

// From the copy of the stack; nothing else is needed to find a caller.
static bool read_memory(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *out, void *data)
{
    (void)dwfl;
    unsigned pc = 0;
    unsigned sp = 0;
    const struct space *space = data;
    const struct perf_sample *sample = space->stacks->sample;
    perf_registers(&pc, &sp);
    uint64_t at = address - sample->registers[sp];
    if (address < sample->registers[sp] || at + sizeof *out > sample->stack_bytes) {
        // libdwfl takes it for the end of the stack.
        space->stacks->is_short = true;
        return false;
    }
    memcpy(out, sample->stack + at, sizeof *out);
    return true;
}

static bool set_registers(Dwfl_Thread *thread, void *data)
{
    const struct space *space = data;
    const struct perf_sample *sample = space->stacks->sample;
    Dwarf_Word values[DWARF_REGISTERS];
    unsigned n = 0;
    for (; n < DWARF_REGISTERS && perf_register_of_dwarf(n) >= 0; n++)
        values[n] = sample->registers[perf_register_of_dwarf(n)];
#if defined(__aarch64__)
    dwfl_thread_state_register_pc(thread, values[--n]);
#endif
    return dwfl_thread_state_registers(thread, 0, n, values);
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
    .next_thread = next_thread,
    .get_thread = get_thread,
    .memory_read = read_memory,
    .set_initial_registers = set_registers,
};

static void report_modules(struct space *space)
{
    if (space->dwfl != NULL)
        return;
    space->dwfl = dwfl_begin(debug_file_callbacks());
    dwfl_report_begin(space->dwfl);
    for (guint i = 0; i < space->mapped->len; i++)
        report(space, &g_array_index(space->mapped, struct mapped, i));
    dwfl_report_end(space->dwfl, NULL, NULL);
    space->is_attached = dwfl_attach_state(space->dwfl, NULL, space->pid, &thread_callbacks, space);
}

// The address of a caller is the one after its call: it belongs to the call.
static int take_frame(Dwfl_Frame *frame, void *data)
{
    Dwarf_Addr pc = 0;
    bool is_activation = false;
    struct space *space = data;
    struct stacks *stacks = space->stacks;
    if (!dwfl_frame_pc(frame, &pc, &is_activation) || stacks->addresses->len >= MOST_FRAMES)
        return DWARF_CB_ABORT;
    pc -= is_activation ? 0 : 1;
    Dwfl_Module *module = dwfl_addrmodule(space->dwfl, pc);
    g_array_append_val(stacks->addresses, pc);
    g_array_append_val(stacks->modules, module);
    return DWARF_CB_OK;
}

static guint add_kernel(struct stacks *stacks, guint node, const struct perf_sample *sample)
{
    if (sample->n_kernel == 0)
        return node;
    if (stacks->kernel == NULL)
        stacks->kernel = kernel_names_new();
    const char *name = kernel_names_find(stacks->kernel, sample->kernel, sample->n_kernel);
    return profile_child(stacks->profile, node, frames_named(stacks->frames, name, "kernel"));
}

// Finds the addresses of the sample's stack; whether the outermost of them was reached.
static bool unwind(struct stacks *stacks, struct space *space)
{
    unsigned pc = 0;
    unsigned sp = 0;
    stacks->is_short = false;
    g_array_set_size(stacks->addresses, 0);
    g_array_set_size(stacks->modules, 0);
    if (!stacks->sample->has_registers)
        return true;
    perf_registers(&pc, &sp);
    report_modules(space);
    bool is_whole = space->is_attached &&
                    dwfl_getthread_frames(space->dwfl, stacks->sample->tid, take_frame, space) == 0;
    if (stacks->addresses->len == 0) {
        Dwfl_Module *module = space->dwfl != NULL
                                  ? dwfl_addrmodule(space->dwfl, stacks->sample->registers[pc])
                                  : NULL;
        g_array_append_val(stacks->addresses, stacks->sample->registers[pc]);
        g_array_append_val(stacks->modules, module);
    }
    return is_whole && !stacks->is_short;
}

// The function at an address with those put into it, called from a node.
static guint add_frames(struct stacks *stacks, guint node, Dwfl_Module *module, uint64_t address)
{
    const GArray *frames = frames_find(stacks->frames, module, address);
    for (guint k = frames->len; k-- > 0;)
        node = profile_child(stacks->profile, node, g_array_index(frames, guint, k));
    return node;
}

// The callers of the first function that is known.
static guint add_cut(struct stacks *stacks)
{
    guint frame = frames_named(stacks->frames, "(stack cut off)", NULL);
    return profile_child(stacks->profile, 0, frame);
}

guint stacks_node(struct stacks *stacks, const struct perf_sample *sample, bool *is_cut)
{
    stacks->sample = sample;
    *is_cut = !unwind(stacks, find_space(stacks, sample->pid));
    guint node = *is_cut ? add_cut(stacks) : 0;
    for (guint i = stacks->addresses->len; i-- > 0;)
        node = add_frames(stacks, node, g_array_index(stacks->modules, Dwfl_Module *, i),
                          g_array_index(stacks->addresses, uint64_t, i));
    return add_kernel(stacks, node, sample);
}

guint stacks_call(struct stacks *stacks, pid_t pid, guint node, uint64_t address)
{
    struct space *space = find_space(stacks, pid);
    if (address == 0)
        return add_cut(stacks);
    report_modules(space);
    // The address after a call belongs to it.
    return add_frames(stacks, node, dwfl_addrmodule(space->dwfl, address - 1), address - 1);
}
