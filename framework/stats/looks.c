// SPDX-License-Identifier: MIT
#include "framework/stats/looks.h"

#include <math.h>

static const double spending_power = 2.5;

struct looks looks_plan(size_t planned)
{
    size_t descending[LOOKS_MOST] = {0};
    struct looks looks = {0};
    for (size_t at = planned; looks.n < LOOKS_MOST && (looks.n == 0 || at >= LOOKS_FIRST);
         at = (size_t)ceil((double)at / M_SQRT2))
        descending[looks.n++] = at;
    for (size_t i = 0; i < looks.n; i++)
        looks.at[i] = descending[looks.n - 1 - i];
    return looks;
}

// The share spent once this many restarts are done.
static double spent(const struct looks *looks, size_t restarts)
{
    return pow((double)restarts / (double)looks->at[looks->n - 1], spending_power);
}

double looks_share(const struct looks *looks, size_t look)
{
    double before = look > 0 ? spent(looks, looks->at[look - 1]) : 0;
    return spent(looks, looks->at[look]) - before;
}

double looks_share_at(const struct looks *looks, size_t restarts, int is_last)
{
    double before = 0;
    for (size_t i = 0; i < looks->n; i++) {
        if (looks->at[i] == restarts && !is_last)
            return looks_share(looks, i);
        if (looks->at[i] < restarts)
            before = spent(looks, looks->at[i]);
    }
    return is_last ? 1 - before : 0;
}
