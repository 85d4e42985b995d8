// SPDX-License-Identifier: MIT
// Preloaded by `check_scale`: a malloc() whose calls take as many instructions whatever came before
// them. Those of the C library search the free blocks that others left; here each power of two has
// a list of its own.
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALL ((size_t)1 << 32) // bytes of address space; only those that are used take memory
#define CLASSES 32

struct block {
    size_t class; // before what the caller has, which has 2^class bytes
    struct block *next;
};
_Static_assert(sizeof(struct block) == 16, "what the caller has is aligned");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct block *free_blocks[CLASSES];
static char *end, *limit;

static size_t class_of(size_t bytes)
{
    return bytes <= 16 ? 4 : (size_t)(64 - __builtin_clzl(bytes - 1));
}

// From space that nobody had; NULL when there is none.
static struct block *cut(size_t class)
{
    if (!end) {
        char *space = mmap(NULL, ALL, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (space == MAP_FAILED)
            return NULL;
        end = space;
        limit = space + ALL;
    }
    size_t bytes = sizeof(struct block) + ((size_t)1 << class);
    if ((size_t)(limit - end) < bytes)
        return NULL;
    struct block *block = (struct block *)(void *)end;
    end += bytes;
    block->class = class;
    return block;
}

void *malloc(size_t bytes)
{
    size_t class = class_of(bytes);
    struct block *block = NULL;
    if (class < CLASSES) {
        pthread_mutex_lock(&lock);
        block = free_blocks[class];
        if (block)
            free_blocks[class] = block->next;
        else
            block = cut(class);
        pthread_mutex_unlock(&lock);
    }
    if (!block)
        errno = ENOMEM;
    return block ? block + 1 : NULL;
}

void free(void *memory)
{
    if (!memory)
        return;
    struct block *block = (struct block *)memory - 1;
    pthread_mutex_lock(&lock);
    block->next = free_blocks[block->class];
    free_blocks[block->class] = block;
    pthread_mutex_unlock(&lock);
}

void *calloc(size_t number, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(number, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = malloc(bytes);
    return memory ? memset(memory, 0, bytes) : NULL;
}

void *realloc(void *memory, size_t bytes)
{
    if (!memory)
        return malloc(bytes);
    size_t had = (size_t)1 << ((struct block *)memory - 1)->class;
    if (bytes <= had)
        return memory;
    void *more = malloc(bytes);
    if (more) {
        memcpy(more, memory, had);
        free(memory);
    }
    return more;
}

// Its block begins in the middle of a larger one, which stays cut.
int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    size_t class = class_of(bytes);
    char *space = class < CLASSES ? malloc(alignment + ((size_t)1 << class)) : NULL;
    if (!space)
        return ENOMEM;
    size_t past = (size_t)space % alignment;
    *memory = past > 0 ? space + alignment - past : space;
    ((struct block *)*memory - 1)->class = class;
    return 0;
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    void *memory;
    errno = posix_memalign(&memory, alignment, bytes);
    return errno ? NULL : memory;
}
