// SPDX-License-Identifier: MIT
// What the loader writes: addresses in the same image, or of what a name means in a library.
#include "framework/program/code_slots.h"

#include <string.h>

// What a slot leads to.
struct target {
    const struct code_map *map; // NULL: a library of the system
    const char *name;           // that was looked up; NULL: none
    uint64_t address;
};

bool walk_loads_code(const char *function)
{
    static const char *const names[] = {"dlopen", "dlmopen", "dlsym", "dlvsym", NULL};
    return g_strv_contains(names, function);
}

// Where a program asks for its own path, what it reads may lie beside it.
static bool finds_itself(const char *name)
{
    static const char *const names[] = {"readlink",
                                        "readlinkat",
                                        "realpath",
                                        "canonicalize_file_name",
                                        "getauxval",
                                        "dladdr",
                                        "program_invocation_name",
                                        "program_invocation_short_name",
                                        NULL};
    return g_strv_contains(names, name);
}

// The name without what the C library's headers add to it: `__memcpy_chk`, `__isoc99_sscanf`.
static char *bare_name(const char *name)
{
    static const char *const prefixes[] = {"__isoc99_", "__isoc23_", "__builtin_", "__", NULL};
    for (unsigned i = 0; prefixes[i] != NULL; i++) {
        if (g_str_has_prefix(name, prefixes[i])) {
            name += strlen(prefixes[i]);
            break;
        }
    }
    bool is_checked = g_str_has_suffix(name, "_chk");
    return g_strndup(name, strlen(name) - (is_checked ? strlen("_chk") : 0));
}

// Functions of the C library and variables of it that lead to no code of the program's.
static bool calls_nothing_back(const char *bare)
{
    static const char words[] =
        " memcpy memmove memset memcmp memchr memrchr mempcpy memmem rawmemchr bcmp bzero"
        " strlen strnlen strcpy strncpy stpcpy stpncpy strcat strncat strcmp strncmp strcasecmp"
        " strncasecmp strchr strrchr strchrnul strstr strcasestr strspn strcspn strpbrk strtok"
        " strtok_r strsep strdup strndup strcoll strerror malloc calloc realloc reallocarray free"
        " aligned_alloc posix_memalign malloc_usable_size _Znwm _Znam _ZdlPv _ZdlPvm _ZdaPv"
        " _ZdaPvm atoi atol atoll atof strtol strtoul strtoll strtoull strtod strtof strtold abs"
        " labs llabs rand srand rand_r random srandom drand48 snprintf vsnprintf sprintf vsprintf"
        " sscanf isalpha isdigit isspace toupper tolower ctype_b_loc ctype_tolower_loc"
        " ctype_toupper_loc errno_location stack_chk_fail assert_fail abort tls_get_addr"
        " clock_gettime time gettimeofday getpid getppid getuid read write pread pwrite lseek"
        " close pipe fstat fsync ftruncate mmap munmap mprotect madvise syscall getrandom"
        " sched_yield pthread_mutex_lock pthread_mutex_unlock pthread_mutex_trylock"
        " pthread_spin_lock pthread_spin_unlock pthread_self sin cos tan asin acos atan atan2 sinh"
        " cosh tanh sincos exp exp2 expm1 log log2 log10 log1p pow sqrt cbrt hypot floor ceil trunc"
        " round nearbyint rint lrint llrint lround llround fmod remainder fabs fma fmin fmax ldexp"
        " frexp modf erf erfc tgamma lgamma sinf cosf tanf atan2f expf exp2f logf log2f powf sqrtf"
        " floorf ceilf roundf fmodf fabsf fmaf fminf fmaxf stdin stdout stderr environ ";
    g_autofree char *word = g_strdup_printf(" %s ", bare);
    return strchr(bare, ' ') == NULL && strstr(words, word) != NULL;
}

static bool opens_a_file_alone(const char *bare)
{
    static const char *const names[] = {"open",  "open64",  "openat", "fopen",  "fopen64", "fclose",
                                        "fread", "opendir", "stat",   "access", NULL};
    return g_strv_contains(names, bare);
}

static bool only_writes(const char *bare)
{
    static const char *const names[] = {"puts",   "putchar", "printf", "fprintf", "vfprintf",
                                        "fputs",  "fputc",   "putc",   "fwrite",  "fflush",
                                        "perror", "exit",    "qsort",  "bsearch", NULL};
    return g_strv_contains(names, bare);
}

// Of a symbol that no library offers whose place is known.
static void note_system(struct walk *walk, const char *name, bool is_data)
{
    g_autofree char *bare = bare_name(name);
    for (unsigned side = 0; side < 2; side++)
        if (walk->libraries[side]->doubt != NULL)
            walk_doubt(walk, "%s", walk->libraries[side]->doubt);
    if (!libraries_have_same_others(walk->libraries[0], walk->libraries[1]))
        walk_doubt(walk, "they are linked with different libraries of the system");
    if (walk_loads_code(name))
        walk_doubt(walk, "it loads code by '%s'", name);
    if (finds_itself(bare))
        walk_doubt(walk, "it may look for files beside its program, by '%s'", name);
    bool opens = opens_a_file_alone(bare);
    bool is_known = is_data || calls_nothing_back(bare);
    walk->node->is_open = walk->node->is_open || !(is_known || opens);
    walk->node->opens_files = walk->node->opens_files || opens || !(is_known || only_writes(bare));
}

// False, and a doubt, where the library of a name cannot be read.
static bool look_up(struct walk *walk, unsigned side, const struct image_slot *slot,
                    struct target *target)
{
    const struct exported *exported = NULL;
    const struct library *library =
        libraries_lookup(walk->libraries[side], slot->name, slot->is_copy, &exported);
    if (library == NULL)
        return true;
    target->map = walk_image(walk, library->path);
    target->address += exported->address;
    if (target->map != NULL && exported->is_ambiguous)
        walk_doubt(walk, "'%s' has versions of '%s'", library->path, slot->name);
    else if (target->map != NULL && slot->is_thread_local && target->map != walk->maps[side])
        walk_doubt(walk, "it uses thread-local storage of '%s'", library->path);
    return target->map != NULL && !exported->is_ambiguous;
}

static bool find_target(struct walk *walk, unsigned side, const struct image_slot *slot,
                        struct target *target)
{
    const struct code_map *own = walk->maps[side];
    bool has_name = slot->name != NULL && *slot->name != '\0';
    bool is_local = slot->symbol == NULL && !slot->is_copy;
    *target = (struct target){.map = own, .address = (uint64_t)slot->addend};
    if (!has_name || (is_local && own == walk->programs[side]))
        return true;
    // What a library defines itself, another that comes before it may define too.
    *target = (struct target){.name = slot->name, .address = (uint64_t)slot->offset};
    if (walk->follows_libraries && !look_up(walk, side, slot, target))
        return false;
    if (target->map == own && is_local)
        target->address = (uint64_t)slot->addend;
    return true;
}

// Names stay NULL where an image means a place in itself.
static bool are_alike(const struct image_slot *base, const struct image_slot *head)
{
    return base->is_thread_local == head->is_thread_local && base->is_copy == head->is_copy &&
           g_strcmp0(base->symbol, head->symbol) == 0 &&
           (base->symbol == NULL || base->offset == head->offset);
}

static void compare_targets(struct walk *walk, const struct target targets[2], bool is_data,
                            const struct pair *pair)
{
    struct pair target = {
        .maps = {targets[0].map, targets[1].map},
        .at = {targets[0].address, targets[1].address},
        .users = {pair->users[0], pair->users[1]},
        .is_taken = true,
    };
    if (targets[0].map == NULL && targets[1].map == NULL && targets[0].name != NULL) {
        note_system(walk, targets[0].name, is_data);
    } else if (targets[0].map == NULL || targets[1].map == NULL) {
        walk_differ(walk, "'%s', which is in another library",
                    targets[targets[0].name == NULL].name);
    } else {
        walk->node->is_moved = walk->node->is_moved || target.at[0] != target.at[1];
        walk_add(walk, &target);
    }
}

void walk_slots(struct walk *walk, const struct image_slot *base, const struct image_slot *head,
                const struct pair *pair)
{
    struct target targets[2];
    if (base == NULL || head == NULL || !are_alike(base, head)) {
        walk_data_differs(walk, pair);
        return;
    }
    const struct pair thread_local_data = {.users = {pair->users[0], pair->users[1]},
                                           .kind = PAIR_THREAD_LOCAL};
    if (base->is_thread_local)
        walk_add(walk, &thread_local_data);
    if (find_target(walk, 0, base, &targets[0]) && find_target(walk, 1, head, &targets[1]) &&
        !base->is_thread_local)
        compare_targets(walk, targets, base->is_copy, pair);
}
