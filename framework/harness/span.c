// SPDX-License-Identifier: MIT
// A span is a slot of the table. What a thread needs for one is its own, so that it waits for
// nobody; a signal handler that interrupts it there, and threads beyond those that have something
// of their own, use what is shared.
#include <benchrun/span.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/harness/span_store.h"
#include "framework/harness/span_trace.h"

#define RELAXED memory_order_relaxed

enum { SLOTS_AT_ONCE = 8, NUMBERS_AT_ONCE = 64 };

// What a call uses: of `thread` what is its own, or, if that is NULL, what is shared.
struct hold {
    struct span_store *store;
    struct span_thread *thread;
};

static struct hold hold_store(void)
{
    struct hold hold;
    hold.store = span_store_enter(&hold.thread);
    if (hold.thread != NULL && atomic_load_explicit(&hold.thread->is_busy, RELAXED))
        hold.thread = NULL;
    if (hold.thread != NULL)
        atomic_store_explicit(&hold.thread->is_busy, 1, RELAXED);
    atomic_signal_fence(memory_order_seq_cst);
    return hold;
}

static void let_go(struct hold hold)
{
    atomic_signal_fence(memory_order_seq_cst);
    if (hold.thread != NULL)
        atomic_store_explicit(&hold.thread->is_busy, 0, RELAXED);
}

// A handle: the number of a span and its slot, so that one that has ended is known as such.
static struct bench_span *handle_of(uint64_t number, uint32_t slot)
{
    return (struct bench_span *)(uintptr_t)(number << SPAN_INDEX_BITS | slot);
}

static struct bench_span *dummy(void)
{
    return handle_of(0, 1);
}

static uint32_t slot_of(uint64_t handle)
{
    return (uint32_t)(handle & (SPAN_SLOTS - 1));
}

static bool is_open(const struct span_store *store, uint64_t handle)
{
    uint64_t number = atomic_load_explicit(&store->records[slot_of(handle)].number, RELAXED);
    return number != 0 && (uintptr_t)handle_of(number, slot_of(handle)) == handle;
}

// Takes up to `n` free slots of a word.
static uint64_t take_of_word(struct span_store *store, uint32_t word, unsigned n)
{
    uint64_t used = atomic_load_explicit(&store->used[word], RELAXED);
    for (;;) {
        uint64_t taken = 0;
        uint64_t left = ~used;
        for (unsigned i = 0; i < n && left != 0; i++, left &= left - 1)
            taken |= left & -left;
        if (taken == 0 ||
            atomic_compare_exchange_weak_explicit(&store->used[word], &used, used | taken,
                                                  memory_order_acquire, RELAXED))
            return taken;
    }
}

static int take_shared_slot(struct span_store *store)
{
    for (uint32_t word = 0; word < SPAN_SLOTS / 64; word++) {
        uint64_t taken = take_of_word(store, word, 1);
        if (taken != 0)
            return (int)(word * 64 + (uint32_t)__builtin_ctzll(taken));
    }
    return -1;
}

static void refill(struct span_store *store, struct span_thread *thread)
{
    for (uint32_t i = 0; i < SPAN_SLOTS / 64 && thread->held == 0; i++) {
        uint32_t word = (thread->word + i) % (SPAN_SLOTS / 64);
        thread->held = take_of_word(store, word, SLOTS_AT_ONCE);
        if (thread->held != 0)
            thread->word = word;
    }
    thread->n_held = (uint32_t)__builtin_popcountll(thread->held);
}

static int take_slot(struct hold hold)
{
    struct span_thread *thread = hold.thread;
    if (thread == NULL)
        return take_shared_slot(hold.store);
    if (thread->held == 0)
        refill(hold.store, thread);
    if (thread->held == 0)
        return -1;
    uint32_t bit = (uint32_t)__builtin_ctzll(thread->held);
    thread->held &= thread->held - 1;
    thread->n_held--;
    return (int)(thread->word * 64 + bit);
}

static void give_back(struct hold hold, uint32_t slot)
{
    struct span_thread *thread = hold.thread;
    uint64_t bit = UINT64_C(1) << slot % 64;
    if (thread != NULL && thread->word == slot / 64 && thread->n_held < 2 * SLOTS_AT_ONCE) {
        thread->held |= bit;
        thread->n_held++;
    } else {
        atomic_fetch_and_explicit(&hold.store->used[slot / 64], ~bit, memory_order_release);
    }
}

static uint64_t take_number(struct span_thread *thread)
{
    if (thread == NULL)
        return span_store_numbers(1);
    if (thread->number == thread->numbers) {
        thread->number = span_store_numbers(NUMBERS_AT_ONCE) - 1;
        thread->numbers = thread->number + NUMBERS_AT_ONCE;
    }
    return ++thread->number;
}

// The innermost span of the thread that has not ended; 0: none.
static uint64_t find_parent(const struct span_store *store, struct span_thread *thread)
{
    if (thread == NULL)
        return 0;
    while (thread->depth > 0 && !is_open(store, thread->open[thread->depth - 1]))
        thread->depth--;
    return thread->depth > 0 ? thread->open[thread->depth - 1] >> SPAN_INDEX_BITS : 0;
}

// In their order; full of open ones, the parents of what begins now are not the innermost.
static void push(const struct span_store *store, struct span_thread *thread, uint64_t handle)
{
    if (thread == NULL)
        return;
    if (thread->depth == SPAN_DEPTH) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < SPAN_DEPTH; i++)
            if (is_open(store, thread->open[i]))
                thread->open[kept++] = thread->open[i];
        thread->depth = kept;
    }
    if (thread->depth < SPAN_DEPTH)
        thread->open[thread->depth++] = handle;
}

static uint32_t row_of(struct hold hold, uint32_t label)
{
    uint32_t row = (hold.thread != NULL ? hold.thread->index : 0) * SPAN_LABELS + label;
    char *text = hold.store->rows[row].text;
    if (text[0] == '\0')
        memcpy(text, hold.store->names[label].text, SPAN_LABEL_BYTES);
    return row;
}

// Between these two a reader takes nothing of the slot.
static void begin_writing(struct span_slot *slot)
{
    uint32_t sequence = atomic_load_explicit(&slot->sequence, RELAXED);
    atomic_store_explicit(&slot->sequence, sequence | 1, RELAXED);
    atomic_thread_fence(memory_order_release);
}

static void end_writing(struct span_slot *slot)
{
    uint32_t sequence = atomic_load_explicit(&slot->sequence, RELAXED);
    atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_release);
}

static void show(struct span_store *store, uint32_t index, uint64_t parent, uint32_t row)
{
    const struct span_record *record = &store->records[index];
    struct span_slot *slot = &store->slots[index];
    uint64_t number = atomic_load_explicit(&record->number, RELAXED);
    begin_writing(slot);
    slot->parent = parent;
    slot->began_ns = record->began_ns;
    slot->cancel_inode = 0;
    slot->tid = record->tid;
    slot->cancel_fd = -1;
    slot->label = row;
    slot->note[0] = '\0';
    if (atomic_load_explicit(&slot->cancelled, RELAXED) == (uint32_t)number)
        atomic_store_explicit(&slot->cancelled, ~(uint32_t)number, RELAXED); // 4 billion spans ago
    atomic_store_explicit(&slot->number, number, RELAXED);
    end_writing(slot);
}

static void hide(struct span_slot *slot)
{
    begin_writing(slot);
    atomic_store_explicit(&slot->number, 0, RELAXED);
    end_writing(slot);
}

static void leave_out(struct span_store *store, bool has_label)
{
    if (!has_label)
        atomic_fetch_add_explicit(&store->unlabelled, 1, RELAXED);
    if (store->trace != NULL)
        atomic_fetch_add_explicit(&store->trace_file.n_lost, 1, RELAXED);
    atomic_fetch_add_explicit(&store->table->left_out, 1, RELAXED);
}

static struct bench_span *begin(struct hold hold, const char *text)
{
    int label = span_store_label(hold.store, hold.thread, text);
    int index = label >= 0 ? take_slot(hold) : -1;
    if (index < 0) {
        leave_out(hold.store, label >= 0);
        return dummy();
    }
    struct span_record *record = &hold.store->records[index];
    uint64_t number = take_number(hold.thread);
    uint64_t parent = find_parent(hold.store, hold.thread);
    struct bench_span *handle = handle_of(number, (uint32_t)index);
    push(hold.store, hold.thread, (uintptr_t)handle);
    record->label = (uint16_t)label;
    record->within_ns = 0;
    record->tid = hold.thread != NULL ? atomic_load_explicit(&hold.thread->owner, RELAXED)
                                      : (int32_t)gettid();
    record->region = atomic_load_explicit(&span_store_region, RELAXED);
    atomic_store_explicit(&record->number, number, RELAXED);
    record->began_ns = span_clock_now_ns(&hold.store->clock);
    show(hold.store, (uint32_t)index, parent, row_of(hold, (uint32_t)label));
    return handle;
}

struct bench_span *bench_span_begin(const char *label)
{
    struct hold hold = hold_store();
    struct bench_span *span = dummy();
    if (hold.store != NULL)
        span = begin(hold, label != NULL && label[0] != '\0' ? label : "(no label)");
    let_go(hold);
    return span;
}

// NULL if it is not open.
static struct span_record *find_open(struct span_store *store, const struct bench_span *span)
{
    uint64_t handle = (uintptr_t)span;
    return store != NULL && is_open(store, handle) ? &store->records[slot_of(handle)] : NULL;
}

static void close_pipe(struct span_record *record)
{
    int problem = errno;
    if (record->has_pipe) {
        close(record->pipe[0]);
        close(record->pipe[1]);
    }
    record->has_pipe = false;
    errno = problem;
}

// Whether it is the innermost of the thread. Then its time is a part of its parent's.
static bool pop(struct hold hold, uint64_t handle, uint64_t elapsed_ns)
{
    struct span_thread *thread = hold.thread;
    if (thread == NULL || thread->depth == 0 || thread->open[thread->depth - 1] != handle)
        return false;
    thread->depth--;
    if (find_parent(hold.store, thread) != 0)
        hold.store->records[slot_of(thread->open[thread->depth - 1])].within_ns += elapsed_ns;
    return true;
}

static void count(struct hold hold, const struct span_record *record, uint64_t elapsed_ns)
{
    bool is_shared = hold.thread == NULL;
    uint32_t row = row_of(hold, record->label);
    struct span_label *shown = &hold.store->rows[row];
    span_number_raise(&shown->max_ns, elapsed_ns, is_shared);
    span_number_add(&shown->total_ns, elapsed_ns, is_shared);
    span_number_add(&shown->count, 1, is_shared);
    uint32_t region = atomic_load_explicit(&span_store_region, RELAXED);
    uint64_t own_ns = elapsed_ns > record->within_ns ? elapsed_ns - record->within_ns : 0;
    if (region != 0 && region == record->region)
        span_tally_add(&hold.store->tallies[row], elapsed_ns, own_ns, is_shared);
}

static void end(struct hold hold, struct span_record *record, uint64_t handle)
{
    struct span_store *store = hold.store;
    uint64_t now_ns = span_clock_now_ns(&store->clock);
    uint64_t elapsed_ns = now_ns > record->began_ns ? now_ns - record->began_ns : 0;
    bool is_innermost = pop(hold, handle, elapsed_ns);
    count(hold, record, elapsed_ns);
    if (store->trace != NULL)
        span_trace_add(store, hold.thread, slot_of(handle), elapsed_ns, is_innermost);
    if (record->has_pipe)
        close_pipe(record);
    hide(&store->slots[slot_of(handle)]);
    atomic_store_explicit(&record->number, 0, RELAXED);
    give_back(hold, slot_of(handle));
}

void bench_span_end(struct bench_span *span)
{
    if (find_open(span_store_find(), span) == NULL)
        return;
    struct hold hold = hold_store();
    struct span_record *record = find_open(hold.store, span);
    if (record != NULL)
        end(hold, record, (uintptr_t)span);
    let_go(hold);
}

void bench_span_note(struct bench_span *span, const char *text)
{
    struct span_store *store = span_store_find();
    if (find_open(store, span) == NULL)
        return;
    struct span_slot *slot = &store->slots[slot_of((uintptr_t)span)];
    begin_writing(slot);
    strncpy(slot->note, text != NULL ? text : "", SPAN_NOTE_BYTES - 1);
    slot->note[SPAN_NOTE_BYTES - 1] = '\0';
    end_writing(slot);
}

void bench_span_number(struct bench_span *span, long long number)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", number);
    bench_span_note(span, text);
}

bool bench_span_cancelled(const struct bench_span *span)
{
    struct span_store *store = span_store_find();
    const struct span_record *record = find_open(store, span);
    if (record == NULL)
        return false;
    uint32_t number = (uint32_t)atomic_load_explicit(&record->number, RELAXED);
    return atomic_load(&store->slots[slot_of((uintptr_t)span)].cancelled) == number;
}

// One that cancels writes `cancelled` and then looks for the pipe; here it is the other way round,
// so that one of the two writes the byte.
static bool open_pipe(struct span_record *record, const struct bench_span *span,
                      struct span_store *store)
{
    struct span_slot *slot = &store->slots[slot_of((uintptr_t)span)];
    struct stat status;
    if (pipe2(record->pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    record->has_pipe = true;
    begin_writing(slot);
    slot->cancel_inode = fstat(record->pipe[1], &status) == 0 ? status.st_ino : 0;
    slot->cancel_fd = record->pipe[1];
    end_writing(slot);
    atomic_thread_fence(memory_order_seq_cst);
    if (bench_span_cancelled(span) && write(record->pipe[1], "", 1) != 1)
        return false;
    return true;
}

int bench_span_cancel_fd(struct bench_span *span)
{
    struct span_store *store = span_store_find();
    struct span_record *record = find_open(store, span);
    if (record == NULL || (!record->has_pipe && !open_pipe(record, span, store)))
        return -1;
    return record->pipe[0];
}
