// SPDX-License-Identifier: MIT
#include "framework/profile/arguments.h"

#include <asm/perf_regs.h>
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "framework/profile/perf_events.h"

enum { NUMBERS = 6, PAGES = 64 };

// In the order of the bits of their mask, which is that of a record.
#if defined(__x86_64__)
enum { AT_CX, AT_DX, AT_SI, AT_DI, AT_R8, AT_R9 };
#define MASK                                                                 \
    (1u << PERF_REG_X86_CX | 1u << PERF_REG_X86_DX | 1u << PERF_REG_X86_SI | \
     1u << PERF_REG_X86_DI | 1u << PERF_REG_X86_R8 | 1u << PERF_REG_X86_R9)
static const int order[NUMBERS] = {AT_DI, AT_SI, AT_DX, AT_CX, AT_R8, AT_R9}; // as they are passed
#else
#define MASK 0
static const int order[NUMBERS] = {0};
#endif

struct arguments {
    int fd;
    struct perf_event_mmap_page *page;
    size_t page_bytes;
};

// Of PERF_SAMPLE_REGS_USER alone.
struct record {
    struct perf_event_header header;
    uint64_t abi;
    uint64_t registers[NUMBERS];
};

static bool refuse(GError **error)
{
    g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_REFUSED,
                "the CPU's breakpoints cannot be used: %s", g_strerror(errno));
    return false;
}

static bool watch(struct arguments *arguments, pid_t tid, uint64_t address, GError **error)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_BREAKPOINT,
        .size = sizeof attributes,
        .bp_type = HW_BREAKPOINT_X,
        .bp_addr = address,
        .bp_len = sizeof(long),
        .sample_period = 1,
        .sample_type = PERF_SAMPLE_REGS_USER,
        .sample_regs_user = MASK,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    arguments->fd =
        (int)syscall(SYS_perf_event_open, &attributes, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (arguments->fd < 0)
        return refuse(error);
    void *page = mmap(NULL, (1 + PAGES) * arguments->page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                      arguments->fd, 0);
    if (page == MAP_FAILED)
        return refuse(error);
    arguments->page = page;
    return true;
}

struct arguments *arguments_watch(pid_t tid, uint64_t address, GError **error)
{
    struct arguments *arguments = g_new0(struct arguments, 1);
    arguments->fd = -1;
    arguments->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    if (watch(arguments, tid, address, error))
        return arguments;
    arguments_free(arguments);
    return NULL;
}

static void read_bytes(const struct arguments *arguments, uint64_t at, void *to, size_t n)
{
    const uint8_t *ring = (const uint8_t *)arguments->page + arguments->page_bytes;
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)to)[i] = ring[(at + i) % (PAGES * arguments->page_bytes)];
}

static guint hash_values(gconstpointer values)
{
    uint64_t hash = 0;
    for (int i = 0; i < NUMBERS; i++)
        hash = (hash ^ ((const uint64_t *)values)[i]) * 0x9e3779b97f4a7c15u;
    return (guint)(hash >> 32);
}

static gboolean are_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, NUMBERS * sizeof(uint64_t)) == 0;
}

// The first `n` arguments of a record.
static uint64_t *values_of(const struct record *record, unsigned n)
{
    uint64_t *values = g_new0(uint64_t, NUMBERS);
    for (unsigned i = 0; i < n && i < NUMBERS; i++)
        values[i] = record->registers[order[i]];
    return values;
}

void arguments_count(struct arguments *arguments, unsigned n, uint64_t *calls, uint64_t *seen,
                     uint64_t *distinct)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(hash_values, are_equal, g_free, NULL);
    *calls = *seen = 0;
    ioctl(arguments->fd, PERF_EVENT_IOC_DISABLE, 0);
    if (read(arguments->fd, calls, sizeof *calls) != (ssize_t)sizeof *calls)
        *calls = 0;
    uint64_t head = __atomic_load_n(&arguments->page->data_head, __ATOMIC_ACQUIRE);
    struct record record;
    for (uint64_t at = 0; at + sizeof record.header <= head; at += record.header.size) {
        read_bytes(arguments, at, &record.header, sizeof record.header);
        if (record.header.size < sizeof record.header)
            break;
        if (record.header.type != PERF_RECORD_SAMPLE || record.header.size != sizeof record)
            continue;
        read_bytes(arguments, at, &record, sizeof record);
        g_hash_table_add(known, values_of(&record, n));
        *seen += 1;
    }
    *distinct = g_hash_table_size(known);
}

void arguments_free(struct arguments *arguments)
{
    if (arguments->page != NULL)
        munmap(arguments->page, (1 + PAGES) * arguments->page_bytes);
    if (arguments->fd >= 0)
        close(arguments->fd);
    g_free(arguments);
}
