// SPDX-License-Identifier: MIT
#include "framework/runner/agreement.h"

// Why the baseline is not what a member is compared with, as the end of a message; to free.
static char *explain_reference(const struct agreement *agreement)
{
    const struct result *baseline = agreement->baseline;
    if (agreement->reference == baseline)
        return g_strdup("");
    return g_strdup_printf("; compared with it because '%s' %s", baseline->bench_case->id,
                           baseline->status == STATUS_OK        ? "produces no output"
                           : baseline->status == STATUS_SKIPPED ? "was skipped"
                                                                : "could not be run");
}

static void compare(const struct agreement *agreement, struct result *result,
                    const struct outputs *outputs)
{
    const char *id = agreement->reference->bench_case->id;
    g_autofree char *difference = outputs_difference(agreement->expected, outputs, id);
    result->check = CHECK_AGREES;
    if (difference == NULL)
        return;
    g_autofree char *why = explain_reference(agreement);
    result->check = CHECK_DIFFERS;
    result_refuse(result, STATUS_FAILED, "wrong output: %s%s", difference, why);
}

void agreement_take(struct agreement *agreement, struct result *result, struct outputs *outputs)
{
    g_autoptr(Outputs) own = outputs;
    if (agreement->baseline == NULL)
        agreement->baseline = result;
    if (own == NULL)
        return;
    g_autofree char *cut = outputs_cut(own);
    if (cut != NULL) {
        result_refuse(result, STATUS_FAILED, "wrong output: %s", cut);
    } else if (own->items->len == 0) {
        result->check = CHECK_UNCHECKED;
    } else if (agreement->reference == NULL) {
        agreement->reference = result;
        agreement->expected = g_steal_pointer(&own);
        result->check = CHECK_REFERENCE;
    } else {
        compare(agreement, result, own);
    }
}

void agreement_clear(struct agreement *agreement)
{
    outputs_free(agreement->expected);
    *agreement = (struct agreement){0};
}
