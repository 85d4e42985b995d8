// SPDX-License-Identifier: MIT
#include "suites/support/sales.h"

#include <stdlib.h>

// Takes so many of the bits.
static int32_t draw(uint64_t *bits, unsigned n_bits)
{
    int32_t value = (int32_t)(*bits & ((1u << n_bits) - 1));
    *bits >>= n_bits;
    return value;
}

struct sale sales_draw(struct random *random, int32_t number)
{
    uint64_t bits = random_bits(random);
    struct sale sale;
    sale.values[SALES_NUMBER] = number;
    sale.values[SALES_WEEK] = draw(&bits, 6);
    sale.values[SALES_WEEKDAY] = draw(&bits, 2);
    sale.values[SALES_HOUR] = draw(&bits, 4);
    sale.values[SALES_REGION] = draw(&bits, 4);
    sale.values[SALES_SHOP] = draw(&bits, 5);
    sale.values[SALES_TILL] = draw(&bits, 2);
    sale.values[SALES_CUSTOMER] = draw(&bits, 14);
    sale.values[SALES_CHANNEL] = draw(&bits, 1);
    sale.values[SALES_PRODUCT] = draw(&bits, 8);
    sale.values[SALES_QUANTITY] = 1 + draw(&bits, 4);
    sale.values[SALES_PRICE] = 100 + draw(&bits, 12);
    sale.values[SALES_DISCOUNT] = draw(&bits, 2);
    sale.values[SALES_TAX] = sale.values[SALES_PRICE] / 5;
    sale.values[SALES_WEIGHT] = 300 * sale.values[SALES_QUANTITY];
    sale.values[SALES_POINTS] = sale.values[SALES_PRICE] / 100;
    return sale;
}

void sales_merge(struct sales_totals *totals, const struct sales_totals *part)
{
    for (size_t i = 0; i < SALES_REGIONS; i++) {
        struct sales_region *to = &totals->regions[i];
        const struct sales_region *from = &part->regions[i];
        to->amount += from->amount;
        to->quantity += from->quantity;
        to->count += from->count;
        for (size_t k = 0; k < SALES_CUSTOMERS / 64; k++)
            to->customers[k] |= from->customers[k];
    }
}

static int compare_amounts(const void *left, const void *right)
{
    const struct sales_line *a = left;
    const struct sales_line *b = right;
    if (a->amount != b->amount)
        return a->amount > b->amount ? -1 : 1;
    return a->region < b->region ? -1 : 1;
}

void sales_report(const struct sales_totals *totals, struct sales_line lines[SALES_REGIONS])
{
    for (size_t i = 0; i < SALES_REGIONS; i++) {
        const struct sales_region *region = &totals->regions[i];
        lines[i] = (struct sales_line){.region = (int64_t)i, .amount = region->amount};
        for (size_t k = 0; k < SALES_CUSTOMERS / 64; k++)
            lines[i].customers += __builtin_popcountll(region->customers[k]);
        if (region->count > 0)
            lines[i].mean_quantity = (double)region->quantity / (double)region->count;
    }
    qsort(lines, SALES_REGIONS, sizeof *lines, compare_amounts);
}
