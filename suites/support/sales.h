// SPDX-License-Identifier: MIT
#pragma once
// Sales, a table to be queried, and what its rows add up to by region.
#include <stddef.h>
#include <stdint.h>

#include "suites/random.h"

enum sales_column {
    SALES_NUMBER,
    SALES_WEEK,
    SALES_WEEKDAY,
    SALES_HOUR,
    SALES_REGION,
    SALES_SHOP,
    SALES_TILL,
    SALES_CUSTOMER,
    SALES_CHANNEL,
    SALES_PRODUCT,
    SALES_QUANTITY,
    SALES_PRICE,
    SALES_DISCOUNT,
    SALES_TAX,
    SALES_WEIGHT,
    SALES_POINTS,
    SALES_COLUMNS
};
enum { SALES_WEEKS = 64, SALES_REGIONS = 16, SALES_CUSTOMERS = 1 << 14 };

/** One row, a value for each column. */
struct sale {
    int32_t values[SALES_COLUMNS];
};

/** Draws a sale; its number is the caller's. */
struct sale sales_draw(struct random *random, int32_t number);

/** What was sold in each region. `{0}` is nothing. */
struct sales_totals {
    struct sales_region {
        int64_t amount;
        int64_t quantity;
        int64_t count;
        uint64_t customers[SALES_CUSTOMERS / 64]; // a bit for each that bought
    } regions[SALES_REGIONS];
};

static inline void sales_add(struct sales_totals *totals, int32_t region, int32_t customer,
                             int32_t quantity, int32_t amount)
{
    struct sales_region *to = &totals->regions[region];
    to->amount += amount;
    to->quantity += quantity;
    to->count++;
    to->customers[customer / 64] |= (uint64_t)1 << customer % 64;
}

/** Adds the totals of another part of the table. */
void sales_merge(struct sales_totals *totals, const struct sales_totals *part);

/** A line of the answer. */
struct sales_line {
    int64_t region;
    int64_t amount;
    int64_t customers; // different ones
    double mean_quantity;
};

/** The answer: a line for each region, the largest amount first. */
void sales_report(const struct sales_totals *totals, struct sales_line lines[SALES_REGIONS]);
