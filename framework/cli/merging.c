// SPDX-License-Identifier: MIT
#include "framework/cli/merging.h"

#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/sides.h"
#include "framework/compare/compare.h"
#include "framework/result/file/parts.h"
#include "framework/result/file/run_file.h"
#include "framework/result/scaling.h"

// What parts found out about differences that the whole then did not call is not said.
static void drop_uncalled(struct run *run)
{
    for (guint i = 0; i < run->comparisons->len; i++) {
        struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        g_clear_pointer(&comparison->if_called, g_free);
        if (comparison->verdict == VERDICT_UNCLEAR || comparison->verdict == VERDICT_SAME) {
            comparison->is_same_code = false;
            g_clear_pointer(&comparison->explanation, g_free);
        }
    }
}

// Cases of one benchmark may have been in several parts.
static void decide(struct run *run)
{
    scaling_compute(run->results);
    scaling_compute(run->base);
    compare_again(run);
    if (run->part.of == 0)
        drop_uncalled(run);
    if (!run_has_sides(run))
        run_fit(run);
}

struct run *merging_join(const char *const *paths, bool is_partial, GError **error)
{
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func((GDestroyNotify)run_free);
    for (const char *const *path = paths; *path != NULL; path++) {
        struct run *run = run_read(*path, error);
        if (run == NULL)
            return NULL;
        g_ptr_array_add(runs, run);
    }
    struct run *whole = parts_join(runs, paths, is_partial, error);
    if (whole != NULL)
        decide(whole);
    return whole;
}

int merging_judge(struct run *whole, const struct options *options)
{
    struct recording recording = {.run = whole};
    if (run_has_sides(whole))
        return sides_judge(&recording);
    int judged = recording_judge(whole->results);
    return judged != EXIT_GOOD ? judged : claims_judge(whole, options);
}
